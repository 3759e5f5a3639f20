using System.Text.Json;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Reads values somewhere below a node; what is absent or of another kind is null.</summary>
internal static class JsonNodePath
{
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? Number(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.Number && long.TryParse(value.ToJsonString(), out var number) ? number : null;

    public static bool Flag(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    public static IEnumerable<JsonNode> Items(this JsonNode? node, params ReadOnlySpan<string> path) => (node.At(path) as JsonArray)?.OfType<JsonNode>() ?? [];

    /// <summary>Labels, annotations and other maps of texts.</summary>
    public static IReadOnlyDictionary<string, string> Map(this JsonNode? node, params ReadOnlySpan<string> path) =>
        (node.At(path) as JsonObject)?.Where(member => member.Value is JsonValue).ToDictionary(member => member.Key, member => member.Value.Text() ?? member.Value!.ToJsonString(), StringComparer.Ordinal)
        ?? [];

    public static JsonObject Copy(this JsonObject json) => json.DeepClone().AsObject();
}
