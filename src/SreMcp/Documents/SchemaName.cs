using System.Text.Json;

namespace SreMcp.Documents;

/// <summary>A schema in few words: <c>Order</c>, <c>array of string</c>, <c>integer (int64)</c>, <c>string: open, closed</c>.</summary>
internal static class SchemaName
{
    private const int MostChoices = 12;

    /// <summary>Levels of arrays and alternatives that are spelled out.</summary>
    private const int DepthLimit = 5;

    public static string? Of(JsonElement schema) => Of(schema, 0);

    private static string? Of(JsonElement schema, int depth)
    {
        if (depth > DepthLimit)
        {
            return "…";
        }

        if (OpenApiReader.Text(schema, "$ref") is { } reference)
        {
            return reference[(reference.LastIndexOf('/') + 1)..];
        }

        foreach (var (name, joint) in new[] { ("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ") })
        {
            if (OpenApiReader.Items(schema, name).Select(part => Of(part, depth + 1)).OfType<string>().Distinct(StringComparer.Ordinal).ToArray() is { Length: > 0 } parts)
            {
                return string.Join(joint, parts);
            }
        }

        var type = Type(schema);
        if (type is "array")
        {
            return OpenApiReader.Child(schema, "items") is { } items && Of(items, depth + 1) is { } item ? $"array of {item}" : "array";
        }

        var choices = OpenApiReader.Items(schema, "enum").Take(MostChoices + 1).Select(choice => choice.ValueKind is JsonValueKind.String ? choice.GetString()! : choice.GetRawText()).ToArray();
        return choices switch
        {
            [] => OpenApiReader.Text(schema, "format") is { } format ? $"{type ?? "any"} ({format})" : type,
            { Length: > MostChoices } => $"{type ?? "any"}: {string.Join(", ", choices.Take(MostChoices))} and others",
            _ => $"{type ?? "any"}: {string.Join(", ", choices)}",
        };
    }

    /// <summary>From OpenAPI 3.1 on it may be a list, such as string and null.</summary>
    private static string? Type(JsonElement schema) =>
        OpenApiReader.Text(schema, "type")
        ?? (OpenApiReader.Items(schema, "type").Select(type => type.ToString()).ToArray() is { Length: > 0 } types ? string.Join(" or ", types) : null)
        ?? (OpenApiReader.Child(schema, "properties") is not null ? "object" : null);
}
