using System.Text.Json;
using SreMcp.Findings;
using SreMcp.Policy;

namespace SreMcp.Diagnoses;

/// <summary>Looks into objects that may lack anything.</summary>
internal static class Json
{
    public static JsonElement? In(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    public static string? TextIn(this JsonElement element, params ReadOnlySpan<string> path) => element.In(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>A number or a text: ports are either.</summary>
    public static string? PortIn(this JsonElement element, params ReadOnlySpan<string> path) => element.In(path) switch
    {
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => null,
    };

    public static int? NumberIn(this JsonElement element, params ReadOnlySpan<string> path) => element.In(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public static bool FlagIn(this JsonElement element, params ReadOnlySpan<string> path) => element.In(path) is { ValueKind: JsonValueKind.True };

    public static DateTimeOffset? MomentIn(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.In(path) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var moment) ? moment : null;

    public static IEnumerable<JsonElement> AllIn(this JsonElement element, params ReadOnlySpan<string> path) => element.In(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static IReadOnlyList<string> TextsIn(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.In(path) is { ValueKind: JsonValueKind.Array } array ? [.. array.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String).Select(item => item.GetString()!)] : [];

    public static IReadOnlyDictionary<string, string> MapIn(this JsonElement element, params ReadOnlySpan<string> path)
    {
        if (element.In(path) is not { ValueKind: JsonValueKind.Object } map)
        {
            return NoLabels.Instance;
        }

        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
        {
            if (property.Value.ValueKind is JsonValueKind.String)
            {
                texts[property.Name] = property.Value.GetString()!;
            }
        }

        return texts;
    }

    public static decimal? AmountIn(this JsonElement element, params ReadOnlySpan<string> path) => Quantity.Parse(element.PortIn(path));

    public static UntrustedText SaidIn(this JsonElement element, params ReadOnlySpan<string> path) => new(element.TextIn(path));

    public static ObjectKey Key(this JsonElement item, string kind) => new(kind, item.TextIn("metadata", "namespace"), item.TextIn("metadata", "name") ?? "");

    public static DateTimeOffset? Created(this JsonElement item) => item.MomentIn("metadata", "creationTimestamp");

    /// <summary>A LabelSelector; null where there is none.</summary>
    public static Selector? SelectorIn(this JsonElement element, params ReadOnlySpan<string> path) => element.In(path) is { ValueKind: JsonValueKind.Object } selector
        ? new([.. Selector.Of(selector.MapIn("matchLabels")).Requirements, .. selector.AllIn("matchExpressions").Select(Requirement)])
        : null;

    public static LabelRequirement Requirement(JsonElement expression) => new(expression.TextIn("key") ?? "", expression.TextIn("operator") ?? "", expression.TextsIn("values"));

    public static IReadOnlyList<Condition> ConditionsOf(this JsonElement item) => ConditionsIn(item, "status", "conditions");

    public static IReadOnlyList<Condition> ConditionsIn(JsonElement item, params ReadOnlySpan<string> path) =>
    [
        .. item.AllIn(path).Select(condition => new Condition(
            condition.TextIn("type") ?? "", condition.TextIn("status") ?? "", condition.TextIn("reason"), condition.SaidIn("message"),
            condition.MomentIn("lastTransitionTime") ?? condition.MomentIn("lastUpdateTime"))),
    ];

    public static JsonElement? ControllerOf(this JsonElement item) => item.AllIn("metadata", "ownerReferences").Where(owner => owner.FlagIn("controller")).Select(owner => (JsonElement?)owner).FirstOrDefault();
}
