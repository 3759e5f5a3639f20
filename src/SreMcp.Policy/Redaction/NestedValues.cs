using System.Buffers;
using System.Text.Json;

namespace SreMcp.Policy;

/// <summary>Redacts values that lie in one another under keys, as those of a Helm release do.</summary>
/// <remarks>A key that holds secrets hides everything below it that does not plainly speak about them, such as a name or a size.</remarks>
public sealed class NestedValues(Redactor redactor)
{
    private const int DepthLimit = 100;

    /// <summary>A copy in the same order. Nothing but texts and numbers changes.</summary>
    public JsonElement Redact(JsonElement values)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = DepthLimit * 2 }))
        {
            Write(writer, values, key: "", isHidden: false, depth: 0);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, new JsonReaderOptions { MaxDepth = DepthLimit * 2 });
        return JsonElement.ParseValue(ref reader);
    }

    private void Write(Utf8JsonWriter writer, JsonElement value, string key, bool isHidden, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object or JsonValueKind.Array when depth >= DepthLimit:
                writer.WriteStringValue("(deeper than what is shown)");
                break;
            case JsonValueKind.Object:
                WriteObject(writer, value, isHidden, depth);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, key, isHidden, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Shown(key, value.GetString() ?? "", isHidden));
                break;
            case JsonValueKind.Number when Shown(key, value.GetRawText(), isHidden) is var shown && shown != value.GetRawText():
                writer.WriteStringValue(shown);
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value, bool isHidden, int depth)
    {
        var pairKey = KeyOfPair(value);
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            writer.WritePropertyName(redactor.Redact(property.Name));
            var key = pairKey is not null && property.NameEquals("value"u8) ? pairKey : property.Name;
            Write(writer, property.Value, key, isHidden || HoldsSecrets(property), depth + 1);
        }

        writer.WriteEndObject();
    }

    private string Shown(string key, string value, bool isHidden) =>
        isHidden && !SpeaksAboutSecret(key) && !PlainValues.IsPlaceholder(value) && !Marker.IsAllOf(value) ? redactor.Fingerprint(value) : redactor.RedactValue(key, value);

    /// <summary>A map or list under <c>credentials</c> or <c>extraSecrets</c>; a single value is judged by its own key.</summary>
    private static bool HoldsSecrets(JsonProperty property) =>
        property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        && (SecretKeys.KindOf(property.Name) is KeyKind.Secret or KeyKind.Header || (Words.Of(property.Name) is [.., "secrets" or "tokens" or "passwords"] && SecretKeys.KindOf(property.Name) is not KeyKind.Other));

    private static bool SpeaksAboutSecret(string key) => key.Length > 0 && (SecretKeys.KindOf(key) is KeyKind.AboutSecret || SecretKeys.NamesAProperty(key));

    /// <summary>The name in <c>{ name, value }</c>, as lists of environment variables and parameters have it.</summary>
    private static string? KeyOfPair(JsonElement value) =>
        value.TryGetProperty("value"u8, out _) && (value.TryGetProperty("name"u8, out var name) || value.TryGetProperty("key"u8, out name)) && name.ValueKind is JsonValueKind.String
            ? name.GetString()
            : null;
}
