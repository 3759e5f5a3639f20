namespace SreMcp.Findings;

/// <summary>Pods that no node takes, with the arithmetic of each node.</summary>
public sealed class Scheduling : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        var pending = state.Pods.Where(pod => pod.IsPending && pod.Node is null && (!pod.Unscheduled.IsEmpty || state.Now - pod.Created > Patience)).GroupBy(pod => pod.Workload).ToArray();
        if (pending.Length is 0)
        {
            return [];
        }

        var fit = new NodeFit(state);
        var judged = pending.Select(group => (Pods: group.ToArray(), Refusal: fit.Judge(group.First()))).ToArray();

        // A cluster that is full is one cause, however many workloads wait for room.
        return judged.GroupBy(item => item.Refusal.IsAboutRoom ? item.Refusal.Cause : item.Pods[0].Workload.ToString(), StringComparer.Ordinal)
            .Select(group => Describe(state, [.. group.OrderByDescending(item => item.Pods.Length)]));
    }

    /// <summary>Why no node was added for them.</summary>
    private static IEnumerable<Evidence> Autoscaler(ClusterState state, IEnumerable<PodRecord> pods) =>
        pods.SelectMany(pod => state.EventsOf(pod.Key)).Where(report => report.Reason is "NotTriggerScaleUp" or "FailedScaleUp" or "FailedToScaleUp" or "ScaleUpTimedOut")
            .OrderByDescending(report => report.Last).Take(1).Select(report => new Evidence($"autoscaler, event {report.Reason}: ", report.Message));

    private static Finding Describe(ClusterState state, IReadOnlyList<(PodRecord[] Pods, NodeRefusal Refusal)> waiting)
    {
        var (pods, refusal) = waiting[0];
        var (about, all) = (pods[0].Workload, waiting.SelectMany(item => item.Pods).ToArray());
        var others = waiting.Count > 1 ? $"; {Wording.Count(waiting.Count - 1, "other workload")} wait too ({all.Length} pods in all)" : "";
        return new()
        {
            Cause = refusal.Cause,
            Layer = Layer.Pod,
            Severity = state.PodsOf(about).Any(pod => pod.IsReady) ? Severity.Broken : Severity.Down,
            Confidence = refusal.Confidence,
            About = about,
            What = $"{Wording.Count(pods.Length, "pod")} cannot be scheduled: {refusal.Why}{others}",
            Since = all.Min(pod => pod.Created),
            Likely = Autoscaler(state, all).Any() ? $"{refusal.Likely ?? "no node fits"}; the cluster autoscaler does not help" : refusal.Likely,
            Evidence =
            [
                .. refusal.Nodes.Count > 0 ? new[] { new Evidence(string.Join("; ", refusal.Nodes.Take(4)) + (refusal.Nodes.Count > 4 ? $"; {refusal.Nodes.Count - 4} more kinds of nodes" : "")) } : [],
                .. pods[0].Unscheduled.IsEmpty ? [] : new[] { new Evidence("scheduler: ", pods[0].Unscheduled) },
                .. Autoscaler(state, all),
            ],
            Affects = [.. all.Select(pod => pod.Workload).Concat(all.Select(pod => pod.Key)).Distinct()],
            DueTo = [.. pods[0].Claims.Select(claim => new ObjectKey("PersistentVolumeClaim", pods[0].Key.Namespace, claim)), .. refusal.DueTo],
        };
    }
}
