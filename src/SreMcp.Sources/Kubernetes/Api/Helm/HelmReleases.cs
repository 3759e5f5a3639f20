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
    /// <param name="release">Null for all releases. One that Secrets hold is not looked for in ConfigMaps.</param>
    /// <exception cref="SreException">SRE0403 when nothing was found and this credential may not list Secrets; it names each rule that would help.</exception>
    public static async Task<KeptReleases> ListAsync(Cluster cluster, string? @namespace, string? release, CancellationToken cancellationToken)
    {
        if (release is not null && !IsName(release))
        {
            throw new SreException(Errors.Releases.Unknown, "What stands after Helm/ cannot be the name of a release.");
        }

        List<HelmRevisionMark> marks = [];
        var secrets = await TryAddAsync(marks, cluster, HelmKeeper.Secret, @namespace, release, cancellationToken);
        if (release is not null && marks.Count > 0)
        {
            return new(Sorted(marks), null);
        }

        var configMaps = await TryAddAsync(marks, cluster, HelmKeeper.ConfigMap, @namespace, release, cancellationToken);
        return (secrets, configMaps, marks.Count) switch
        {
            ({ } first, { } second, _) => throw HelmKeeper.NeitherMayBeRead(first, second),
            ({ } first, null, 0) => throw HelmKeeper.NoneInConfigMaps(first),
            _ => new(Sorted(marks), secrets ?? configMaps),
        };
    }

    /// <summary>One revision, unpacked.</summary>
    /// <exception cref="SreException">SRE0403, SRE0404, SRE0470 or SRE0471.</exception>
    public static async Task<HelmRevision> ReadAsync(Cluster cluster, HelmRevisionMark mark, CancellationToken cancellationToken) =>
        await OpenAsync(cluster, mark, bytes => ReleaseRecord.Read(bytes, mark.Keeper, cluster.Nested), cancellationToken);

    /// <summary>The images that a revision rendered for one workload, init containers first; null when it rendered no such workload.</summary>
    /// <remarks>Of what was rendered, nothing but these names is taken out.</remarks>
    /// <exception cref="SreException">SRE0403, SRE0404, SRE0470 or SRE0471.</exception>
    public static async Task<IReadOnlyList<string>?> ImagesAsync(Cluster cluster, HelmRevisionMark mark, string kind, string name, CancellationToken cancellationToken) =>
        (await OpenAsync(cluster, mark, bytes => new Found(ReleaseRecord.ReadImages(bytes, mark.Keeper, kind, name)), cancellationToken)).Images;

    private static async Task<T> OpenAsync<T>(Cluster cluster, HelmRevisionMark mark, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken) => await cluster.TypedAsync(
        await mark.Keeper.ResolveAsync(cluster, cancellationToken), mark.Namespace, $"{HelmKeeper.NamePrefix}{mark.Release}.v{mark.Number}", read, cancellationToken);

    /// <returns>What kept this kind from being listed; null when it was.</returns>
    private static async Task<SreException?> TryAddAsync(
        List<HelmRevisionMark> marks, Cluster cluster, HelmKeeper keeper, string? @namespace, string? release, CancellationToken cancellationToken)
    {
        var options = new ListOptions
        {
            Namespace = @namespace,
            LabelSelector = release is null ? "owner=helm" : $"owner=helm,name={release}",
            FieldSelector = keeper.FieldSelector,
            Limit = MostMarks,
        };
        try
        {
            var resource = await keeper.ResolveAsync(cluster, cancellationToken);
            await foreach (var mark in cluster.TypedAsync(resource, options, MetadataOnly, bytes => ReleaseRecord.Mark(bytes, keeper), Key, cancellationToken))
            {
                marks.Add(mark);
            }

            return null;
        }
        catch (SreException forbidden) when (forbidden.Code == Errors.Answers.Forbidden)
        {
            return forbidden;
        }
    }

    private static HelmRevisionMark[] Sorted(List<HelmRevisionMark> marks) =>
        [.. marks.OrderBy(mark => mark.Namespace, StringComparer.Ordinal).ThenBy(mark => mark.Release, StringComparer.Ordinal).ThenByDescending(mark => mark.Number)];

    private static bool IsName(string text) => text.Length is > 0 and <= 63 && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '.') && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]);

    private static (string? Namespace, string Name) Key(HelmRevisionMark mark) => (mark.Namespace, $"{mark.Release}.v{mark.Number}");

    private sealed record Found(IReadOnlyList<string>? Images);
}

/// <summary>What is kept of Helm's releases.</summary>
/// <param name="Unseen">Why one of the two kinds that may hold records could not be listed; null when both were, or none was needed.</param>
public sealed record KeptReleases(IReadOnlyList<HelmRevisionMark> Marks, SreException? Unseen);
