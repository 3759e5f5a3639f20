namespace SreMcp.Sources.Kubernetes;

/// <summary>What a cluster served at one moment.</summary>
/// <param name="All">Every kind in every version, the preferred version of each first, then as the server orders groups.</param>
/// <param name="BrokenGroups">Group versions that are registered but did not answer, such as a metrics API whose backend is down.</param>
internal sealed record ServedResources(IReadOnlyList<ApiResource> All, IReadOnlyList<string> BrokenGroups, DateTimeOffset Read)
{
    /// <summary>Each kind once, in the version that the server prefers among those that serve it.</summary>
    public IReadOnlyList<ApiResource> Preferred { get; } = [.. All.Where(resource => resource.IsPreferred)];

    /// <summary>Marks, for every kind, the first version that serves it. A group's preferred version may lack a kind that an older one has.</summary>
    public static ServedResources Of(IEnumerable<ApiResource> inOrderOfPreference, IEnumerable<string> brokenGroups, DateTimeOffset read)
    {
        HashSet<(string Group, string Plural)> seen = [];
        return new(
            [.. inOrderOfPreference.Select(resource => resource with { IsPreferred = seen.Add((resource.Group, resource.Plural)) })],
            [.. brokenGroups.Order(StringComparer.Ordinal)],
            read);
    }
}
