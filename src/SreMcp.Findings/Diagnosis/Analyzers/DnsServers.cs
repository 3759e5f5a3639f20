namespace SreMcp.Findings;

/// <summary>The cluster's own DNS: when none of its servers is ready, everything that resolves a name fails.</summary>
public sealed class DnsServers : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        var servers = In(state);
        if (servers.Length is 0 || servers.Any(server => server.IsReady))
        {
            yield break;
        }

        yield return new()
        {
            Cause = "dns-down",
            Layer = Layer.Traffic,
            Severity = Severity.Down,
            About = servers[0].Workload,
            What = $"the cluster's DNS has no ready server ({Wording.Count(servers.Length, "pod")}): names do not resolve anywhere",
            Since = servers.Max(server => server.ReadySince),
            DueTo = [.. servers.Select(server => server.Key)],
            Next = "read_diagnosis namespace=kube-system",
        };
    }

    /// <summary>Pods of CoreDNS or kube-dns that should answer.</summary>
    internal static PodRecord[] In(ClusterState state) =>
        [.. state.PodsIn("kube-system").Concat(state.NameServers).Where(pod => pod.IsActive && pod.Labels.GetValueOrDefault("k8s-app") is "kube-dns" or "coredns").DistinctBy(pod => pod.Key)];
}
