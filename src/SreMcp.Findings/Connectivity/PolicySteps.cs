namespace SreMcp.Findings;

/// <summary>The NetworkPolicies of both sides.</summary>
internal static class PolicySteps
{
    /// <param name="to">How an answer names the other end.</param>
    public static Step Egress(ClusterState state, PodRecord from, Peer to, string name, int? port, string protocol)
    {
        var (allowance, policies) = PolicyPassage.Egress(state, from, to, port, protocol);
        return new Judged(state, "egress", from, to, to.Pod, port, protocol, allowance, policies).Step($"{from.Workload.KindName} to {name}");
    }

    /// <param name="from">How an answer names the other end.</param>
    public static Step Ingress(ClusterState state, Peer from, string name, PodRecord to, int? port, string protocol)
    {
        var (allowance, policies) = PolicyPassage.Ingress(state, from, to, port, protocol);
        return new Judged(state, "ingress", to, from, to, port, protocol, allowance, policies).Step($"{name} into {to.Workload.KindName}");
    }

    /// <summary>What the policies that select <paramref name="Own"/> make of the other end.</summary>
    private sealed record Judged(ClusterState State, string Direction, PodRecord Own, Peer Other, PodRecord? Listener, int? Port, string Protocol, Allowance Allowance, PolicyRecord[] Policies)
    {
        private const int Most = 3;

        private bool IsEgress => Direction is "egress";

        private string PortName => Port is { } number ? $"{Protocol} {number}" : $"{Protocol}, port not known";

        public Step Step(string way)
        {
            if (State.IsUnseen("networkpolicies"))
            {
                return new(Direction, Passage.Unclear, $"{way}: NetworkPolicies could not be read");
            }

            if (Own.Spec.IsOnHostNetwork)
            {
                return new(Direction, Passage.Open, $"{way}: {Own.Workload.KindName} is on the host's network, where NetworkPolicies usually do not apply");
            }

            var names = Wording.Names(Policies.Select(policy => policy.Key.Name));
            return (Policies.Length, Allowance) switch
            {
                (0, _) => new(Direction, Passage.Open, $"{way}: no NetworkPolicy of {Own.Key.Namespace} restricts it"),
                (_, Allowance.Yes) => new(Direction, Passage.Open, $"{way} on {PortName}: allowed by NetworkPolicy {names}"),
                (_, Allowance.Perhaps) => new(Direction, Passage.Unclear, $"{way} on {PortName}: depends on what cannot be told from here; NetworkPolicy {names} lets {(IsEgress ? "it out to" : "in")} {Allowed()}") { Evidence = Evidence(), Next = Look },
                _ => new(Direction, Passage.Broken, $"{way} on {PortName}: no rule of NetworkPolicy {names} allows it") { Evidence = Evidence(), Next = $"{Remedy()}; {Look}" },
            };
        }

        private string Look => $"read_kubernetes kind=NetworkPolicy name={Policies[0].Key.Name} namespace={Policies[0].Key.Namespace}";

        private IReadOnlyList<PolicyRule> Rules(PolicyRecord policy) => (IsEgress ? policy.Egress : policy.Ingress)!;

        private string Allowed() => Findings.Policies.Allowed([.. Policies.SelectMany(Rules).Where(rule => rule.Peers.Count > 0)]);

        private IReadOnlyList<string> Evidence() =>
        [
            .. Policies.SelectMany(policy => Rules(policy).Count is 0
                ? [$"{policy.Key} spec.{Direction}: none, so all {Direction} of pods {Wording.Clean(policy.Pods.ToString(), 100)} is denied"]
                : Rules(policy).Select((rule, index) => Miss(policy, rule, index))).Take(Most),
            .. Other.Pod is { } pod ? [Labels(pod)] : Array.Empty<string>(),
        ];

        /// <summary>Why one rule does not let it through.</summary>
        private string Miss(PolicyRecord policy, PolicyRule rule, int index)
        {
            var field = $"{policy.Key} spec.{Direction}[{index}]";
            if (PolicyPassage.Peers(State, policy, rule, Other) is Allowance.No)
            {
                return $"{field}.{(IsEgress ? "to" : "from")}: {Findings.Policies.Allowed([rule])}{(rule.Peers.Any(peer => peer is { Namespaces: null, Block: null }) && Other.Pod?.Key.Namespace is { } space && space != policy.Key.Namespace ? $", of namespace {policy.Key.Namespace} only (no namespaceSelector)" : "")}";
            }

            return PolicyPassage.Ports(rule, Listener, Port, Protocol) is Allowance.No
                ? $"{field}.ports: {Wording.Clean(Wording.Names(rule.Ports.Select(port => $"{port.Protocol} {port.Port ?? "all"}{(port.Last is { } last ? $"-{last}" : "")}"), 6), 120)}"
                : $"{field}: {Findings.Policies.Allowed([rule])}";
        }

        private string Labels(PodRecord pod)
        {
            var spaces = Policies.SelectMany(Rules).SelectMany(rule => rule.Peers).Any(peer => peer.Namespaces is not null);
            return $"{pod.Key} labels {Words(pod.Labels)}{(spaces ? $"; namespace {pod.Key.Namespace} labels {(State.Namespaces.Any(space => space.Name == pod.Key.Namespace) ? Words(State.LabelsOf(pod.Key.Namespace)) : "not seen")}" : "")}";
        }

        private static string Words(IReadOnlyDictionary<string, string> labels) =>
            labels.Count is 0 ? "(none)" : Wording.Clean(Wording.Names(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"), 6), 200);

        private string Remedy()
        {
            var peer = Other.Pod is { } pod ? $"pods of {pod.Workload.KindName}{(pod.Key.Namespace == Own.Key.Namespace ? "" : $" in namespace {pod.Key.Namespace} (namespaceSelector and podSelector)")}" : Other.Addresses.Count > 0 ? $"ipBlock {Other.Addresses[0]}/{(Other.Addresses[0].Contains(':', StringComparison.Ordinal) ? 128 : 32)}" : "it";
            return $"if it is meant to pass, allow {Direction} {(IsEgress ? "to" : "from")} {peer}{(Port is { } number ? $" on {Protocol} {number}" : "")}";
        }
    }
}
