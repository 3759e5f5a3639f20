namespace SreMcp.Findings;

/// <summary>Volumes and networks that a kubelet cannot set up for a pod.</summary>
public sealed class Mounts : IAnalyzer
{
    /// <summary>A kubelet that has just got a pod often fails once, while its caches fill.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod.IsActive && !pod.IsReady && pod.Node is not null && pod.Phase is "Pending"
        from report in state.EventsOf(pod.Key)
        where (report.Count > 1 || state.Now - pod.Created > Patience) && report.Reason is "FailedMount" or "FailedAttachVolume" or "FailedMapVolume" or "FailedCreatePodSandBox" or "FailedCreatePodContainer" or "NetworkNotReady"
        let verdict = Judge(report)
        where verdict is not null
        group (pod, report, verdict.Value.Why) by (pod.Workload, verdict.Value.Cause) into failing
        select Describe(state, failing.Key.Workload, failing.Key.Cause, [.. failing.OrderByDescending(item => item.report.Last)]);

    private static Finding Describe(ClusterState state, ObjectKey workload, string cause, IReadOnlyList<(PodRecord Pod, EventRecord Report, string Why)> failing) => new()
    {
        Cause = cause,
        Layer = Layer.Pod,
        Severity = Severity.Broken,
        Confidence = cause is "mount-failed" ? Confidence.Likely : Confidence.Sure,
        About = workload,
        What = $"{Wording.Count(failing.Select(item => item.Pod.Key).Distinct().Count(), "pod")} cannot start: {failing[0].Why}",
        Since = failing.Min(item => item.Report.First),
        Evidence = [new($"event {failing[0].Report.Reason}: ", failing[0].Report.Message)],
        Affects = [.. failing.Select(item => item.Pod.Key).Distinct()],
        DueTo = [.. failing[0].Pod.Claims.Select(claim => new ObjectKey("PersistentVolumeClaim", workload.Namespace, claim)), .. Nodes.ThatCutOff(state, failing[0].Pod), .. NodeStarts.Of(state, failing[0].Pod)],
    };

    private static (string Cause, string Why)? Judge(EventRecord report)
    {
        var said = report.Message.ForAnalysis();
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        return said switch
        {
            _ when Has("multi-attach") || Has("already exclusively attached") || Has("already used by pod") => ("volume-multi-attach", "its ReadWriteOnce volume is still attached to another node"),

            // What does not exist has an analyzer of its own, which says what is missing.
            _ when (Has("secret") || Has("configmap")) && (Has("not found") || Has("non-existent")) => null,
            _ when Has("no space left on device") || Has("disk quota exceeded") => ("node-disk-full", "the node's disk is full"),
            _ when report.Reason is "FailedCreatePodSandBox" && (Has("RuntimeHandler") || Has("runtime handler")) => ("missing-runtime", "the node does not have the container runtime that its RuntimeClass names"),
            _ when report.Reason is "FailedCreatePodSandBox" or "NetworkNotReady" => ("pod-network", Has("failed to assign an ip") || Has("no ip addresses") || Has("no available ip") || Has("no more free addresses") || Has("no IP addresses available") || Has("InsufficientFreeAddresses") ? "the node has no free IP address for it" : "its network cannot be set up on the node"),
            _ when Has("permission denied") || Has("access denied") => ("mount-denied", "the storage refuses the mount"),
            _ when Has("no such file or directory") || Has("is not a directory") || Has("hostPath type check failed") => ("mount-path", "a path that it mounts does not exist on the node or the server"),
            _ when Has("connection timed out") || Has("i/o timeout") || Has("host is down") || Has("no route to host") || Has("connection refused") => ("mount-unreachable", "the server of its volume does not answer"),
            _ when Has("wrong fs type") || Has("bad superblock") || Has("fsck found errors") || Has("structure needs cleaning") => ("volume-damaged", "the file system of its volume is damaged or of another type"),
            _ when Has("driver name") && Has("not found") => ("missing-volume-driver", "the volume's CSI driver does not run on the node"),
            _ => ("mount-failed", "a volume cannot be mounted"),
        };
    }
}
