namespace SreMcp.Findings;

/// <summary>One node that starts no pods, of whatever workload, while its conditions say that it is well: its runtime, network plug-in or disk.</summary>
public sealed class NodeStarts : IAnalyzer
{
    private const int Several = 3;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from bad in Bad(state)
        let telling = bad.MaxBy(item => item.Report.Last)
        select new Finding
        {
            Cause = "node-starts-nothing",
            Layer = Layer.Cluster,
            Severity = Severity.Broken,
            Confidence = Confidence.Likely,
            About = new("Node", null, bad.Key),
            What = $"cannot start pods of {Wording.Count(bad.Select(item => item.Pod.Workload).Distinct().Count(), "workload")}, and no other node has that trouble",
            Since = bad.Min(item => item.Report.First),
            Evidence = [new($"event {telling.Report.Reason} of {telling.Pod.Key.KindName}: ", telling.Report.Message)],
            Likely = "its container runtime, network plug-in or disk: cordon it, and let somebody look at it or replace it",
            Affects = [.. bad.SelectMany(item => new[] { item.Pod.Key, item.Pod.Workload }).Distinct()],
        };

    /// <summary>The node of a pod when it is such a one.</summary>
    internal static IEnumerable<ObjectKey> Of(ClusterState state, PodRecord pod) => Bad(state).Where(bad => bad.Key == pod.Node).Select(bad => new ObjectKey("Node", null, bad.Key));

    private static IEnumerable<IGrouping<string, (PodRecord Pod, EventRecord Report)>> Bad(ClusterState state)
    {
        if (state.Nodes is not { Count: > 1 })
        {
            return [];
        }

        var failing =
            from pod in state.Pods
            where pod is { IsPending: true, Node: not null }
            from report in state.EventsOf(pod.Key)
            where report.Reason is "FailedCreatePodSandBox" or "FailedCreatePodContainer" or "NetworkNotReady" or "FailedMount" or "FailedAttachVolume" && state.Now - (report.Last ?? state.Now) < Recent
            group (pod, report) by pod.Node!;
        return failing.ToArray() is [var only] && only.Select(item => item.pod.Workload).Distinct().Count() >= Several ? [only] : [];
    }
}
