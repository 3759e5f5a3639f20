using System.Buffers;
using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Builds request bodies.</summary>
internal static class JsonBody
{
    public static ReadOnlyMemory<byte> Of(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> body = new();
        using (var writer = new Utf8JsonWriter(body, new JsonWriterOptions { MaxDepth = 512 }))
        {
            write(writer);
        }

        return body.WrittenMemory;
    }

    /// <summary>One operation of a JSON patch.</summary>
    public static void WriteOperation(Utf8JsonWriter writer, string operation, string path, Action<Utf8JsonWriter>? value)
    {
        writer.WriteStartObject();
        writer.WriteString("op"u8, operation);
        writer.WriteString("path"u8, path);
        if (value is not null)
        {
            writer.WritePropertyName("value"u8);
            value(writer);
        }

        writer.WriteEndObject();
    }
}
