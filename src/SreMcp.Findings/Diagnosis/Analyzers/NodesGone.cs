namespace SreMcp.Findings;

/// <summary>Nodes that a cloud or the autoscaler took away, where workloads have not recovered from it. A cluster that breathes is none.</summary>
public sealed class NodesGone : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>Replacements take their time to start.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string[] ByAutoscaler = ["ScaleDown", "ScaleDownEmpty", "DeletingNode", "RemovingNode", "DisruptionTerminating", "DisruptionLaunching", "Disrupted"];

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        if (state.Nodes is not { } nodes)
        {
            return [];
        }

        var known = nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        return
            from report in state.Events
            where report.About.Kind is "Node" && !known.Contains(report.About.Name) && state.Now - (report.Last ?? state.Now) < Recent
            let isInterruption = Nodes.Interruptions.Contains(report.Reason, StringComparer.Ordinal)
            where isInterruption || ByAutoscaler.Contains(report.Reason, StringComparer.Ordinal) || report.Reason is "NodeNotReady"
            group (report, isInterruption) by report.About into same
            let first = same.Min(item => item.report.First)
            let suffering = Suffering(state, first)
            where suffering.Length > 0
            let telling = same.OrderByDescending(item => item.isInterruption).ThenByDescending(item => item.report.Last).First()
            select new Finding
            {
                Cause = telling.isInterruption ? "node-interruption" : telling.report.Reason is "NodeNotReady" ? "node-lost" : "node-scale-down",
                Layer = Layer.Cluster,
                Severity = Severity.Broken,
                Confidence = Confidence.Likely,
                About = same.Key,
                What = $"{(telling.isInterruption ? "was taken away by the cloud (spot, pre-emptible or maintenance)" : telling.report.Reason is "NodeNotReady" ? "was lost and no longer exists" : "was removed by the cluster autoscaler")}; {Wording.Count(suffering.Length, "workload")} lack pods since",
                Since = first,
                Evidence = [new($"event {Wording.Clean(telling.report.Reason, 60)}: ", telling.report.Message)],
                Likely = telling.isInterruption ? "keep a share of the replicas on nodes that are not spot, and allow for a disruption budget" : null,
                Affects = suffering,
            };
    }

    /// <summary>Workloads that lack pods, with replacements made since the node went.</summary>
    private static ObjectKey[] Suffering(ClusterState state, DateTimeOffset? since) =>
        [.. state.Pods.Where(pod => pod is { IsActive: true, IsReady: false } && pod.Created >= since && state.Now - pod.Created > Patience && pod.Containers.All(container => container.Latest is null or { Code: 0 })).Select(pod => pod.Workload).Distinct()];
}
