namespace SreMcp.Findings;

/// <summary>A pod, or the pods of a workload, as one end of a way.</summary>
/// <param name="Pods">Those that run or will; none for a workload that has none.</param>
/// <param name="Workload">Null for what is no Deployment, StatefulSet or DaemonSet.</param>
public sealed record PodGroup(ObjectKey Key, IReadOnlyList<PodRecord> Pods, WorkloadRecord? Workload)
{
    /// <summary>The one to judge by: a ready one, else any, else one as the template would make it.</summary>
    public PodRecord? Sample => Pods.FirstOrDefault(pod => pod.IsReady) ?? (Pods.Count > 0 ? Pods[0] : null)
        ?? (Workload is { } maker ? new() { Key = new("Pod", Key.Namespace, $"{Key.Name}-…"), Workload = Key, Labels = maker.PodLabels, Spec = maker.Spec } : null);

    /// <summary>Finds it by kind and name, or by name alone when the kind is empty.</summary>
    public static PodGroup? Find(ClusterState state, ObjectKey asked)
    {
        bool Is(ObjectKey key) => key.Name == asked.Name && key.Namespace == asked.Namespace && (asked.Kind.Length is 0 || key.Kind == asked.Kind);
        if (state.Workloads.FirstOrDefault(workload => Is(workload.Key)) is { } maker)
        {
            return new(maker.Key, [.. state.PodsOf(maker.Key).Where(pod => pod.IsActive)], maker);
        }

        var pods = state.PodsIn(asked.Namespace).ToArray();
        return pods.FirstOrDefault(pod => Is(pod.Workload)) is { } owned ? new(owned.Workload, [.. state.PodsOf(owned.Workload).Where(pod => pod.IsActive)], Workload: null)
            : pods.FirstOrDefault(pod => Is(pod.Key)) is { } own ? new(own.Key, own.IsActive ? [own] : [], Workload: null)
            : null;
    }

    /// <summary>Names of everything of a namespace that has pods.</summary>
    public static IEnumerable<ObjectKey> All(ClusterState state, string? @namespace) =>
        state.Workloads.Select(workload => workload.Key).Where(key => key.Namespace == @namespace)
            .Concat(state.PodsIn(@namespace).SelectMany(pod => new[] { pod.Workload, pod.Key })).Distinct();
}
