using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Helm's releases as its records in a cluster tell them; no Helm is needed.</summary>
public static class HelmReleases
{
    private const int MostMarks = 20_000;

    private const string MetadataOnly =
        "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json;as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io,application/json";

    /// <summary>The revisions that are kept, newest first within a release, releases by namespace and name. Their contents do not travel.</summary>
    /// <param name="namespace">Null for all namespaces.</param>
    /// <param name="release">Null for all releases.</param>
    /// <exception cref="SreException">SRE0403 when this credential may not list Secrets.</exception>
    public static async Task<IReadOnlyList<HelmRevisionMark>> ListAsync(Cluster cluster, string? @namespace, string? release, CancellationToken cancellationToken)
    {
        if (release is not null && !IsName(release))
        {
            throw new SreException(Errors.Releases.Unknown, "What stands after Helm/ cannot be the name of a release.");
        }

        var options = new ListOptions
        {
            Namespace = @namespace,
            LabelSelector = release is null ? "owner=helm" : $"owner=helm,name={release}",
            FieldSelector = "type=helm.sh/release.v1",
            Limit = MostMarks,
        };
        List<HelmRevisionMark> marks = [];
        await foreach (var mark in cluster.TypedAsync(await SecretsAsync(cluster, cancellationToken), options, MetadataOnly, ReleaseRecord.Mark, Key, cancellationToken))
        {
            marks.Add(mark);
        }

        return [.. marks.OrderBy(mark => mark.Namespace, StringComparer.Ordinal).ThenBy(mark => mark.Release, StringComparer.Ordinal).ThenByDescending(mark => mark.Number)];
    }

    /// <summary>One revision, unpacked.</summary>
    /// <exception cref="SreException">SRE0403, SRE0404, SRE0470 or SRE0471.</exception>
    public static async Task<HelmRevision> ReadAsync(Cluster cluster, HelmRevisionMark mark, CancellationToken cancellationToken)
    {
        var name = $"sh.helm.release.v1.{mark.Release}.v{mark.Number}";
        return await cluster.TypedAsync(
            await SecretsAsync(cluster, cancellationToken), mark.Namespace, name, bytes => ReleaseRecord.Read(bytes, cluster.Nested), cancellationToken);
    }

    private static bool IsName(string text) => text.Length is > 0 and <= 63 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.') && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]);

    private static (string? Namespace, string Name) Key(HelmRevisionMark mark) => (mark.Namespace, $"{mark.Release}.v{mark.Number}");

    private static Task<ApiResource> SecretsAsync(Cluster cluster, CancellationToken cancellationToken) => cluster.ResolveAsync("v1/Secret", cancellationToken);
}
