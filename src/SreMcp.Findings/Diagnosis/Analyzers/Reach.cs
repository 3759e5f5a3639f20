using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Why a pod does not reach a peer that its log names.</summary>
internal sealed record Reach(string Cause, string Why, Confidence Confidence)
{
    public string? Evidence { get; init; }

    public IReadOnlyList<ObjectKey> DueTo { get; init; } = [];

    /// <summary>The NetworkPolicy that is in the way; null when none is.</summary>
    public ObjectKey? Policy { get; init; }

    public static Reach? Judge(ClusterState state, PodRecord pod, string peer, string cause)
    {
        if (cause is "dns-failure")
        {
            return PeerService.IsAbsent(state, pod.Key.Namespace, peer)
                ? new("dns-no-such-service", $"there is no Service {Wording.Clean(peer)}: the name is wrong, or the Service was removed{Near(state, pod, peer)}", Confidence.Likely)
                : Dns(state, pod);
        }

        if (PeerService.Find(state, pod.Key.Namespace, peer) is { } service)
        {
            return ToService(state, pod, service);
        }

        if (PeerService.Pod(state, peer) is { } other)
        {
            return other.IsReady ? Cut(state, pod, other, []) : new("peer-not-ready", $"{other.Key.KindName} of {other.Workload.KindName} has that address and is not ready", Confidence.Likely) { DueTo = [other.Workload, other.Key] };
        }

        return cause is "connection-timeout" && Policies.CutsOutside(state, pod, peer) is { } all ? Blocked(all, $"its egress rules let {pod.Workload.KindName} reach only {Policies.Allowed(all.Egress)}") : null;
    }

    private static Reach? ToService(ClusterState state, PodRecord pod, ServiceRecord service)
    {
        if (ServiceEndpoints.HasReady(state, service) is false)
        {
            return new("peer-without-endpoints", $"Service {service.Key.Name} has no ready endpoints", Confidence.Sure) { DueTo = [service.Key, .. ServiceEndpoints.Behind(state, service).Select(candidate => candidate.Workload).Distinct()] };
        }

        return ServiceEndpoints.Behind(state, service).FirstOrDefault(candidate => candidate.IsReady) is { } target ? Cut(state, pod, target, ServiceEndpoints.Targets(service, target)) : null;
    }

    /// <summary>The policy on either side that keeps two pods apart.</summary>
    private static Reach? Cut(ClusterState state, PodRecord pod, PodRecord target, IReadOnlyList<string> ports)
    {
        if (Policies.BlocksInto(state, pod, target, ports) is { } into)
        {
            return Blocked(into, $"it lets only {Policies.Allowed(into.Ingress)} reach {target.Workload.KindName}; {pod.Workload.KindName} has labels {Wording.Clean(string.Join(",", pod.Labels.Take(4).Select(label => $"{label.Key}={label.Value}")), 120)}");
        }

        return Policies.BlocksOutOf(state, pod, target, ports) is { } outOf ? Blocked(outOf, $"its egress rules let {pod.Workload.KindName} reach only {Policies.Allowed(outOf.Egress)}") : null;
    }

    private static string Near(ClusterState state, PodRecord pod, string peer) =>
        Spelling.Nearest(peer.Split('.')[0], (state.Services ?? []).Where(service => service.Key.Namespace == pod.Key.Namespace).Select(service => service.Key.Name)) is { } near ? $"; there is {near}" : "";

    /// <summary>Why names do not resolve at all.</summary>
    public static Reach? Dns(ClusterState state, PodRecord pod)
    {
        if (Policies.CutsDns(state, pod) is { } policy)
        {
            return Blocked(policy, $"its egress rules let it reach only {Policies.Allowed(policy.Egress)}, which is not port 53 of the name servers, so {pod.Workload.KindName} cannot ask the cluster's DNS");
        }

        return Resolver(state, pod);
    }

    /// <summary>Why names do not resolve although no policy is in the way.</summary>
    public static Reach? Resolver(ClusterState state, PodRecord pod)
    {
        if (pod.Spec is { IsOnHostNetwork: true, DnsPolicy: "ClusterFirst" })
        {
            return new("dns-host-network", "it runs on the host's network with dnsPolicy ClusterFirst, so it asks the node's DNS and finds no Service: set ClusterFirstWithHostNet", Confidence.Likely);
        }

        if (pod.Spec.DnsPolicy is "None")
        {
            return new("dns-own-servers", $"its dnsPolicy is None: it asks only {(pod.Spec.NameServers.Count > 0 ? Wording.Clean(Wording.Names(pod.Spec.NameServers), 100) : "nobody")}", Confidence.Likely);
        }

        var servers = DnsServers.In(state);
        return servers.Length > 0 && servers.All(server => !server.IsReady)
            ? new("dns-down", "the cluster's DNS servers are not ready", Confidence.Sure) { DueTo = [.. servers.SelectMany(server => new[] { server.Key, server.Workload }).Distinct()] }
            : null;
    }

    private static Reach Blocked(PolicyRecord policy, string why) => new("network-policy", $"NetworkPolicy {policy.Key.Name} blocks it: {why}", Confidence.Sure)
    {
        Policy = policy.Key,
        Evidence = $"NetworkPolicy {policy.Key} selects {Wording.Clean(policy.Pods.ToString(), 100)}; ingress {Policies.Words(policy.Ingress)}, egress {Policies.Words(policy.Egress)}",
    };
}
