namespace SreMcp.Findings;

/// <summary>Whether a pod can resolve names: its resolver, the cluster's DNS servers, and the policies on the way to them.</summary>
internal static class DnsSteps
{
    /// <summary>Where a cache on the node usually listens.</summary>
    private const string NodeCache = "169.254.20.10";

    public static Step Of(ClusterState state, PodRecord pod)
    {
        if (Reach.Resolver(state, pod) is { } trouble)
        {
            return new("dns", trouble.Confidence is Confidence.Sure ? Passage.Broken : Passage.Unclear, $"{pod.Workload.KindName} cannot count on names: {trouble.Why}")
            {
                Evidence = [$"{pod.Key} spec.dnsPolicy {Wording.Clean(pod.Spec.DnsPolicy, 40)}, hostNetwork {(pod.Spec.IsOnHostNetwork ? "true" : "false")}"],
                Next = trouble.Confidence is Confidence.Sure ? "read_diagnosis namespace=kube-system" : null,
            };
        }

        // A cluster whose DNS is not seen is judged by ports alone.
        var server = DnsServers.In(state) is { Length: > 0 } servers ? Peer.Of(servers.FirstOrDefault(one => one.IsReady) ?? servers[0], NodeCache) : Peer.Somebody;
        var step = PolicySteps.Egress(state, pod, server, "the cluster's DNS", 53, "UDP");
        var isSeen = server.Pod is not null;
        return step.Passage switch
        {
            Passage.Broken => step with { Name = "dns", What = $"{step.What}, so no name resolves", Next = $"allow egress to kube-system on UDP and TCP 53; {step.Next!.Split("; ")[^1]}" },

            // Somebody who answers at port 53 is the cluster's DNS, most likely.
            Passage.Unclear when !isSeen => step with { Name = "dns", What = $"{step.What}; the DNS servers could not be seen" },
            _ => step with { Name = "dns" },
        };
    }
}
