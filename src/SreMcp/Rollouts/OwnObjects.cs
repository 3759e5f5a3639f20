using SreMcp.Sources.Kubernetes;

namespace SreMcp.Rollouts;

/// <summary>Which objects belong to a workload, by kind and name: itself, what keeps its revisions, its pods.</summary>
/// <param name="Named">Kind and name together: <c>Deployment/api</c>.</param>
/// <param name="PodPrefixes">A pod's name is one of these and one more part without a dash.</param>
internal sealed record OwnObjects(IReadOnlySet<string> Named, IReadOnlyList<string> PodPrefixes)
{
    public static OwnObjects Of(KubernetesObject workload, IReadOnlyList<Revision> history) => workload.Kind is "Deployment"
        ? new(history.Select(revision => $"ReplicaSet/{revision.KeptIn}").Append($"Deployment/{workload.Name}").Append($"HorizontalPodAutoscaler/{workload.Name}").ToHashSet(StringComparer.Ordinal), [.. history.Select(revision => $"{revision.KeptIn}-")])
        : new(new HashSet<string>([$"{workload.Kind}/{workload.Name}", $"HorizontalPodAutoscaler/{workload.Name}"], StringComparer.Ordinal), [$"{workload.Name}-"]);

    public static OwnObjects Of(IEnumerable<OwnObjects> several)
    {
        OwnObjects[] all = [.. several];
        return new(all.SelectMany(one => one.Named).ToHashSet(StringComparer.Ordinal), [.. all.SelectMany(one => one.PodPrefixes)]);
    }

    public bool Include(string kind, string name) =>
        Named.Contains($"{kind}/{name}")
        || (kind is "Pod" && PodPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal) && !name.AsSpan(prefix.Length).Contains('-')));
}
