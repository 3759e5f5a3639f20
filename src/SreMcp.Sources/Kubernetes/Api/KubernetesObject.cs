using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One object of the API, without what may never travel. Text in it was written by others.</summary>
public sealed class KubernetesObject
{
    private KubernetesObject(ApiResource resource, JsonElement json, ReadOnlyMemory<byte> raw)
    {
        Resource = resource;
        Json = json;
        Raw = raw;
    }

    /// <summary>As which kind and version it was read.</summary>
    public ApiResource Resource { get; }

    /// <summary>The whole object after filtering. Independent of any buffer.</summary>
    public JsonElement Json { get; }

    public string ApiVersion => Resource.ApiVersion;

    public string Kind => Resource.Kind;

    public string Name => Text("metadata", "name") ?? "";

    public string? Namespace => Text("metadata", "namespace");

    public string Uid => Text("metadata", "uid") ?? "";

    public string ResourceVersion => Text("metadata", "resourceVersion") ?? "";

    public long Generation => Number("metadata", "generation") ?? 0;

    public IReadOnlyDictionary<string, string> Labels => Map("metadata", "labels");

    public IReadOnlyDictionary<string, string> Annotations => Map("metadata", "annotations");

    public IReadOnlyList<OwnerReference> Owners => [.. Items("metadata", "ownerReferences").Select(OwnerReference.Of)];

    public DateTimeOffset? Created => Moment("metadata", "creationTimestamp");

    /// <summary>When its deletion was asked for; null when it was not.</summary>
    public DateTimeOffset? Deleted => Moment("metadata", "deletionTimestamp");

    /// <summary>Who set its fields, as the server keeps account of it; empty for items of a list.</summary>
    public IReadOnlyList<FieldAuthor> Managers => FieldAuthor.In(Raw);

    /// <summary>The object as the server gave it, secrets included: for building a request to the same server, never for an answer. Empty for lists.</summary>
    internal ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The value at a path of property names; null when something on the way is missing.</summary>
    public JsonElement? At(params ReadOnlySpan<string> path) => Json.At(path);

    public string? Text(params ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public long? Number(params ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public bool? Flag(params ReadOnlySpan<string> path) => At(path) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public DateTimeOffset? Moment(params ReadOnlySpan<string> path) =>
        At(path) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var moment) ? moment : null;

    /// <summary>The objects of an array; empty when there is none.</summary>
    public IEnumerable<JsonElement> Items(params ReadOnlySpan<string> path) =>
        At(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.Object) : [];

    /// <summary>The strings of an object; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> Map(params ReadOnlySpan<string> path)
    {
        SortedDictionary<string, string> map = new(StringComparer.Ordinal);
        if (At(path) is { ValueKind: JsonValueKind.Object } value)
        {
            foreach (var property in value.EnumerateObject().Where(property => property.Value.ValueKind is JsonValueKind.String))
            {
                map[property.Name] = property.Value.GetString()!;
            }
        }

        return map;
    }

    public override string ToString() => $"{Namespace}/{Kind}/{Name}";

    internal static KubernetesObject Read(ReadOnlySpan<byte> json, ApiResource resource, ObjectFilter filter, bool keepRaw) =>
        new(resource, filter.Filter(json, resource), keepRaw ? json.ToArray() : default);
}

/// <summary>Who an object belongs to.</summary>
/// <param name="IsController">True for the one owner that manages it.</param>
public sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool IsController)
{
    /// <summary>Empty for the core group.</summary>
    public string Group => ApiVersion.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? ApiVersion[..slash] : "";

    internal static OwnerReference Of(JsonElement reference) => new(
        reference.TextAt("apiVersion") ?? "",
        reference.TextAt("kind") ?? "",
        reference.TextAt("name") ?? "",
        reference.TextAt("uid") ?? "",
        reference.At("controller") is { ValueKind: JsonValueKind.True });
}
