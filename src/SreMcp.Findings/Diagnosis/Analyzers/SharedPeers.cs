namespace SreMcp.Findings;

/// <summary>A host outside of the cluster that several workloads fail at: one cause, however many of them complain.</summary>
public sealed class SharedPeers : IAnalyzer
{
    private const int Several = 3;

    private static readonly string[] Ways = ["dns-failure", "connection-refused", "connection-timeout", "connection-reset", "certificate-expired", "certificate-trouble", "login-refused", "too-many-connections"];

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from log in state.Logs
        let pod = state.Pods.FirstOrDefault(candidate => candidate.Key == log.Pod)
        where pod is not null
        from sign in log.Signs
        where sign.Peer is { } peer && Ways.Contains(sign.Cause, StringComparer.Ordinal) && IsOutside(state, pod, peer)
        group (pod, sign) by (sign.Peer!, sign.Cause) into same
        let workloads = same.Select(item => item.pod.Workload).Distinct().ToArray()
        where workloads.Length >= Several
        select new Finding
        {
            Cause = same.Key.Cause,
            Layer = Layer.Supply,
            Severity = Severity.Broken,
            Confidence = Confidence.Likely,
            About = Key(same.Key.Item1),
            What = $"{Wording.Count(workloads.Length, "workload")} fail at it ({Wording.Names(workloads.Select(workload => workload.ToString()))}): {same.First().sign.Says}",
            Evidence = [new($"log of {same.First().pod.Workload}: ", new(same.First().sign.Line))],
            Likely = "the trouble lies with that host or on the way to it, not with each of them",
            Affects = workloads,
            Next = "ask who runs that host; look at egress rules, proxies and firewalls that all of them share",
        };

    /// <summary>What findings about the workloads name as what they lack.</summary>
    internal static ObjectKey Key(string host) => new("Host", null, host);

    private static bool IsOutside(ClusterState state, PodRecord pod, string peer) =>
        peer is not ("localhost" or "127.0.0.1" or "0.0.0.0") && PeerService.Find(state, pod.Key.Namespace, peer) is null && PeerService.Pod(state, peer) is null && !PeerService.IsAbsent(state, pod.Key.Namespace, peer);
}
