using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One field that differs.</summary>
/// <param name="Path">As people say it: <c>containers[api].image</c>.</param>
/// <param name="Before">Null when it was not there.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record FieldChange(string Path, string? Before, string? After)
{
    public override string ToString() => $"{Path}: {Before ?? "(not set)"} -> {After ?? "(gone)"}";
}

/// <summary>What differs between two pod templates, field by field.</summary>
public static class TemplateDiff
{
    private const int TextLimit = 200;
    private const int MostChanges = 200;

    /// <summary>At most 200 changes, in the templates' order. Values are as they may be shown: secrets are fingerprints.</summary>
    public static IReadOnlyList<FieldChange> Between(JsonElement before, JsonElement after)
    {
        List<FieldChange> changes = [];
        Compare("", before, after, changes);
        return changes;
    }

    /// <inheritdoc cref="Between(JsonElement, JsonElement)"/>
    public static IReadOnlyList<FieldChange> Between(Revision before, Revision after) => Between(before.Template, after.Template);

    private static void Compare(string path, JsonElement? before, JsonElement? after, List<FieldChange> changes)
    {
        if (changes.Count >= MostChanges || IsNoise(path) || (before is { } same && after is { } other && JsonElement.DeepEquals(same, other)))
        {
            return;
        }

        var one = before is { ValueKind: JsonValueKind.Null } ? null : before;
        var two = after is { ValueKind: JsonValueKind.Null } ? null : after;
        if (Fields(one, two) is { } fields)
        {
            foreach (var (name, left, right) in fields)
            {
                Compare(Join(path, name), left, right, changes);
            }
        }
        else if (Text(one) is var left && Text(two) is var right && left != right)
        {
            changes.Add(new(path, left, right));
        }
    }

    /// <summary>The parts of two objects, or of two lists whose items have names, side by side; null when they are compared whole.</summary>
    private static List<(string Name, JsonElement? Before, JsonElement? After)>? Fields(JsonElement? before, JsonElement? after)
    {
        var (left, right) = (Parts(before), Parts(after));
        if ((left is null && before is not null) || (right is null && after is not null) || (left is null && right is null))
        {
            return null;
        }

        var names = (left?.Keys ?? Enumerable.Empty<string>()).Union(right?.Keys ?? Enumerable.Empty<string>(), StringComparer.Ordinal);
        return [.. names.Select(name => (name, Part(left, name), Part(right, name)))];
    }

    private static JsonElement? Part(OrderedDictionary<string, JsonElement>? parts, string name) => parts is not null && parts.TryGetValue(name, out var part) ? part : null;

    private static OrderedDictionary<string, JsonElement>? Parts(JsonElement? element)
    {
        OrderedDictionary<string, JsonElement> parts = new(StringComparer.Ordinal);
        switch (element)
        {
            case { ValueKind: JsonValueKind.Object } value:
                foreach (var property in value.EnumerateObject())
                {
                    parts[property.Name] = property.Value;
                }

                return parts;
            case { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0:
                foreach (var item in list.EnumerateArray())
                {
                    var name = item.TextAt("name") ?? item.TextAt("mountPath") ?? item.At("containerPort")?.ToString();
                    if (name is null || !parts.TryAdd($"[{name}]", item))
                    {
                        return null;
                    }
                }

                return parts;
            default:
                return null;
        }
    }

    private static string Join(string path, string name) => name.StartsWith('[') ? path + name : path is "" or "spec" ? name : $"{path}.{name}";

    private static string? Text(JsonElement? element) => element switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => TextCleaner.OneLine(text.GetString(), TextLimit),
        { } value => TextCleaner.OneLine(value.GetRawText(), TextLimit),
    };

    /// <summary>Differs between any two revisions and says nothing.</summary>
    private static bool IsNoise(string path) => path is "metadata.labels.pod-template-hash" or "metadata.creationTimestamp" or "$patch";
}
