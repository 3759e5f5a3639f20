namespace SreMcp.Findings;

/// <summary>Whether a pod can resolve names: its resolver, the cluster's DNS servers, and the policies of both on the way to them.</summary>
internal static class DnsSteps
{
    private const int Standard = 53;

    /// <summary>Where a cache on the node usually listens.</summary>
    private const string NodeCache = "169.254.20.10";

    public static Step Of(ClusterState state, PodRecord pod, Destination to) =>
        OfNode(state, pod, to) ?? Resolver(state, pod) ?? ToServers(state, pod);

    /// <summary>A pod that asks its node's DNS finds hosts outside, and nothing of the cluster.</summary>
    private static Step? OfNode(ClusterState state, PodRecord pod, Destination to)
    {
        var isNodes = pod.Spec is { DnsPolicy: "Default" } or { DnsPolicy: "ClusterFirst", IsOnHostNetwork: true };
        var isInside = to.Kind is "Service" || PeerService.Find(state, to.Namespace, to.Name) is not null || PodNames.Find(state, to.Namespace, to.Name) is not null;
        return !isNodes || !isInside ? null : new("dns", Passage.Broken, $"{pod.Workload.KindName} asks its node's DNS, which knows no Service")
        {
            Evidence = [Field(pod)], Next = pod.Spec.IsOnHostNetwork ? "set dnsPolicy ClusterFirstWithHostNet" : "set dnsPolicy ClusterFirst",
        };
    }

    private static Step? Resolver(ClusterState state, PodRecord pod)
    {
        if (pod.Spec is { DnsPolicy: "None", NameServers.Count: > 0 } && PolicySteps.Egress(state, pod, new(null, pod.Spec.NameServers), "the DNS servers of its dnsConfig", Standard, "UDP") is { Passage: Passage.Broken } cut)
        {
            return Cut(cut);
        }

        return Reach.Resolver(state, pod) is not { } trouble ? null : new("dns", trouble.Confidence is Confidence.Sure ? Passage.Broken : Passage.Unclear, $"{pod.Workload.KindName} cannot count on names: {trouble.Why}")
        {
            Evidence = [Field(pod)], Next = trouble.Confidence is Confidence.Sure ? "read_diagnosis namespace=kube-system" : null,
        };
    }

    private static Step ToServers(ClusterState state, PodRecord pod)
    {
        var servers = DnsServers.In(state);
        var service = (state.NameServices ?? []).FirstOrDefault(candidate => candidate.Address is not null);

        // A cluster whose DNS is not seen is judged by ports alone.
        var server = servers.FirstOrDefault(one => one.IsReady) ?? (servers.Length > 0 ? servers[0] : null);
        var peer = server is null ? Peer.Somebody : Peer.Of(server, NodeCache, service?.Address);
        var port = Port(service, server, "UDP");
        var egress = PolicySteps.Egress(state, pod, peer, "the cluster's DNS", port, "UDP");
        if (egress.Passage is Passage.Broken)
        {
            return Cut(egress) with { Next = $"allow egress to {server?.Key.Namespace ?? "kube-system"} on UDP and TCP {port}; {egress.Next!.Split("; ")[^1]}" };
        }

        if (server is not null && PolicySteps.Ingress(state, Peer.Of(pod), pod.Workload.ToString(), server, port, "UDP") is { Passage: not Passage.Open } ingress)
        {
            return ingress.Passage is Passage.Broken ? Cut(ingress) : ingress with { Name = "dns" };
        }

        var isShort = PolicyPassage.Egress(state, pod, peer, Port(service, server, "TCP"), "TCP").Allowance is Allowance.No;

        // Somebody who answers at port 53 is the cluster's DNS, most likely.
        return egress with { Name = "dns", What = $"{egress.What}{(server is null && egress.Passage is Passage.Unclear ? "; the DNS servers could not be seen" : "")}{(isShort ? "; TCP is not, so answers too long for UDP fail" : "")}" };
    }

    /// <summary>Policies count the port of the server's container, which is not 53 everywhere.</summary>
    private static int Port(ServiceRecord? service, PodRecord? server, string protocol) =>
        server is not null && service?.Ports.FirstOrDefault(port => port.Port is Standard && port.Protocol == protocol) is { } port ? ServicePorts.On(server, port.Target, protocol) ?? Standard : Standard;

    private static Step Cut(Step step) => step with { Name = "dns", What = $"{step.What}, so no name resolves" };

    private static string Field(PodRecord pod) => $"{pod.Key} spec.dnsPolicy {Wording.Clean(pod.Spec.DnsPolicy, 40)}, hostNetwork {(pod.Spec.IsOnHostNetwork ? "true" : "false")}";
}
