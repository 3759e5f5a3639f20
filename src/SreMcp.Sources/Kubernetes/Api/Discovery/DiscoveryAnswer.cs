using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One version of one API group, in the server's order of preference.</summary>
internal sealed class GroupVersion(string group, string version)
{
    public string Group { get; } = group;

    public string Version { get; } = version;

    public string Name => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string Path => Group.Length == 0 ? $"/api/{Version}" : $"/apis/{Group}/{Version}";

    /// <summary>True when the server itself could not reach the backend and tells what it knew.</summary>
    public bool IsStale { get; init; }

    /// <summary>Null until asked for; aggregated discovery brings them along.</summary>
    public IReadOnlyList<ApiResource>? Resources { get; set; }
}

/// <summary>Reads the three shapes of discovery answers. Names that could not stand in a path are left out.</summary>
internal static class DiscoveryAnswer
{
    /// <summary>The answer of <c>/api</c> or <c>/apis</c>, aggregated or not; the preferred version of each group first.</summary>
    public static IEnumerable<GroupVersion> Read(JsonElement answer, bool isCore) => answer.TextAt("kind") switch
    {
        "APIGroupDiscoveryList" => answer.ItemsAt("items").SelectMany(ReadAggregated),
        _ when isCore => answer.ItemsAt("versions").Select(version => Segment(Text(version))).OfType<string>().Select(version => new GroupVersion("", version)),
        _ => answer.ItemsAt("groups").SelectMany(ReadGroup),
    };

    /// <summary>The answer of one group version.</summary>
    public static IReadOnlyList<ApiResource> ReadResources(JsonElement answer, GroupVersion version)
    {
        var all = answer.ItemsAt("resources").Where(item => item.TextAt("name") is not null).ToArray();
        var subresources = all
            .Select(item => item.TextAt("name")!.Split('/', 2))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return
        [
            .. from item in all
               let plural = Segment(item.TextAt("name"))
               where plural is not null && item.TextAt("kind") is not null
               select new ApiResource
               {
                   Group = version.Group,
                   Version = version.Version,
                   Kind = item.TextAt("kind")!,
                   Plural = plural,
                   Singular = item.TextAt("singularName") ?? "",
                   IsNamespaced = item.At("namespaced") is { ValueKind: JsonValueKind.True },
                   ShortNames = Texts(item, "shortNames"),
                   Verbs = Texts(item, "verbs"),
                   Subresources = [.. subresources[plural]],
               },
        ];
    }

    private static IEnumerable<GroupVersion> ReadGroup(JsonElement group)
    {
        if (Segment(group.TextAt("name")) is not { } name)
        {
            return [];
        }

        var preferred = group.TextAt("preferredVersion", "version");
        return group.ItemsAt("versions")
            .Select(version => Segment(version.TextAt("version")))
            .OfType<string>()
            .OrderByDescending(version => version == preferred)
            .Select(version => new GroupVersion(name, version));
    }

    private static IEnumerable<GroupVersion> ReadAggregated(JsonElement group)
    {
        var isCore = string.IsNullOrEmpty(group.TextAt("metadata", "name"));
        var name = isCore ? "" : Segment(group.TextAt("metadata", "name"));
        foreach (var entry in group.ItemsAt("versions"))
        {
            if (name is not null && Segment(entry.TextAt("version")) is { } version)
            {
                yield return new(name, version)
                {
                    IsStale = entry.TextAt("freshness") is "Stale",
                    Resources = [.. entry.ItemsAt("resources").Select(resource => ReadAggregatedResource(name, version, resource)).OfType<ApiResource>()],
                };
            }
        }
    }

    private static ApiResource? ReadAggregatedResource(string group, string version, JsonElement resource) =>
        Segment(resource.TextAt("resource")) is { } plural && resource.TextAt("responseKind", "kind") is { Length: > 0 } kind
            ? new()
            {
                Group = group,
                Version = version,
                Kind = kind,
                Plural = plural,
                Singular = resource.TextAt("singularResource") ?? "",
                IsNamespaced = resource.TextAt("scope") is "Namespaced",
                ShortNames = Texts(resource, "shortNames"),
                Verbs = Texts(resource, "verbs"),
                Subresources = [.. resource.ItemsAt("subresources").Select(subresource => subresource.TextAt("subresource")).OfType<string>()],
            }
            : null;

    private static IReadOnlyList<string> Texts(JsonElement element, string name) => [.. element.ItemsAt(name).Select(Text).OfType<string>()];

    private static string? Text(JsonElement element) => element.ValueKind is JsonValueKind.String ? element.GetString() : null;

    private static string? Segment(string? name) =>
        name is { Length: > 0 and <= 253 } && name[0] is not '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.') ? name : null;
}
