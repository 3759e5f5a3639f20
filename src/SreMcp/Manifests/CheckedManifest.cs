using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Manifests;

/// <summary>One object of a file that is to be checked, of any kind.</summary>
/// <param name="Name">Null for one that gets its name when it is created.</param>
internal sealed record CheckedManifest(string ApiVersion, string Kind, string? Namespace, string? Name, JsonElement Json)
{
    /// <summary>Objects of one call, in one file or in several.</summary>
    public const int Most = 100;

    private const int NameLimit = 253;

    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>The objects of a file, those in a <c>List</c> one by one.</summary>
    /// <param name="shown">How errors name the file.</param>
    /// <exception cref="SreException">SRE0476 with the line or the number of the document.</exception>
    public static IReadOnlyList<CheckedManifest> ReadAll(string text, string shown)
    {
        try
        {
            CheckedManifest[] all = [.. ManifestReader.Documents(text, Most, takesAliases: true).SelectMany(Items).Select((json, index) => Of(json, index + 1))];
            return all.Length switch
            {
                0 => throw new ManifestFault("it holds no object"),
                > Most => throw new ManifestFault($"it holds {all.Length} objects; at most {Most} are checked at once"),
                _ => all,
            };
        }
        catch (ManifestFault fault)
        {
            var template = text.Contains("{{", StringComparison.Ordinal) ? " It looks like a template: render it first." : "";
            throw new SreException(Errors.Manifests.Malformed, $"{shown}: {fault.Message}.{template}");
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement document) =>
        document.ValueKind is JsonValueKind.Object && Text(document, "kind") is "List" && document.TryGetProperty("items", out var items) && items.ValueKind is JsonValueKind.Array
            ? items.EnumerateArray()
            : [document];

    private static CheckedManifest Of(JsonElement json, int number)
    {
        if (json.ValueKind is not JsonValueKind.Object || Text(json, "apiVersion") is not { Length: > 0 and <= NameLimit } apiVersion || Text(json, "kind") is not { Length: > 0 and <= NameLimit } kind)
        {
            throw new ManifestFault($"object {number} has no apiVersion and kind");
        }

        if (!json.TryGetProperty("metadata", out var metadata) || metadata.ValueKind is not JsonValueKind.Object || Text(metadata, "name") is not { Length: <= NameLimit } name)
        {
            return metadata.ValueKind is JsonValueKind.Object && Text(metadata, "generateName") is { Length: > 0 }
                ? new(apiVersion, kind, Text(metadata, "namespace"), null, json)
                : throw new ManifestFault($"object {number} has no metadata.name");
        }

        return new(apiVersion, kind, Text(metadata, "namespace"), name, json);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
