using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads the bytes of a kubeconfig, YAML or JSON, in time and memory that grow with the file only.</summary>
internal static class ConfigParser
{
    private const int DeepestNesting = 32;

    /// <exception cref="ConfigException">With the line, for anything that is not one plain map.</exception>
    public static ConfigMap Parse(byte[] bytes)
    {
        var text = Decode(bytes);
        var root = text.AsSpan().TrimStart() is ['{', ..] ? ParseJson(text) ?? ParseYaml(text) : ParseYaml(text);
        return root as ConfigMap ?? throw new ConfigException(root?.Line ?? 1, "the file must be a map with clusters, users and contexts");
    }

    private static string Decode(byte[] bytes)
    {
        if (bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            throw new ConfigException(1, "the file is UTF-16; save it as UTF-8");
        }

        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\ufeff');
            return text.Contains('\0', StringComparison.Ordinal) ? throw new ConfigException(1, "the file is binary") : text;
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigException(1, "the file is binary or not UTF-8");
        }
    }

    /// <summary>Null when it is not JSON; YAML in flow style begins the same way.</summary>
    private static ConfigNode? ParseJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new() { MaxDepth = DeepestNesting });
            return OfJson(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ConfigNode OfJson(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (!members.TryAdd(member.Name, OfJson(member.Value)))
                    {
                        throw Repeated(1, member.Name);
                    }
                }

                return new ConfigMap(members, 1);
            case JsonValueKind.Array:
                return new ConfigList([.. element.EnumerateArray().Select(OfJson)], 1);
            case JsonValueKind.String:
                return new ConfigScalar(element.GetString()!, IsPlain: false, 1);
            default:
                return new ConfigScalar(element.GetRawText(), IsPlain: true, 1);
        }
    }

    private static ConfigNode? ParseYaml(string text)
    {
        try
        {
            using var reader = new StringReader(text);
            var parser = new Parser(reader);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            var root = OfYaml(parser, [], 0);
            parser.Consume<DocumentEnd>();
            return parser.TryConsume<DocumentStart>(out var second) ? throw new ConfigException((int)second.Start.Line, "the file holds more than one document") : root;
        }
        catch (YamlException junk)
        {
            // The parser's words may quote the file, and the file holds secrets.
            throw new ConfigException((int)Math.Max(1, junk.Start.Line), "this is not YAML");
        }
    }

    private static ConfigNode OfYaml(Parser parser, Dictionary<AnchorName, ConfigNode> anchors, int depth)
    {
        var line = (int)(parser.Current?.Start.Line ?? 1);
        if (depth > DeepestNesting)
        {
            throw new ConfigException(line, $"values are nested deeper than {DeepestNesting}");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            // An anchor is known only once its value is complete: a value cannot contain itself.
            return anchors.TryGetValue(alias.Value, out var known) ? known : throw new ConfigException(line, $"the alias *{TextCleaner.OneLine(alias.Value.Value, 40)} names nothing before it");
        }

        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var node = OfYamlValue(parser, anchors, depth, line);
        if (!anchor.IsEmpty)
        {
            anchors[anchor] = node;
        }

        return node;
    }

    private static ConfigNode OfYamlValue(Parser parser, Dictionary<AnchorName, ConfigNode> anchors, int depth, int line)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return new ConfigScalar(scalar.Value, scalar.Style is ScalarStyle.Plain, line);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<ConfigNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(OfYaml(parser, anchors, depth + 1));
            }

            return new ConfigList(items, line);
        }

        parser.Consume<MappingStart>();
        var members = new Dictionary<string, ConfigNode>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = OfYaml(parser, anchors, depth + 1) as ConfigScalar ?? throw new ConfigException(line, "a key must be a text");
            if (key is { Text: "<<", IsPlain: true })
            {
                throw new ConfigException(key.Line, "merge keys (<<) are not read; write the values out");
            }

            if (!members.TryAdd(key.Text, OfYaml(parser, anchors, depth + 1)))
            {
                throw Repeated(key.Line, key.Text);
            }
        }

        return new ConfigMap(members, line);
    }

    private static ConfigException Repeated(int line, string key) => new(line, $"the key {TextCleaner.OneLine(key, 60)} stands there twice");
}
