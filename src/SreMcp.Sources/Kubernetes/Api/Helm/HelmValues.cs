using System.Buffers;
using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Values of a chart and those given over them.</summary>
internal static class HelmValues
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 512 };

    /// <summary>Maps are merged, everything else is replaced, and a null takes the default away, as Helm does it.</summary>
    public static JsonElement Effective(JsonElement? defaults, JsonElement? given)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = Reading.MaxDepth }))
        {
            Write(writer, defaults is { ValueKind: JsonValueKind.Object } ? defaults : null, given is { ValueKind: JsonValueKind.Object } ? given : null);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, Reading);
        return JsonElement.ParseValue(ref reader);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement? defaults, JsonElement? given)
    {
        writer.WriteStartObject();
        foreach (var property in defaults?.EnumerateObject() ?? default)
        {
            if (given?.At(property.Name) is not { } over)
            {
                property.WriteTo(writer);
            }
            else if (over.ValueKind is not JsonValueKind.Null)
            {
                writer.WritePropertyName(property.Name);
                WriteOver(writer, property.Value, over);
            }
        }

        foreach (var property in given?.EnumerateObject() ?? default)
        {
            if (defaults?.At(property.Name) is null && property.Value.ValueKind is not JsonValueKind.Null)
            {
                property.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteOver(Utf8JsonWriter writer, JsonElement below, JsonElement over)
    {
        if (below.ValueKind is JsonValueKind.Object && over.ValueKind is JsonValueKind.Object)
        {
            Write(writer, below, over);
        }
        else
        {
            over.WriteTo(writer);
        }
    }
}
