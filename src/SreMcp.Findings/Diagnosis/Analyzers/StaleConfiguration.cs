namespace SreMcp.Findings;

/// <summary>ConfigMaps that were changed after the pods started which read them only then: environment variables and mounts by subPath are
/// never refreshed. Often meant so, so only whoever asks about this workload is told.</summary>
public sealed class StaleConfiguration : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        if (state.Wanted is not { } wanted)
        {
            yield break;
        }

        var pods = state.PodsOf(wanted).Where(pod => pod is { IsActive: true, Phase: "Running" }).ToArray();
        foreach (var (map, changed) in state.ConfigChanges.OrderBy(pair => pair.Key.Name, StringComparer.Ordinal))
        {
            var before = pods.Where(pod => pod.Created < changed && FixedMaps(pod.Spec).Contains(map.Name, StringComparer.Ordinal)).ToArray();
            if (before.Length > 0)
            {
                yield return new()
                {
                    Cause = "stale-configuration",

                    // It explains nothing else that is wrong with the workload.
                    Layer = Layer.Edge,
                    Severity = Severity.Warning,
                    Confidence = Confidence.Possible,
                    About = map,
                    What = $"was changed after {Wording.Share(before.Length, pods.Length)} of {wanted.KindName} started, and they take it from environment variables or by subPath, which never follow a change",
                    Since = changed,
                    Likely = "the pods still run with the old values; they take the new ones when they are restarted",
                    Affects = [wanted],
                    Next = $"generate_script kubernetes_restart {wanted}",
                };
            }
        }
    }

    /// <summary>ConfigMaps that a pod reads once, when a container starts.</summary>
    public static IEnumerable<string> FixedMaps(PodSpec spec) => spec.Containers.SelectMany(container =>
        container.References.Where(reference => reference.Kind is "ConfigMap").Select(reference => reference.Name)
            .Concat(spec.Volumes.Where(volume => volume is { Kind: "ConfigMap", Source: not null } && container.FixedVolumes.Contains(volume.Volume, StringComparer.Ordinal)).Select(volume => volume.Source!)))
        .Distinct(StringComparer.Ordinal);
}
