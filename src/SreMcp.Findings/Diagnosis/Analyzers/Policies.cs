namespace SreMcp.Findings;

/// <summary>What NetworkPolicies let through. Policies add up: what one of those that select a pod allows is allowed.</summary>
internal static class Policies
{
    private const string DnsPort = "53";

    /// <summary>The policy that keeps a pod from the cluster's DNS; null when none does.</summary>
    public static PolicyRecord? CutsDns(ClusterState state, PodRecord pod)
    {
        var egress = Of(state, pod).Where(policy => policy.Egress is not null).ToArray();
        return egress.Length > 0 && !egress.Any(policy => policy.Egress!.Any(AllowsDns)) ? egress[0] : null;
    }

    /// <summary>The policy that lets a pod out nowhere.</summary>
    public static PolicyRecord? CutsEverythingOut(ClusterState state, PodRecord pod)
    {
        var egress = Of(state, pod).Where(policy => policy.Egress is not null).ToArray();
        return egress.Length > 0 && egress.All(policy => policy.Egress!.All(rule => rule.Peers.Count > 0 && rule.Peers.All(peer => peer.Block is null))) ? egress[0] : null;
    }

    public static PolicyRecord? BlocksInto(ClusterState state, PodRecord from, PodRecord to)
    {
        var ingress = Of(state, to).Where(policy => policy.Ingress is not null).ToArray();
        return ingress.Length > 0 && !ingress.Any(policy => policy.Ingress!.Any(rule => Allows(state, policy, rule, from))) ? ingress[0] : null;
    }

    public static PolicyRecord? BlocksOutOf(ClusterState state, PodRecord from, PodRecord to)
    {
        var egress = Of(state, from).Where(policy => policy.Egress is not null).ToArray();
        return egress.Length > 0 && !egress.Any(policy => policy.Egress!.Any(rule => Allows(state, policy, rule, to))) ? egress[0] : null;
    }

    public static IEnumerable<PolicyRecord> Of(ClusterState state, PodRecord pod) =>
        state.Policies.Where(policy => policy.Key.Namespace == pod.Key.Namespace && !pod.Spec.IsOnHostNetwork && policy.Pods.Selects(pod.Labels));

    /// <summary>Everybody whom the rules let through, as text.</summary>
    public static string Allowed(IReadOnlyList<PolicyRule>? rules) => rules is not { Count: > 0 }
        ? "nobody"
        : Wording.Clean(Wording.Names(rules.SelectMany(rule => rule.Peers).Select(peer => peer.Block ?? $"pods {peer.Pods ?? Selector.Everything}{(peer.Namespaces is { } spaces ? $" in namespaces {spaces}" : "")}"), 4), 200);

    public static string Words(IReadOnlyList<PolicyRule>? rules) => rules switch
    {
        null => "not restricted",
        { Count: 0 } => "denied",
        _ => $"only {(rules.Any(rule => rule.Peers.Count is 0) ? $"ports {Wording.Names(rules.SelectMany(rule => rule.Ports).Select(port => port.Port ?? "all"))}" : Allowed(rules))}",
    };

    private static bool Allows(ClusterState state, PolicyRecord policy, PolicyRule rule, PodRecord peer) =>
        rule.Peers.Count is 0 || rule.Peers.Any(candidate => candidate.Block is null
            && (candidate.Namespaces is { } spaces ? spaces.Selects(state.LabelsOf(peer.Key.Namespace)) : policy.Key.Namespace == peer.Key.Namespace)
            && (candidate.Pods?.Selects(peer.Labels) ?? true));

    private static bool AllowsDns(PolicyRule rule) => rule.Ports.Count is 0
        ? rule.Peers.Count is 0 || rule.Peers.Any(peer => peer.Namespaces is not null || peer.Block is not null)
        : rule.Ports.Any(port => port.Port is null or DnsPort or "dns" || (port.Last is { } last && int.TryParse(port.Port, out var first) && first <= 53 && last >= 53));
}
