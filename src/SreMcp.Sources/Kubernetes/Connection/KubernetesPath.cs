namespace SreMcp.Sources.Kubernetes;

/// <summary>What a path of the Kubernetes API names: group, version, namespace, resource, name and subresource.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Resource">Null for the list of what a version serves.</param>
internal sealed record KubernetesPath(string Group, string Version, string? Namespace, string? Resource, string? Name, string? Subresource)
{
    /// <summary>Path prefixes of old and of connecting APIs that stand where a resource stands.</summary>
    private static readonly string[] NotResources = ["watch", "proxy", "redirect"];

    /// <summary>Reads <c>/api/v1/…</c> and <c>/apis/{group}/{version}/…</c>; null for any other shape.</summary>
    /// <param name="path">Percent-encoded, without dot segments and encoded separators.</param>
    public static KubernetesPath? Parse(string path)
    {
        var segments = path[1..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        return segments switch
        {
            ["api", "v1", .. var rest] => OfResource("", "v1", rest),
            ["apis", var group, var version, .. var rest] when PathSegment.IsGroup(group) && PathSegment.IsResource(version) => OfResource(group, version, rest),
            _ => null,
        };
    }

    /// <summary>The namespace that any path names, whatever else it says; also that of the namespace object itself.</summary>
    public static string? NamespaceIn(string path)
    {
        var segments = path[1..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        var index = Array.IndexOf(segments, "namespaces");
        return index >= 0 && index + 1 < segments.Length ? segments[index + 1] : null;
    }

    private static KubernetesPath? OfResource(string group, string version, string[] rest) => rest switch
    {
        [] => new(group, version, null, null, null, null),
        ["namespaces", var name, "status"] when group is "" && PathSegment.IsNamespace(name) => new(group, version, name, "namespaces", name, "status"),
        ["namespaces", var name] when group is "" && PathSegment.IsNamespace(name) => new(group, version, name, "namespaces", name, null),
        ["namespaces", var @namespace, var resource, .. { Length: <= 2 } rest2] when PathSegment.IsNamespace(@namespace) && IsResource(resource) && resource is not ("namespaces" or "finalize" or "status")
            => WithName(new(group, version, @namespace, resource, null, null), rest2),
        [var resource, .. { Length: <= 2 } rest2] when IsResource(resource) && (resource is not "namespaces" || rest2.Length == 0)
            => WithName(new(group, version, null, resource, null, null), rest2),
        _ => null,
    };

    private static KubernetesPath? WithName(KubernetesPath collection, string[] rest) => rest switch
    {
        [] => collection,
        [var name] when PathSegment.IsName(name) => collection with { Name = name },
        [var name, var subresource] when PathSegment.IsName(name) && PathSegment.IsResource(subresource) => collection with { Name = name, Subresource = subresource },
        _ => null,
    };

    private static bool IsResource(string text) => PathSegment.IsResource(text) && !NotResources.Contains(text);
}
