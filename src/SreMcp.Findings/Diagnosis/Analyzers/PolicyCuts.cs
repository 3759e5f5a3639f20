namespace SreMcp.Findings;

/// <summary>NetworkPolicies that look mistaken by themselves: they let in only pods that do not exist, or cut off DNS beside a rule that needs it.</summary>
public sealed class PolicyCuts : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state) => state.Policies.SelectMany(policy => Of(state, policy));

    private static IEnumerable<Finding> Of(ClusterState state, PolicyRecord policy)
    {
        var pods = state.PodsIn(policy.Key.Namespace).Where(pod => pod.IsActive && policy.Pods.Selects(pod.Labels)).ToArray();
        if (pods.Length is 0)
        {
            yield break;
        }

        if (policy.Ingress is { Count: > 0 } rules && rules.All(rule => rule.Peers.Count > 0 && rule.Peers.All(peer => IsAbsent(state, policy, pods, peer))) && IsServed(state, pods[0]))
        {
            yield return Finding(policy, pods, "network-policy-selects-nobody", $"lets only {Policies.Allowed(rules)} reach {Wording.Names(pods.Select(pod => pod.Workload.KindName))}, and no other pod is such") with
            {
                Likely = $"the labels in the rule are wrong; pods there have {Labels(state, policy, rules)}",
            };
        }

        // A server that only answers may live without names; whoever calls others may not.
        var callers = pods.Where(pod => policy.Egress is { Count: > 0 } || !IsServed(state, pod)).ToArray();
        if (policy.Egress is not null && callers.Length > 0 && Policies.CutsDns(state, callers[0]) == policy && state.Namespace is not null)
        {
            yield return Finding(policy, callers, "network-policy-cuts-dns", $"{(policy.Egress.Count is 0 ? "denies everything outbound, port 53 too" : $"lets out only {Policies.Allowed(policy.Egress)}, which is not port 53 of the name servers")}, so {Wording.Names(callers.Select(pod => pod.Workload.KindName))} cannot resolve names") with { Likely = "allow UDP and TCP 53 to kube-system" };
        }
    }

    /// <summary>True when only the protected pods themselves, or nobody, fits the peer. Names of other namespaces cannot be judged from one alone.</summary>
    private static bool IsAbsent(ClusterState state, PolicyRecord policy, PodRecord[] own, PolicyPeer peer) =>
        peer is { Block: null, Pods: { IsEverything: false } selector, Namespaces: null }
        && !state.PodsIn(policy.Key.Namespace).Any(pod => pod.IsActive && selector.Selects(pod.Labels) && own.All(mine => mine.Workload != pod.Workload));

    private static bool IsServed(ClusterState state, PodRecord pod) =>
        state.Services?.Any(service => service.Key.Namespace == pod.Key.Namespace && service.Selector is { IsEverything: false } selector && selector.Selects(pod.Labels)) is true;

    private static string Labels(ClusterState state, PolicyRecord policy, IReadOnlyList<PolicyRule> rules)
    {
        var keys = rules.SelectMany(rule => rule.Peers).SelectMany(peer => peer.Pods!.Requirements).Select(requirement => requirement.Key).Distinct(StringComparer.Ordinal);
        return Wording.Clean(Wording.Names(keys.SelectMany(key => state.PodsIn(policy.Key.Namespace).Select(pod => $"{key}={pod.Labels.GetValueOrDefault(key) ?? "(none)"}")), 4), 150);
    }

    private static Finding Finding(PolicyRecord policy, PodRecord[] pods, string cause, string what) => new()
    {
        // A log that shows what the policy cuts lies deeper, and explains this.
        Cause = cause, Layer = Layer.Traffic, Severity = Severity.Degraded, Confidence = Confidence.Possible, About = policy.Key, What = what, Since = policy.Created,
        Affects = [.. pods.Select(pod => pod.Workload).Distinct()],
    };
}
