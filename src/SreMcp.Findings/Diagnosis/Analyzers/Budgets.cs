namespace SreMcp.Findings;

/// <summary>Disruption budgets that hold up a drain: a cordoned node still runs pods that may not go.</summary>
public sealed class Budgets : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        var cordoned = (state.Nodes ?? []).Where(node => node.IsCordoned).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        return
            from budget in state.Budgets
            where budget.Allowed is 0 && budget.Expected > 0
            let held = state.PodsIn(budget.Key.Namespace).Where(pod => pod.IsActive && pod.Node is { } node && cordoned.Contains(node) && budget.Selector.Selects(pod.Labels)).ToArray()
            where held.Length > 0
            select new Finding
            {
                Cause = "budget-blocks",
                Layer = Layer.Edge,
                Severity = Severity.Degraded,
                About = budget.Key,
                What = $"blocks the drain of {Wording.Names(held.Select(pod => Wording.Clean(pod.Node, 60)))}: {budget.Says} allows no disruption ({budget.Healthy} of {budget.Expected} healthy, {budget.Desired} wanted)",
                Likely = budget.Healthy >= budget.Expected ? "the budget asks for as many pods as there are: raise the replicas or loosen it" : "pods are not ready, so none may go",
                DueTo = [.. held.Select(pod => pod.Workload).Distinct()],
            };
    }
}
