namespace SreMcp.Findings;

/// <summary>Pods that a node threw out: short of memory or disk, or above their own ephemeral storage.</summary>
public sealed class Evictions : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(6);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod is { Phase: "Failed", Reason: "Evicted" or "Preempting" or "NodeAffinity" or "UnexpectedAdmissionError" or "OutOfcpu" or "OutOfmemory" or "OutOfpods" or "SysctlForbidden" or "AppArmor" or "NodeShutdown" or "Terminated" or "TopologyAffinityError" or "NodePorts", Deleted: null } && IsNews(state, pod)
        group pod by (pod.Workload, Cause: Cause(pod)) into evicted
        select Describe(state, evicted.Key.Workload, evicted.Key.Cause, [.. evicted]);

    /// <summary>Evicted pods stay for days as empty shells; they are news while the workload lacks pods or it just happened. Those of a node
    /// that shut down are replaced elsewhere, which is everyday where nodes come and go.</summary>
    private static bool IsNews(ClusterState state, PodRecord pod) => pod.Reason is "NodeShutdown" or "Terminated"
        ? state.Workload(pod.Workload) is not { } maker || maker.Ready < maker.Wanted
        : state.Now - (pod.ReadySince ?? pod.Created ?? state.Now) < Recent
        || (state.Workload(pod.Workload) is { } workload && workload.Ready < workload.Wanted)
        || state.EventsOf(pod.Key).Any(report => report.Reason is "Evicted" && state.Now - report.Last < Recent);

    private static Finding Describe(ClusterState state, ObjectKey workload, string cause, IReadOnlyList<PodRecord> pods)
    {
        var nodes = pods.Select(pod => pod.Node).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return new()
        {
            Cause = cause,
            Layer = Layer.Pod,
            Severity = state.Workload(workload) is { } maker && maker.Ready >= maker.Wanted ? Severity.Degraded : Severity.Broken,
            About = workload,
            What = $"{Wording.Count(pods.Count, "pod")} {(pods.Count is 1 ? "was" : "were")} {(cause is "node-refuses-pod" ? "refused by the kubelet" : cause is "node-shutdown" ? "ended" : "evicted")}{(nodes.Length > 0 ? $" from {Wording.Names(nodes.Select(node => Wording.Clean(node, 60)))}" : "")}: {Why(cause)}",
            Since = pods.Min(pod => pod.ReadySince ?? pod.Created),
            Evidence = [new($"{Wording.Clean(pods[0].Reason, 40)}: ", pods[0].Message)],
            Likely = cause switch
            {
                "ephemeral-storage" => "it writes more to its own disk than its limit: logs, temporary files, an emptyDir",
                "node-shutdown" => "the node was shut down or restarted; the pods that are left as Failed can be deleted",
                "node-refuses-pod" => null,
                _ => "the pods of that node use more than they request",
            },
            Affects = [.. pods.Select(pod => pod.Key)],
            DueTo = [.. (state.Nodes ?? []).Where(node => nodes.Contains(node.Name, StringComparer.Ordinal) && IsWhy(node, cause)).Select(node => node.Key)],
        };
    }

    private static string Cause(PodRecord pod)
    {
        var said = pod.Message.ForAnalysis();
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        return pod.Reason is "NodeShutdown" or "Terminated" ? "node-shutdown"
            : pod.Reason is "SysctlForbidden" or "AppArmor" or "UnexpectedAdmissionError" or "TopologyAffinityError" or "NodeAffinity" or "NodePorts" or "OutOfcpu" or "OutOfmemory" or "OutOfpods" ? "node-refuses-pod"
            : pod.Reason is "Preempting" || Has("preempt") ? "preempted"
            : Has("ephemeral local storage usage exceeds") || Has("emptyDir volume") || Has("exceeds the limit") ? "ephemeral-storage"
            : Has("memory") ? "evicted-memory"
            : Has("ephemeral-storage") || Has("disk") || Has("inodes") ? "evicted-disk"
            : Has("pids") ? "evicted-pids"
            : "evicted";
    }

    /// <summary>A node short of disk threw nothing out for memory.</summary>
    private static bool IsWhy(NodeRecord node, string cause) => cause switch
    {
        "evicted-memory" => node.Conditions.Any(condition => condition.Is("MemoryPressure", "True")),
        "evicted-disk" => node.Conditions.Any(condition => condition.Is("DiskPressure", "True")),
        "evicted-pids" => node.Conditions.Any(condition => condition.Is("PIDPressure", "True")),
        _ => cause is "evicted",
    };

    private static string Why(string cause) => cause switch
    {
        "preempted" => "a pod of higher priority took its place",
        "ephemeral-storage" => "more ephemeral storage than its limit",
        "evicted-memory" => "the node was short of memory",
        "evicted-disk" => "the node was short of disk",
        "evicted-pids" => "the node was short of process ids",
        "node-shutdown" => "the node shut down",
        "node-refuses-pod" => "the node cannot run what it asks for",
        _ => "the node could not keep it",
    };
}
