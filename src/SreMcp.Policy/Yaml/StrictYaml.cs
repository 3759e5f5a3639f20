using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.Policy;

/// <summary>Reads one plain YAML document into nodes that know their file and line and give nothing but what was asked for.</summary>
/// <remarks>Anchors, aliases and tags are refused: they let a short file become a large one, or a value become something other than it reads.</remarks>
public static class StrictYaml
{
    /// <summary>The largest file that is read, in UTF-8 bytes: 1 MiB.</summary>
    public const int SizeLimit = 1 << 20;

    /// <summary>How many lists and mappings may stand in one another.</summary>
    public const int DepthLimit = 16;

    /// <summary>Reads a document whose outermost value is a mapping; an empty document is an empty mapping.</summary>
    /// <param name="file">As it appears in messages.</param>
    /// <param name="linesBefore">For YAML that begins further down in its file.</param>
    /// <exception cref="SreException">SRE0201, SRE0202, SRE0203, SRE0206, SRE0208.</exception>
    public static StrictMapping Read(string file, string text, int linesBefore = 0)
    {
        if (text.Length > SizeLimit || Encoding.UTF8.GetByteCount(text) > SizeLimit)
        {
            throw new SreException(Errors.Policies.TooLarge, $"{new FileLine(file, 1)}: found more than {SizeLimit / 1024} KiB, expected less.");
        }

        return new Document(file, text, linesBefore).Read();
    }

    private sealed class Document(string file, string text, int linesBefore)
    {
        private readonly Parser _parser = new(new StringReader(text));

        public StrictMapping Read()
        {
            Next<StreamStart>();
            if (Peek() is StreamEnd)
            {
                return new(new(file, linesBefore + 1), []);
            }

            Next<DocumentStart>();
            var root = Node(depth: 0);
            Next<DocumentEnd>();
            if (Peek() is not StreamEnd)
            {
                throw Refused(Peek(), "a second document", "one document");
            }

            return root is StrictScalar { IsNull: true } ? new(root.At, []) : root.AsMapping();
        }

        private StrictNode Node(int depth)
        {
            var node = Next<ParsingEvent>();
            var at = At(node);
            if (depth > DepthLimit)
            {
                throw Refused(node, $"more than {DepthLimit} levels", "fewer");
            }

            if (node is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            {
                throw Refused(node, "an anchor or alias", "the value itself");
            }

            if (node is NodeEvent { Tag.IsEmpty: false })
            {
                throw Refused(node, "a tag", "a plain value");
            }

            return node switch
            {
                Scalar scalar => new StrictScalar(at, scalar.Value, scalar.Style is ScalarStyle.Plain),
                SequenceStart => List(at, depth),
                MappingStart => Mapping(at, depth),
                _ => throw NotYaml(at, "something that is no value"),
            };
        }

        private StrictList List(FileLine at, int depth)
        {
            List<StrictNode> items = [];
            while (Peek() is not SequenceEnd)
            {
                items.Add(Node(depth + 1));
            }

            Next<SequenceEnd>();
            return new(at, items);
        }

        private StrictMapping Mapping(FileLine at, int depth)
        {
            List<StrictEntry> entries = [];
            HashSet<string> keys = new(StringComparer.Ordinal);
            while (Peek() is not MappingEnd)
            {
                var key = Node(depth + 1);
                var name = key.AsText("a key");
                if (name is "<<")
                {
                    throw new SreException(Errors.Policies.RefusedYaml, $"{key.At}: found a merge key, expected the keys themselves.");
                }

                if (!keys.Add(name))
                {
                    throw new SreException(Errors.Policies.DuplicateKey, $"{key.At}: found the key '{TextCleaner.OneLine(name, 60)}' a second time, expected it once.");
                }

                entries.Add(new(name, key.At, Node(depth + 1)));
            }

            Next<MappingEnd>();
            return new(at, entries);
        }

        private ParsingEvent Peek()
        {
            if (_parser.Current is null)
            {
                Advance();
            }

            return _parser.Current ?? throw NotYaml(new(file, linesBefore + 1), "the end of the file");
        }

        private T Next<T>()
            where T : ParsingEvent
        {
            var current = Peek();
            Advance();
            return current as T ?? throw NotYaml(At(current), "a value at an odd place");
        }

        private void Advance()
        {
            try
            {
                _parser.MoveNext();
            }
            catch (YamlException unreadable)
            {
                throw NotYaml(new(file, (int)unreadable.Start.Line + linesBefore), TextCleaner.OneLine(unreadable.Message, 160));
            }
            catch (Exception unexpected) when (unexpected is InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException or FormatException)
            {
                // Malformed input makes the YAML reader itself trip in places; to the person who wrote the file it is the same.
                throw NotYaml(new(file, linesBefore + 1), "characters that cannot be read");
            }
        }

        private FileLine At(ParsingEvent parsed) => new(file, (int)parsed.Start.Line + linesBefore);

        private SreException Refused(ParsingEvent parsed, string found, string expected) =>
            new(Errors.Policies.RefusedYaml, $"{At(parsed)}: found {found}, expected {expected}.");

        private static SreException NotYaml(FileLine at, string found) =>
            new(Errors.Policies.NotYaml, $"{at}: found {found}, expected YAML.");
    }
}
