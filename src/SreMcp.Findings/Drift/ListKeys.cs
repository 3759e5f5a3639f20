using System.Text.Json;

namespace SreMcp.Findings;

/// <summary>By what the items of a list are told apart. Lists without such a key are compared item by item in their order.</summary>
internal static class ListKeys
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["imagePullSecrets"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["ports"] = ["containerPort", "port"],
        ["hostAliases"] = ["ip"],
        ["topologySpreadConstraints"] = ["topologyKey"],
        ["resourceClaims"] = ["name"],
    };

    /// <summary>The key that every item of both lists has, and none twice; null when there is none.</summary>
    public static string? Of(string list, JsonElement one, JsonElement other) =>
        Known.TryGetValue(list, out var keys) ? Array.Find(keys, key => IsKey(key, one) && IsKey(key, other)) : null;

    /// <summary>The item's value of the key; null when it has none.</summary>
    public static string? ValueOf(JsonElement item, string key) =>
        item.ValueKind is JsonValueKind.Object && item.TryGetProperty(key, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? value.ToString()
            : null;

    private static bool IsKey(string key, JsonElement list)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return list.EnumerateArray().All(item => ValueOf(item, key) is { } value && seen.Add(value));
    }
}
