using System.Text.Json;

namespace SreMcp.Findings;

/// <summary>Whether a value in a manifest and the one that the API server keeps mean the same.</summary>
internal static class SameValue
{
    private static readonly string[] Quantities =
        ["limits", "requests", "hard", "capacity", "sizeLimit", "averageValue", "storage", "divisor"];

    /// <summary>Fields that the server leaves out when they are false or zero. Others keep such a value, and then it means something.</summary>
    private static readonly HashSet<string> LeftOutWhenZero = new(StringComparer.Ordinal)
    {
        "hostNetwork", "hostPID", "hostIPC", "paused", "readOnly", "stdin", "stdinOnce", "tty", "publishNotReadyAddresses", "unschedulable",
        "minReadySeconds", "initialDelaySeconds", "hostPort", "nodePort", "healthCheckNodePort", "observedGeneration", "generation",
    };

    /// <param name="path">Names on the way to the value, outermost first.</param>
    public static bool Is(IReadOnlyList<string> path, JsonElement wanted, JsonElement? live) => (wanted.ValueKind, live) switch
    {
        (JsonValueKind.Null, null) => true,
        (_, null) => IsEmpty(wanted) || (path.Count > 0 && LeftOutWhenZero.Contains(path[^1]) && IsZero(wanted)),
        (_, { } kept) => JsonElement.DeepEquals(wanted, kept) || (wanted.ValueKind is JsonValueKind.Null && IsEmpty(kept)) || IsSameQuantity(path, wanted, kept),
    };

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Object => value.EnumerateObject().All(property => IsEmpty(property.Value)),
        JsonValueKind.Array => value.GetArrayLength() is 0,
        JsonValueKind.String => value.ValueEquals(""),
        _ => false,
    };

    private static bool IsZero(JsonElement value) => value.ValueKind is JsonValueKind.False || (value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) && number is 0);

    /// <summary><c>1000m</c> is 1, and 1024Mi is 1Gi; the server writes them in its own way.</summary>
    private static bool IsSameQuantity(IReadOnlyList<string> path, JsonElement wanted, JsonElement kept) =>
        path.Any(name => Quantities.Contains(name))
        && wanted.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && kept.ValueKind is JsonValueKind.String or JsonValueKind.Number
        && Quantity.Parse(wanted.ToString()) is { } one
        && one == Quantity.Parse(kept.ToString());
}
