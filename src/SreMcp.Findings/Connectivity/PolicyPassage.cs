namespace SreMcp.Findings;

/// <summary>Whether rules let something through. In order, so that the best of several counts.</summary>
internal enum Allowance
{
    No,

    /// <summary>What was read does not tell.</summary>
    Perhaps,
    Yes,
}

/// <summary>The other end, as a policy sees it.</summary>
/// <param name="Pod">Null for what is no pod of this cluster, or not known.</param>
/// <param name="Addresses">Empty when not known.</param>
internal sealed record Peer(PodRecord? Pod, IReadOnlyList<string> Addresses)
{
    /// <summary>Somebody in the cluster of whom no more is known, such as an ingress controller.</summary>
    public bool IsSomebody { get; init; }

    /// <summary>Addresses that stand before it; network plugins differ in whether a policy sees those.</summary>
    public IReadOnlyList<string> Fronts { get; init; } = [];

    public static Peer Of(PodRecord pod, params string?[] fronts) => new(pod, pod.Addresses) { Fronts = [.. fronts.OfType<string>()] };

    public static Peer Somebody { get; } = new(null, []) { IsSomebody = true };
}

/// <summary>What policies say of one connection, port and all. Policies add up: what one of them allows is allowed.</summary>
internal static class PolicyPassage
{
    /// <param name="port">Null when not known.</param>
    public static (Allowance Allowance, PolicyRecord[] Policies) Egress(ClusterState state, PodRecord from, Peer to, int? port, string protocol)
    {
        var policies = Policies.Of(state, from).Where(policy => policy.Egress is not null).ToArray();
        return (Best(policies.SelectMany(policy => policy.Egress!.Select(rule => Rule(state, policy, rule, to, to.Pod, port, protocol))), policies), policies);
    }

    /// <param name="port">Null when not known.</param>
    public static (Allowance Allowance, PolicyRecord[] Policies) Ingress(ClusterState state, Peer from, PodRecord to, int? port, string protocol)
    {
        var policies = Policies.Of(state, to).Where(policy => policy.Ingress is not null).ToArray();
        return (Best(policies.SelectMany(policy => policy.Ingress!.Select(rule => Rule(state, policy, rule, from, to, port, protocol))), policies), policies);
    }

    /// <summary>Whether one of a rule's peers is meant.</summary>
    public static Allowance Peers(ClusterState state, PolicyRecord policy, PolicyRule rule, Peer other) =>
        rule.Peers.Count is 0 ? Allowance.Yes : rule.Peers.Max(peer => Matches(state, policy, peer, other));

    /// <summary>Whether one of a rule's ports is meant. Names are those of the pod that is connected to.</summary>
    public static Allowance Ports(PolicyRule rule, PodRecord? listener, int? port, string protocol) =>
        rule.Ports.Count is 0 ? Allowance.Yes : rule.Ports.Max(entry => Matches(entry, listener, port, protocol));

    private static Allowance Best(IEnumerable<Allowance> rules, PolicyRecord[] policies) => policies.Length is 0 ? Allowance.Yes : rules.DefaultIfEmpty(Allowance.No).Max();

    private static Allowance Rule(ClusterState state, PolicyRecord policy, PolicyRule rule, Peer other, PodRecord? listener, int? port, string protocol) =>
        (Allowance)Math.Min((int)Peers(state, policy, rule, other), (int)Ports(rule, listener, port, protocol));

    private static Allowance Matches(ClusterState state, PolicyRecord policy, PolicyPeer peer, Peer other)
    {
        if (peer.Block is { } block)
        {
            bool IsIn(string address) => block.Holds(address) is true;
            return other.Addresses.Any(IsIn) ? Allowance.Yes : other.Fronts.Any(IsIn) || other.Addresses.Count is 0 ? Allowance.Perhaps : Allowance.No;
        }

        if (other.IsSomebody)
        {
            return peer.Namespaces is { IsEverything: true } && peer.Pods is null or { IsEverything: true } ? Allowance.Yes : Allowance.Perhaps;
        }

        return other.Pod is not { } pod || (peer.Pods is { } pods && !pods.Selects(pod.Labels)) ? Allowance.No
            : (Allowance)Math.Min((int)Namespaces(state, policy, peer, pod), (int)(pod.Spec.IsOnHostNetwork ? Allowance.Perhaps : Allowance.Yes));
    }

    private static Allowance Namespaces(ClusterState state, PolicyRecord policy, PolicyPeer peer, PodRecord pod) => peer.Namespaces switch
    {
        null => policy.Key.Namespace == pod.Key.Namespace ? Allowance.Yes : Allowance.No,
        { IsEverything: true } => Allowance.Yes,
        _ when !state.Namespaces.Any(space => space.Name == pod.Key.Namespace) => Allowance.Perhaps,
        var spaces => spaces.Selects(state.LabelsOf(pod.Key.Namespace)) ? Allowance.Yes : Allowance.No,
    };

    private static Allowance Matches(PolicyPort entry, PodRecord? listener, int? port, string protocol)
    {
        if (entry.Protocol != protocol)
        {
            return Allowance.No;
        }

        if (entry.Port is null || port is null)
        {
            return entry.Port is null ? Allowance.Yes : Allowance.Perhaps;
        }

        var first = int.TryParse(entry.Port, out var number) ? number : listener is null ? null : ServicePorts.On(listener, entry.Port, protocol);
        return first is { } start && port >= start && port <= (entry.Last ?? start) ? Allowance.Yes : Allowance.No;
    }
}
