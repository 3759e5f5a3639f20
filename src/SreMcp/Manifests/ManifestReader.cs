using System.Buffers;
using System.Globalization;
using System.Text.Json;
using SreMcp.Policy;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SreMcp.Manifests;

/// <summary>Reads one YAML or JSON document into JSON, by YAML 1.2's core schema. What we read is what we send: no second parser sees the text.</summary>
internal static class ManifestReader
{
    private const int DepthLimit = 50;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    /// <summary>Exactly one document, to be sent.</summary>
    /// <exception cref="SreException">SRE0111 with line and reason.</exception>
    public static JsonElement Read(string manifest)
    {
        try
        {
            return Documents(manifest, most: 1) is [var only] ? only : throw new ManifestFault("it is empty");
        }
        catch (ManifestFault fault)
        {
            throw Refused(fault.Message);
        }
    }

    /// <summary>Several documents; empty ones are left out.</summary>
    /// <exception cref="ManifestFault">With the line.</exception>
    public static IReadOnlyList<JsonElement> Documents(string manifest, int most)
    {
        try
        {
            List<JsonElement> documents = [];
            var parser = new Parser(new StringReader(manifest));
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                if (documents.Count == most)
                {
                    throw new ManifestFault(most is 1 ? "it holds more than one document; send one object a call" : $"it holds more than {most} documents");
                }

                if (Document(parser, manifest.Length) is { ValueKind: not JsonValueKind.Null } document)
                {
                    documents.Add(document);
                }

                parser.Consume<DocumentEnd>();
            }

            parser.Consume<StreamEnd>();
            return documents;
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

    private static JsonElement Document(Parser parser, int size)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Min(size, 4096) + 64);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Write(parser, json, depth: 0);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    private static void Write(Parser parser, Utf8JsonWriter json, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new ManifestFault($"it is nested deeper than {DepthLimit}");
        }

        switch (parser.Current)
        {
            case MappingStart { Anchor.IsEmpty: true }:
                WriteMapping(parser, json, depth);
                break;
            case SequenceStart { Anchor.IsEmpty: true }:
                parser.MoveNext();
                json.WriteStartArray();
                while (parser.Current is not SequenceEnd)
                {
                    Write(parser, json, depth + 1);
                }

                parser.MoveNext();
                json.WriteEndArray();
                break;
            case Scalar { Anchor.IsEmpty: true } scalar:
                WriteScalar(scalar, json);
                parser.MoveNext();
                break;
            default:
                throw new ManifestFault($"line {parser.Current?.Start.Line} uses an anchor or an alias; write the value out");
        }
    }

    private static void WriteMapping(Parser parser, Utf8JsonWriter json, int depth)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        parser.MoveNext();
        json.WriteStartObject();
        while (parser.Current is not MappingEnd)
        {
            if (parser.Current is not Scalar { Anchor.IsEmpty: true } key)
            {
                throw new ManifestFault($"line {parser.Current?.Start.Line} has a key that is no text");
            }

            if (key.Value is "<<" || !keys.Add(key.Value))
            {
                throw new ManifestFault($"line {key.Start.Line} has a key twice or a merge key");
            }

            parser.MoveNext();
            json.WritePropertyName(key.Value);
            Write(parser, json, depth + 1);
        }

        parser.MoveNext();
        json.WriteEndObject();
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
