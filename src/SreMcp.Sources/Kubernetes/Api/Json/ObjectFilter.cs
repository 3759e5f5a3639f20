using System.Buffers;
using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Copies an object without what may never travel: Secret data, tokens, field bookkeeping, and values that their key makes secret.</summary>
internal sealed class ObjectFilter(Redactor redactor)
{
    private static readonly JsonReaderOptions Reading = new() { MaxDepth = 512 };
    private static readonly JsonWriterOptions Writing = new() { MaxDepth = 512 };

    /// <summary>Where in an object a value stands, as far as it decides what is dropped.</summary>
    private enum Place
    {
        Anywhere,

        /// <summary>The object itself, of a built-in kind.</summary>
        Root,
        SecretRoot,
        ConfigMapRoot,
        Metadata,
        SecretData,
        SecretText,
        Values,

        /// <summary>Binary entries of a ConfigMap.</summary>
        Binary,

        /// <summary>A custom resource, whose fields nobody vouches for.</summary>
        CustomRoot,
        Custom,

        /// <summary>What its controller reports: words such as <c>OutOfSync</c> must stay readable.</summary>
        CustomStatus,
    }

    /// <summary>The object as it may be read further, with <c>apiVersion</c> and <c>kind</c> also where a list leaves them out.</summary>
    public JsonElement Filter(ReadOnlySpan<byte> json, ApiResource resource)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 128);
        var reading = new Utf8JsonReader(json, Reading);
        using var document = JsonDocument.ParseValue(ref reading);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            WriteRoot(writer, document.RootElement, resource);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan, Reading);
        return JsonElement.ParseValue(ref reader);
    }

    private void WriteRoot(Utf8JsonWriter writer, JsonElement root, ApiResource resource)
    {
        if (root.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("An object of the API is not a JSON object.");
        }

        var place = resource switch
        {
            { Group: "", Kind: "Secret" } => Place.SecretRoot,
            _ when root.TextAt("kind") is "Secret" => Place.SecretRoot,
            { Group: "", Kind: "ConfigMap" } => Place.ConfigMapRoot,
            _ when IsBuiltIn(resource.Group) => Place.Root,
            _ => Place.CustomRoot,
        };
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, resource.ApiVersion);
        writer.WriteString("kind"u8, resource.Kind);
        foreach (var property in root.EnumerateObject())
        {
            if (!property.NameEquals("apiVersion"u8) && !property.NameEquals("kind"u8))
            {
                WriteProperty(writer, property, place);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Groups of Kubernetes itself have no dot or end in <c>.k8s.io</c> without being somebody's extension.</summary>
    internal static bool IsBuiltIn(string group) =>
        !group.Contains('.', StringComparison.Ordinal)
        || (group.EndsWith(".k8s.io", StringComparison.Ordinal) && !group.EndsWith(".x-k8s.io", StringComparison.Ordinal));

    private void WriteProperty(Utf8JsonWriter writer, JsonProperty property, Place place)
    {
        if (property.NameEquals("managedFields"u8) || property.NameEquals("kubectl.kubernetes.io/last-applied-configuration"u8))
        {
            return;
        }

        writer.WritePropertyName(property.Name);
        var inside = Inside(place, property);
        if (property.Value.ValueKind is not JsonValueKind.String)
        {
            Write(writer, property.Value, inside);
            return;
        }

        var value = property.Value.GetString()!;
        writer.WriteStringValue(inside switch
        {
            Place.SecretData => Sealed(Decode(value)),
            Place.SecretText => Sealed(value),
            Place.Binary => $"({value.Length} characters of base64) {redactor.Fingerprint(value)}",
            Place.Values or Place.Custom => redactor.RedactValue(property.Name, value),
            Place.CustomStatus => Reported(property.Name, value),
            _ when property.NameEquals("token"u8) => redactor.RedactValue(property.Name, value),
            _ => value,
        });
    }

    private static Place Inside(Place place, JsonProperty property) => (place, property.Name) switch
    {
        (Place.SecretData or Place.SecretText or Place.Values or Place.Binary or Place.Custom or Place.CustomStatus, _) => place,
        (_, "metadata") => Place.Metadata,
        (Place.Metadata, "annotations") => Place.Values,
        (Place.SecretRoot, "data") => Place.SecretData,
        (Place.SecretRoot, "stringData") => Place.SecretText,
        (Place.ConfigMapRoot, "data") => Place.Values,
        (Place.ConfigMapRoot, "binaryData") => Place.Binary,
        (Place.CustomRoot, "status") => Place.CustomStatus,
        (Place.CustomRoot, _) => Place.Custom,
        _ => Place.Anywhere,
    };

    private void Write(Utf8JsonWriter writer, JsonElement value, Place place)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(writer, value, place);
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item, place);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when place is Place.SecretData or Place.SecretText:
                writer.WriteStringValue(Sealed(value.GetString()!));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private void WriteObject(Utf8JsonWriter writer, JsonElement value, Place place)
    {
        var key = KeyOfPair(value);
        writer.WriteStartObject();
        foreach (var property in value.EnumerateObject())
        {
            if (key is not null && property.NameEquals("value"u8))
            {
                writer.WriteString("value"u8, redactor.RedactValue(key, property.Value.GetString()!));
            }
            else
            {
                WriteProperty(writer, property, place);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>The name in <c>{ name, value }</c> (environment variables, Helm parameters, HTTP headers); null when it is no such pair.</summary>
    private static string? KeyOfPair(JsonElement value) =>
        value.TryGetProperty("value"u8, out var text) && text.ValueKind is JsonValueKind.String
        && (value.TryGetProperty("name"u8, out var name) || value.TryGetProperty("key"u8, out name)) && name.ValueKind is JsonValueKind.String
            ? name.GetString()
            : null;

    /// <summary>Loses what looks like a secret, and all of it where <c>key=value</c> would look like one.</summary>
    private string Reported(string key, string value)
    {
        var assignment = $"{key}={value}";
        return redactor.Redact(value) is var clean && clean != value ? clean
            : redactor.Redact(assignment) == assignment ? value
            : redactor.Fingerprint(value);
    }

    private string Sealed(string value) => $"{Encoding.UTF8.GetByteCount(value)} bytes {redactor.Fingerprint(value)}";

    /// <summary>The value behind base64, so that its fingerprint equals that of the same value in an environment variable.</summary>
    private static string Decode(string value)
    {
        var bytes = new byte[value.Length];
        return Convert.TryFromBase64String(value, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : value;
    }
}
