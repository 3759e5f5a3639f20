using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SreMcp.Policy;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.Manifests;

/// <summary>Reads one YAML or JSON document into JSON, by YAML 1.2's core schema. What we read is what we send: no second parser sees the text.</summary>
internal sealed class ManifestReader
{
    private const int DepthLimit = 50;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    private readonly IParser _parser;
    private readonly bool _takesAliases;

    private ManifestReader(string manifest, bool takesAliases)
    {
        var parser = new Parser(new StringReader(manifest));
        (_parser, _takesAliases) = (takesAliases ? new AliasedEvents(parser) : parser, takesAliases);
    }

    /// <summary>Exactly one document, to be sent.</summary>
    /// <exception cref="SreException">SRE0111 with line and reason.</exception>
    public static JsonElement Read(string manifest)
    {
        try
        {
            return Documents(manifest, most: 1, takesAliases: false) is [var only] ? only : throw new ManifestFault("it is empty");
        }
        catch (ManifestFault fault)
        {
            throw Refused(fault.Message);
        }
    }

    /// <summary>Several documents; empty ones are left out.</summary>
    /// <param name="takesAliases">True where nothing is sent: aliases and merge keys then stand for what they mean, within the bound of <see cref="AliasedEvents"/>.</param>
    /// <exception cref="ManifestFault">With the line.</exception>
    public static IReadOnlyList<JsonElement> Documents(string manifest, int most, bool takesAliases)
    {
        try
        {
            return new ManifestReader(manifest, takesAliases).ReadAll(most, manifest.Length);
        }
        catch (YamlException malformed)
        {
            throw new ManifestFault($"line {malformed.Start.Line} is not valid YAML");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ManifestFault("it cannot be written as JSON");
        }
    }

    private List<JsonElement> ReadAll(int most, int size)
    {
        List<JsonElement> documents = [];
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out _))
        {
            if (documents.Count == most)
            {
                throw new ManifestFault(most is 1 ? "it holds more than one document; send one object a call" : $"it holds more than {most} documents");
            }

            if (Node(size, depth: 0) is { ValueKind: not JsonValueKind.Null } document)
            {
                documents.Add(document);
            }

            _parser.Consume<DocumentEnd>();
        }

        _parser.Consume<StreamEnd>();
        return documents;
    }

    private JsonElement Node(int size, int depth)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Min(size, 4096) + 64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(json, depth);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private void Write(Utf8JsonWriter json, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new ManifestFault($"it is nested deeper than {DepthLimit}");
        }

        switch (_parser.Current)
        {
            case NodeEvent { Anchor.IsEmpty: false } or AnchorAlias when !_takesAliases:
                throw new ManifestFault($"line {_parser.Current?.Start.Line} uses an anchor or an alias; write the value out");
            case MappingStart:
                WriteMapping(json, depth);
                break;
            case SequenceStart:
                _parser.MoveNext();
                json.WriteStartArray();
                while (_parser.Current is not SequenceEnd)
                {
                    Write(json, depth + 1);
                }

                _parser.MoveNext();
                json.WriteEndArray();
                break;
            case Scalar scalar:
                WriteScalar(scalar, json);
                _parser.MoveNext();
                break;
            default:
                throw new ManifestFault($"line {_parser.Current?.Start.Line} has something that is no value");
        }
    }

    private void WriteMapping(Utf8JsonWriter json, int depth)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        List<JsonElement> merged = [];
        _parser.MoveNext();
        json.WriteStartObject();
        while (_parser.Current is not MappingEnd)
        {
            if (_parser.Current is not Scalar key || (!_takesAliases && !key.Anchor.IsEmpty))
            {
                throw new ManifestFault($"line {_parser.Current?.Start.Line} has a key that is no text");
            }

            _parser.MoveNext();
            if (_takesAliases && key is { Value: "<<", Style: ScalarStyle.Plain } && merged.Count is 0)
            {
                merged = Merged(key, depth + 1);
                continue;
            }

            if (key.Value is "<<" || !keys.Add(key.Value))
            {
                throw new ManifestFault($"line {key.Start.Line} has a key twice or a merge key");
            }

            json.WritePropertyName(key.Value);
            Write(json, depth + 1);
        }

        // What stands in the mapping itself wins, then the first of the merged ones.
        foreach (var property in merged.SelectMany(one => one.EnumerateObject()).Where(property => keys.Add(property.Name)))
        {
            property.WriteTo(json);
        }

        _parser.MoveNext();
        json.WriteEndObject();
    }

    private List<JsonElement> Merged(Scalar key, int depth)
    {
        var value = Node(size: 0, depth);
        List<JsonElement> mappings = value.ValueKind is JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        return mappings.Count > 0 && mappings.TrueForAll(one => one.ValueKind is JsonValueKind.Object)
            ? mappings
            : throw new ManifestFault($"line {key.Start.Line} merges something that is no mapping");
    }

    /// <summary>YAML 1.2.2, section 10.3.2: only plain scalars resolve to something other than text.</summary>
    private static void WriteScalar(Scalar scalar, Utf8JsonWriter json)
    {
        if (!scalar.Tag.IsEmpty && scalar.Tag.Value is not "tag:yaml.org,2002:str")
        {
            throw new ManifestFault($"line {scalar.Start.Line} has a tag");
        }

        var text = scalar.Value;
        if (scalar.Style is not ScalarStyle.Plain || !scalar.Tag.IsEmpty)
        {
            json.WriteStringValue(text);
        }
        else if (text is "" or "~" or "null" or "Null" or "NULL")
        {
            json.WriteNullValue();
        }
        else if (text is "true" or "True" or "TRUE" or "false" or "False" or "FALSE")
        {
            json.WriteBooleanValue(text[0] is 't' or 'T');
        }
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && !HasLeadingZero(text))
        {
            json.WriteNumberValue(whole);
        }
        else if (text.AsSpan().IndexOfAnyExcept(NumberCharacters) < 0 && text.AsSpan().ContainsAnyInRange('0', '9')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) && !HasLeadingZero(text))
        {
            json.WriteNumberValue(real);
        }
        else
        {
            json.WriteStringValue(text);
        }
    }

    private static bool HasLeadingZero(string text)
    {
        var digits = text.TrimStart('+', '-');
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }

    internal static SreException Refused(string why) => new(Errors.Arguments.Manifest, $"The manifest was not sent: {why}.");
}

/// <summary>What is wrong with the text of a manifest, in our words, with the line. Its content is not quoted.</summary>
internal sealed class ManifestFault(string why) : Exception(why);
