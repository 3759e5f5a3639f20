namespace SreMcp.Findings;

/// <summary>What NetworkPolicies let through. Policies add up: what one of those that select a pod allows is allowed.
/// What cannot be told, such as an address that is not known, counts as allowed.</summary>
internal static class Policies
{
    private const int DnsPort = 53;

    /// <summary>The policy that keeps a pod from the cluster's DNS; null when none does.</summary>
    public static PolicyRecord? CutsDns(ClusterState state, PodRecord pod)
    {
        var egress = Of(state, pod).Where(policy => policy.Egress is not null).ToArray();
        var servers = DnsServers.In(state);
        return egress.Length > 0 && !egress.Any(policy => policy.Egress!.Any(rule => AllowsDns(state, policy, rule, servers))) ? egress[0] : null;
    }

    /// <summary>The policy that keeps a pod from whatever lies outside of the cluster, or from one address there.</summary>
    public static PolicyRecord? CutsOutside(ClusterState state, PodRecord pod, string? address)
    {
        var egress = Of(state, pod).Where(policy => policy.Egress is not null).ToArray();
        return egress.Length > 0 && egress.All(policy => policy.Egress!.All(rule => rule.Peers.Count > 0 && rule.Peers.All(peer => peer.Block is null || peer.Block.Holds(address) is false))) ? egress[0] : null;
    }

    /// <param name="ports">Where the target listens: numbers and names of which one is enough; empty when it is not known.</param>
    public static PolicyRecord? BlocksInto(ClusterState state, PodRecord from, PodRecord to, IReadOnlyList<string> ports)
    {
        var ingress = Of(state, to).Where(policy => policy.Ingress is not null).ToArray();
        return ingress.Length > 0 && !ingress.Any(policy => policy.Ingress!.Any(rule => Allows(state, policy, rule, from, ports))) ? ingress[0] : null;
    }

    /// <param name="ports">As for <see cref="BlocksInto"/>.</param>
    public static PolicyRecord? BlocksOutOf(ClusterState state, PodRecord from, PodRecord to, IReadOnlyList<string> ports)
    {
        var egress = Of(state, from).Where(policy => policy.Egress is not null).ToArray();
        return egress.Length > 0 && !egress.Any(policy => policy.Egress!.Any(rule => Allows(state, policy, rule, to, ports))) ? egress[0] : null;
    }

    public static IEnumerable<PolicyRecord> Of(ClusterState state, PodRecord pod) =>
        state.Policies.Where(policy => policy.Key.Namespace == pod.Key.Namespace && !pod.Spec.IsOnHostNetwork && policy.Pods.Selects(pod.Labels));

    /// <summary>Everybody whom the rules let through, as text.</summary>
    public static string Allowed(IReadOnlyList<PolicyRule>? rules) => rules is not { Count: > 0 }
        ? "nobody"
        : Wording.Clean(Wording.Names(rules.Select(rule => $"{(rule.Peers.Count is 0 ? "everybody" : Wording.Names(rule.Peers.Select(Words)))}{(rule.Ports.Count is 0 ? "" : $" at port {Wording.Names(rule.Ports.Select(Words))}")}"), 4), 200);

    public static string Words(IReadOnlyList<PolicyRule>? rules) => rules switch
    {
        null => "not restricted",
        { Count: 0 } => "denied",
        _ => $"only {Allowed(rules)}",
    };

    private static string Words(PolicyPeer peer) => peer.Block?.ToString() ?? $"pods {peer.Pods ?? Selector.Everything}{(peer.Namespaces is { } spaces ? $" in namespaces {spaces}" : "")}";

    private static string Words(PolicyPort port) => $"{port.Port ?? "all"}{(port.Last is { } last ? $"-{last}" : "")}{(port.Protocol is "TCP" ? "" : $"/{port.Protocol}")}";

    private static bool Allows(ClusterState state, PolicyRecord policy, PolicyRule rule, PodRecord peer, IReadOnlyList<string> ports) =>
        (rule.Peers.Count is 0 || rule.Peers.Any(candidate => Selects(state, policy, candidate, peer)))
        && (ports.Count is 0 || rule.Ports.Count is 0 || rule.Ports.Any(allowed => ports.Any(port => Opens(allowed, port))));

    private static bool Selects(ClusterState state, PolicyRecord policy, PolicyPeer candidate, PodRecord peer) => candidate.Block is { } block
        ? block.Holds(peer.Address) is not false
        : (candidate.Namespaces is { } spaces ? spaces.Selects(state.LabelsOf(peer.Key.Namespace)) : policy.Key.Namespace == peer.Key.Namespace)
            && (candidate.Pods?.Selects(peer.Labels) ?? true);

    private static bool Opens(PolicyPort allowed, string port) => allowed.Port is null || allowed.Port == port
        || (int.TryParse(port, out var number) && int.TryParse(allowed.Port, out var first) && number >= first && number <= (allowed.Last ?? first));

    private static bool AllowsDns(ClusterState state, PolicyRecord policy, PolicyRule rule, PodRecord[] servers) =>
        (rule.Ports.Count is 0 || rule.Ports.Any(port => port.Port is "dns" or "dns-tcp" || Opens(port, $"{DnsPort}")))
        && (rule.Peers.Count is 0 || rule.Peers.Any(peer => peer.Block is { } block
            ? servers.Length is 0 || servers.Any(server => block.Holds(server.Address) is not false)
            : peer.Namespaces is not null && (servers.Length is 0 || state.LabelsOf(servers[0].Key.Namespace).Count is 0 || servers.Any(server => Selects(state, policy, peer, server)))
                || policy.Key.Namespace is "kube-system"));
}
