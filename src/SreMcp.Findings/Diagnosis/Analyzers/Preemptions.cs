namespace SreMcp.Findings;

/// <summary>Pods that the scheduler threw out for pods of a higher PriorityClass.</summary>
public sealed class Preemptions : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from report in state.Events
        where report is { Reason: "Preempted", About.Kind: "Pod" } && state.Now - (report.Last ?? state.Now) < Recent
        let workload = WorkloadOf(state, report.About)
        where state.Workload(workload) is { } maker ? maker.Ready < maker.Wanted : state.PodsOf(workload).Any(pod => !pod.IsReady && pod.IsActive)
        group report by workload into same
        let last = same.MaxBy(report => report.Last)!
        select new Finding
        {
            Cause = "preempted",
            Layer = Layer.Pod,
            Severity = Severity.Broken,
            About = same.Key,
            What = $"{Wording.Count(same.Select(report => report.About).Distinct().Count(), "pod")} had to make room for pods of higher priority, and it lacks pods since",
            Since = same.Min(report => report.First),
            Evidence = [new("event Preempted: ", last.Message), .. Priority(state, same.Key)],
            Likely = "the cluster is short of room: add nodes, or give it a PriorityClass that matches its worth",
        };

    private static IEnumerable<Evidence> Priority(ClusterState state, ObjectKey workload)
    {
        var spec = state.Workload(workload)?.Spec ?? state.PodsOf(workload).FirstOrDefault()?.Spec;
        yield return new($"its PriorityClass: {(spec?.PriorityClass is { Length: > 0 } name ? Wording.Clean(name, 60) : "none")}");
    }

    /// <summary>The pod itself is gone; its name tells who made it.</summary>
    private static ObjectKey WorkloadOf(ClusterState state, ObjectKey pod) =>
        state.Pods.FirstOrDefault(candidate => candidate.Key == pod)?.Workload
        ?? state.Workloads.Where(workload => workload.Key.Namespace == pod.Namespace && pod.Name.StartsWith(workload.Key.Name + "-", StringComparison.Ordinal)).MaxBy(workload => workload.Key.Name.Length)?.Key
        ?? pod;
}
