using System.Text;

namespace SreMcp.Findings;

/// <summary>Clusters the lines of a log into patterns while they come. Memory is bounded whatever comes; for one thread.</summary>
public sealed class LogPatterns
{
    /// <summary>Patterns that are kept of lines below error; as many again only for errors, so that chatter cannot displace them.</summary>
    public const int MostPatterns = 1000;

    /// <summary>Bytes of a sample that are kept.</summary>
    public const int SampleLimit = 1024;

    private readonly Dictionary<string, Cluster> _clusters = new(StringComparer.Ordinal);
    private readonly LineTemplates<Cluster> _templates;
    private readonly Cluster _overflow = new(new("", LogLevel.Info));
    private readonly Cluster _overflowErrors = new(new("", LogLevel.Error));
    private int _errors;
    private long _lines;
    private StackFold _fold;
    private Cluster? _open;
    private int _openFrames;

    public LogPatterns() => _templates = new(Find);

    /// <summary>Takes one line of one log. Lines of several logs are not mixed: see <see cref="EndLog"/>.</summary>
    /// <param name="at">When it was written; null when unknown.</param>
    public void Add(ReadOnlySpan<byte> line, DateTimeOffset? at)
    {
        _lines++;
        switch (_fold.Take(line))
        {
            case FoldedLine.Frame when _open is not null:
                _open.AddFrame(line);
                _openFrames++;
                break;
            case FoldedLine.Cause when _open is not null:
                _open.TakeBack(_openFrames);
                _open = Caused(_open, line, at);
                _openFrames++;
                break;
            default:
                _openFrames = 0;
                _open = _templates.Of(line);
                _open.Take(line, at);
                break;
        }
    }

    /// <summary>The log ends: what comes next continues nothing.</summary>
    public void EndLog()
    {
        _fold = default;
        _open = null;
    }

    public LogSummary Summarise() => new()
    {
        Patterns = [.. _clusters.Values.Where(cluster => cluster.Count > 0).Select(cluster => cluster.ToPattern()).OrderByDescending(pattern => Math.Max((int)pattern.Level, (int)LogLevel.Info)).ThenByDescending(pattern => pattern.Count).ThenBy(pattern => pattern.Template.ForAnalysis(), StringComparer.Ordinal)],
        Lines = _lines,
        Entries = _clusters.Values.Sum(cluster => cluster.Count) + _overflow.Count + _overflowErrors.Count,
        Overflow = _overflow.Count + _overflowErrors.Count,
        OverflowErrors = _overflowErrors.Count,
    };

    /// <summary>An entry is what it says and what caused it: the same message with another cause is another pattern.</summary>
    private Cluster Caused(Cluster effect, ReadOnlySpan<byte> line, DateTimeOffset? at)
    {
        var cause = LineTemplate.Of(line);
        var both = Find(new($"{effect.Template.Text} ⏎ {cause.Text}", effect.Template.Level > cause.Level ? effect.Template.Level : cause.Level));
        both.Inherit(effect, _openFrames, line, at);
        return both;
    }

    private Cluster Find(LineTemplate template)
    {
        if (_clusters.TryGetValue(template.Text, out var known))
        {
            return known;
        }

        var isError = template.Level >= LogLevel.Error;
        if (template.Text.Length > 2 * LineTemplate.Reach || (isError ? _errors : _clusters.Count - _errors) >= MostPatterns)
        {
            return isError ? _overflowErrors : _overflow;
        }

        _errors += isError ? 1 : 0;
        return _clusters[template.Text] = new(template);
    }

    private sealed class Cluster(LineTemplate template)
    {
        private string _sample = "";
        private DateTimeOffset? _first;
        private DateTimeOffset? _last;
        private long _frames;

        public LineTemplate Template { get; } = template;

        public long Count { get; private set; }

        /// <summary>The last entry turns out to belong to another pattern.</summary>
        public void TakeBack(int frames) => (Count, _frames) = (Count - 1, _frames - frames);

        public void Take(ReadOnlySpan<byte> line, DateTimeOffset? at)
        {
            if (Count++ == 0 && _sample.Length == 0)
            {
                _sample = Encoding.UTF8.GetString(line[..Math.Min(line.Length, SampleLimit)]);
            }

            See(at);
        }

        public void AddFrame(ReadOnlySpan<byte> line)
        {
            _frames++;
            if (Count == 1 && _sample.Length < SampleLimit)
            {
                _sample += "\n" + Encoding.UTF8.GetString(line[..Math.Min(line.Length, SampleLimit - _sample.Length)]);
            }
        }

        public void Inherit(Cluster effect, int frames, ReadOnlySpan<byte> line, DateTimeOffset? at)
        {
            _frames += frames;
            if (Count++ == 0)
            {
                _sample = effect._sample;
                AddFrame(line);
            }
            else
            {
                _frames++;
            }

            See(at);
        }

        public LogPattern ToPattern() => new()
        {
            Template = new(Template.Text),
            Level = Template.Level,
            Count = Count,
            Lines = Count + _frames,
            First = _first,
            Last = _last,
            Sample = new(_sample),
        };

        private void See(DateTimeOffset? at)
        {
            if (at is { } moment)
            {
                _first = _first is { } first && first <= moment ? first : moment;
                _last = _last is { } last && last >= moment ? last : moment;
            }
        }
    }
}
