namespace SreMcp.Findings;

/// <summary>StatefulSets that wait for a pod of an older template to become ready, although a newer template is there: the controller never
/// replaces a broken pod by itself.</summary>
public sealed class StuckRevisions : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from workload in state.Workloads
        where workload is { Key.Kind: "StatefulSet", Revision: { } } && workload.Ready < workload.Wanted
        let old = state.PodsOf(workload.Key).Where(pod => pod is { IsActive: true, IsReady: false, Revision: { } revision } && revision != workload.Revision && state.Now - (pod.ReadySince ?? pod.Created) > Patience).ToArray()
        where old.Length > 0
        select new Finding
        {
            Cause = "statefulset-stuck",
            Layer = Layer.Supply,
            Severity = workload.Ready is 0 ? Severity.Down : Severity.Broken,
            Confidence = Confidence.Likely,
            About = workload.Key,
            What = $"has a newer template that does not reach {Wording.Names(old.Select(pod => pod.Key.KindName))}: it waits for {(old.Length is 1 ? "that pod" : "those pods")} of the old template to become ready first",
            Since = old.Min(pod => pod.ReadySince ?? pod.Created),
            Evidence = [new($"the pod is of revision {Wording.Clean(old[0].Revision, 80)}, the newest is {Wording.Clean(workload.Revision, 80)}")],
            Likely = "once the template is right, a person deletes the broken pod, and it comes back with the new one",
            Affects = [.. old.Select(pod => pod.Key)],
        };
}
