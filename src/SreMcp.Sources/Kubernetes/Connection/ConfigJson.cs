using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Writes a value of a kubeconfig as JSON, for plugins that are told about their cluster.</summary>
internal static class ConfigJson
{
    public static byte[] Write(ConfigNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        Write(json, node);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, ConfigNode node)
    {
        // Anchors are shared, so a small file could write a huge text.
        if (json.BytesCommitted + json.BytesPending > OperatorFiles.Limit)
        {
            throw new ConfigException(node.Line, "the extension for exec plugins is too large");
        }

        switch (node)
        {
            case ConfigMap map:
                json.WriteStartObject();
                foreach (var (name, value) in map.Members)
                {
                    json.WritePropertyName(name);
                    Write(json, value);
                }

                json.WriteEndObject();
                break;
            case ConfigList list:
                json.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case ConfigScalar { IsNull: true }:
                json.WriteNullValue();
                break;
            case ConfigScalar { IsPlain: true, Text: "true" or "false" } flag:
                json.WriteBooleanValue(flag.Text == "true");
                break;
            case ConfigScalar { IsPlain: true } number when long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value):
                json.WriteNumberValue(value);
                break;
            case ConfigScalar text:
                json.WriteStringValue(text.Text);
                break;
        }
    }
}
