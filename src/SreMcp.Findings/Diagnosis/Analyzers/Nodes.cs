using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Nodes that are lost, short of something, or about to go away.</summary>
public sealed class Nodes : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    internal static readonly string[] Interruptions =
    [
        "SpotInterruption", "RebalanceRecommendation", "PreemptScheduled", "TerminateScheduled", "RebootScheduled", "RedeployScheduled", "FreezeScheduled", "VMEventScheduled",
        "NodePreempted", "InstanceTerminated", "SpotInterrupted", "TerminatingOnInterruption", "InstanceStopping", "InstanceTerminating", "NodeShutdown", "Shutdown", "ASGLifecycle", "StateChange", "ScheduledEvent",
    ];

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        foreach (var node in state.Nodes ?? [])
        {
            if (Of(state, node) is { } finding)
            {
                var broken = Broken(state, node, finding.Cause);
                if (broken.Count > 0 || finding.Cause is not "node-scale-down")
                {
                    yield return finding with { Affects = broken };
                }
            }
        }
    }

    private static Finding? Of(ClusterState state, NodeRecord node)
    {
        var isScheduled = node.Conditions.Any(condition => condition.Is("VMEventScheduled", "True"));
        var ready = node.Conditions.FirstOrDefault(condition => condition.Type is "Ready");
        var pressure = node.Conditions.FirstOrDefault(condition => condition.Status is "True" && condition.Type is "MemoryPressure" or "DiskPressure" or "PIDPressure" or "NetworkUnavailable" or "FrequentKubeletRestart" or "KernelDeadlock" or "ReadonlyFilesystem" or "CorruptDockerOverlay2" or "FrequentContainerdRestart");
        var going = node.Taints.FirstOrDefault(taint => IsGoing(taint.Key));
        var interruption = state.EventsOf(node.Key).Where(report => Interruptions.Contains(report.Reason, StringComparer.Ordinal) && state.Now - report.Last < Recent).MaxBy(report => report.Last);
        return (ready, pressure) switch
        {
            _ when going is not null || interruption is not null || isScheduled => Going(node, going, interruption),
            ({ Status: not "True" }, _) => Finding(node, "node-lost", Severity.Down, ready.Status is "Unknown" ? "is lost: its kubelet no longer reports" : "is not ready", ready),
            (_, { Type: "DiskPressure" }) => Finding(node, "node-disk-pressure", Severity.Broken, "is short of disk: it evicts pods and takes no new ones", pressure),
            (_, { Type: "MemoryPressure" }) => Finding(node, "node-memory-pressure", Severity.Broken, "is short of memory: it evicts pods", pressure),
            (_, { Type: "PIDPressure" }) => Finding(node, "node-pid-pressure", Severity.Broken, "is short of process ids", pressure),
            (_, { Type: "NetworkUnavailable" }) => Finding(node, "node-network", Severity.Broken, "has no network", pressure),
            (_, not null) => Finding(node, "node-problem", Severity.Broken, $"reports {Wording.Clean(pressure.Type, 60)}", pressure),
            _ => null,
        };
    }

    private static Finding Going(NodeRecord node, Taint? going, EventRecord? interruption) => new()
    {
        Cause = IsByAutoscaler(going) ? "node-scale-down" : "node-interruption",
        Layer = Layer.Cluster,
        Severity = Severity.Degraded,
        About = node.Key,
        What = IsByAutoscaler(going) ? "is being removed by the cluster autoscaler" : $"is about to be taken away by the cloud ({(IsSpot(node) ? "it is a spot node" : "spot or maintenance")})",
        Since = interruption?.First,
        Evidence = [.. going is null ? [] : new[] { new Evidence($"taint {Wording.Clean(going.ToString())}") }, .. interruption is null ? [] : new[] { new Evidence($"event {Wording.Clean(interruption.Reason, 60)}: ", interruption.Message) }],
    };

    private static Finding Finding(NodeRecord node, string cause, Severity severity, string what, Condition condition) => new()
    {
        Cause = cause,
        Layer = Layer.Cluster,
        Severity = severity,
        About = node.Key,
        What = what + (node.IsCordoned ? ", and cordoned" : "") + (cause is "node-lost" && IsSpot(node) ? "; it is a spot node, which the cloud may take at any time" : ""),
        Since = condition.Since,
        Evidence = [new($"condition {Wording.Clean(condition.Type, 60)} {Wording.Clean(condition.Status, 10)}, {Wording.Clean(condition.Reason, 60)}: ", condition.Message)],
    };

    internal static bool IsGoing(string key) =>
        key is "ToBeDeletedByClusterAutoscaler" or "aws-node-termination-handler/spot-itn" or "aws-node-termination-handler/scheduled-maintenance" or "cloud.google.com/impending-node-termination"
            or "aws-node-termination-handler/asg-lifecycle-termination" or "aws-node-termination-handler/rebalance-recommendation" or "karpenter.sh/disrupted" or "karpenter.sh/disruption" or "node.cloudprovider.kubernetes.io/shutdown" or "cloud.google.com/node-termination";

    private static bool IsByAutoscaler(Taint? going) => going is { Key: "ToBeDeletedByClusterAutoscaler" or "karpenter.sh/disrupted" or "karpenter.sh/disruption" };

    /// <summary>As AKS, EKS, Karpenter and GKE label nodes that may be taken away.</summary>
    private static bool IsSpot(NodeRecord node) =>
        node.Labels.GetValueOrDefault("kubernetes.azure.com/scalesetpriority") is "spot" || node.Labels.GetValueOrDefault("eks.amazonaws.com/capacityType") is "SPOT"
        || node.Labels.GetValueOrDefault("karpenter.sh/capacity-type") is "spot" || node.Labels.GetValueOrDefault("cloud.google.com/gke-spot") is "true"
        || node.Labels.GetValueOrDefault("cloud.google.com/gke-preemptible") is "true" || node.Labels.GetValueOrDefault("cloud.google.com/gke-provisioning") is "spot" or "preemptible";

    /// <summary>The node of a pod, when it is lost, has no network or is about to go: a node that is only short of something lets its pods run.</summary>
    internal static IEnumerable<ObjectKey> ThatCutOff(ClusterState state, PodRecord pod) =>
        (state.Nodes ?? []).Where(node => node.Name == pod.Node && (!node.IsReady || node.Conditions.Any(condition => condition.Is("NetworkUnavailable", "True")) || node.Taints.Any(taint => IsGoing(taint.Key)))).Select(node => node.Key);

    /// <summary>What stands on the node and is not well.</summary>
    private static IReadOnlyList<ObjectKey> Broken(ClusterState state, NodeRecord node, string cause) =>
        [.. state.Pods.Where(pod => pod.Node == node.Name && IsVictim(pod, cause)).SelectMany(pod => new[] { pod.Key, pod.Workload }).Distinct()];

    /// <summary>A node that is short of something throws pods out; one that is lost takes down whatever did not already fall by itself.</summary>
    private static bool IsVictim(PodRecord pod, string cause) => cause is "node-disk-pressure" or "node-memory-pressure" or "node-pid-pressure"
        ? pod.Reason is "Evicted"
        : pod.Phase is not "Succeeded" && (!pod.IsReady || pod.Deleted is not null) && pod.Containers.All(container => container is { Latest: null or { Code: 0 }, Waiting: null or "ContainerCreating" or "PodInitializing" });
}
