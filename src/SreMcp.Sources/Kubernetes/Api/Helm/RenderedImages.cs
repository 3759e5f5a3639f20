using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Finds the images of one workload in what a chart rendered. Nothing else is kept: a rendered chart holds Secrets.</summary>
internal sealed class RenderedImages
{
    private const int MostImages = 100;
    private const string Containers = "spec/template/spec/containers/*/image";
    private const string InitContainers = "spec/template/spec/initContainers/*/image";

    /// <summary>Where the reader stands: one key for every mapping around it, a star for every list. No recursion, so nesting costs no stack.</summary>
    private readonly Stack<string?> _place = new();
    private readonly List<string> _initImages = [];
    private readonly List<string> _images = [];
    private string? _kind;
    private string? _name;

    /// <summary>Null when no document is a workload of this kind and name, or the text is not YAML.</summary>
    public static IReadOnlyList<string>? In(string manifest, string kind, string name)
    {
        try
        {
            var parser = new Parser(new StringReader(manifest));
            for (var document = new RenderedImages(); parser.MoveNext();)
            {
                document.Take(parser.Current!);
                if (parser.Current is DocumentEnd)
                {
                    if (document._kind == kind && document._name == name)
                    {
                        return [.. document._initImages, .. document._images];
                    }

                    document = new();
                }
            }

            return null;
        }
        catch (Exception unreadable) when (unreadable is YamlException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private void Take(ParsingEvent read)
    {
        switch (read)
        {
            case MappingStart:
                _place.Push(null);
                break;
            case SequenceStart:
                _place.Push("*");
                break;
            case MappingEnd or SequenceEnd:
                _place.TryPop(out _);
                Pass();
                break;
            case Scalar scalar when _place.TryPeek(out var key) && key is null:
                _place.Pop();
                _place.Push(scalar.Value);
                break;
            case Scalar scalar:
                Keep(scalar.Value);
                Pass();
                break;
            case AnchorAlias:
                Pass();
                break;
        }
    }

    private void Keep(string value)
    {
        switch (_place.Count)
        {
            case 1 when _place.Peek() is "kind":
                _kind = value;
                break;
            case 2 when Path() is "metadata/name":
                _name = value;
                break;
            case 6 when Path() is Containers && _images.Count < MostImages:
                _images.Add(value);
                break;
            case 6 when Path() is InitContainers && _initImages.Count < MostImages:
                _initImages.Add(value);
                break;
        }
    }

    private string Path() => string.Join('/', _place.Reverse());

    /// <summary>The value of a key is over; the next text in a mapping is a key again.</summary>
    private void Pass()
    {
        if (_place.TryPeek(out var key) && key is not "*")
        {
            _place.Pop();
            _place.Push(null);
        }
    }
}
