using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.Manifests;

/// <summary>The events of a YAML text in which every alias is replaced by what its anchor stands for.</summary>
/// <remarks>Nothing is copied: an alias plays the events of its anchor again, and what is played is counted, so that a short text cannot become a large one.</remarks>
internal sealed class AliasedEvents(IParser parser) : IParser
{
    /// <summary>Characters that all aliases of a text may add together.</summary>
    public const int RepeatedLimit = 1 << 20;

    /// <summary>What an event without text counts for, in characters.</summary>
    private const int EventCost = 8;

    private readonly List<Read> _document = [];
    private readonly Dictionary<string, Range> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<Anchored> _open = new();
    private readonly Stack<(int Next, int End)> _plays = new();
    private int _depth;
    private int _repeated;

    public ParsingEvent? Current { get; private set; }

    /// <exception cref="ManifestFault">An alias has no anchor, lies in its own anchor, or all of them add more than <see cref="RepeatedLimit"/>.</exception>
    public bool MoveNext()
    {
        while (true)
        {
            if (Next() is not { } read)
            {
                Current = null;
                return false;
            }

            if (read.Of is not { } anchored)
            {
                Current = read.Event;
                return true;
            }

            _plays.Push((anchored.Start.Value, anchored.End.Value));
        }
    }

    private Read? Next()
    {
        while (_plays.TryPop(out var play))
        {
            if (play.Next < play.End)
            {
                _plays.Push((play.Next + 1, play.End));
                Charge(_document[play.Next].Event);
                return _document[play.Next];
            }
        }

        return parser.MoveNext() ? Remember(parser.Current!) : null;
    }

    private Read Remember(ParsingEvent parsed)
    {
        if (parsed is DocumentStart)
        {
            _document.Clear();
            _anchors.Clear();
        }

        var read = new Read(parsed, parsed is AnchorAlias alias ? Meant(alias) : null);
        _document.Add(read);
        if (parsed is NodeEvent { Anchor.IsEmpty: false } node)
        {
            _open.Push(new(node.Anchor.Value, _document.Count - 1, _depth));
        }

        _depth += parsed is MappingStart or SequenceStart ? 1 : parsed is MappingEnd or SequenceEnd ? -1 : 0;
        while (_open.TryPeek(out var open) && open.Depth == _depth)
        {
            _open.Pop();
            _anchors[open.Name] = open.Start.._document.Count;
        }

        return read;
    }

    private Range Meant(AnchorAlias alias) =>
        _open.Any(open => open.Name == alias.Value.Value) ? throw new ManifestFault($"line {alias.Start.Line} has an alias inside its own anchor")
        : _anchors.TryGetValue(alias.Value.Value, out var range) ? range
        : throw new ManifestFault($"line {alias.Start.Line} has an alias without an anchor before it");

    private void Charge(ParsingEvent played)
    {
        _repeated += EventCost + (played is Scalar scalar ? scalar.Value.Length : 0);
        if (_repeated > RepeatedLimit)
        {
            throw new ManifestFault($"its aliases add more than {RepeatedLimit >> 10} KiB; write the values out or use fewer");
        }
    }

    /// <param name="Of">For an alias: the events that it stands for.</param>
    private readonly record struct Read(ParsingEvent Event, Range? Of);

    private readonly record struct Anchored(string Name, int Start, int Depth);
}
