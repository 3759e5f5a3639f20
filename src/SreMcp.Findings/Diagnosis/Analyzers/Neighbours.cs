namespace SreMcp.Findings;

/// <summary>Who already stands where a pod wants to go.</summary>
internal static class Neighbours
{
    /// <summary>The refusal of a node because of required pod anti-affinity; null when it has none.</summary>
    public static (string Cause, string Why)? PodsOnNode(this ClusterState state, NodeRecord node, PodRecord pod)
    {
        foreach (var term in pod.Spec.PodTerms.Where(term => term.IsAnti))
        {
            if (!node.Labels.TryGetValue(term.Topology, out var place))
            {
                continue;
            }

            var nodes = state.Nodes?.Where(other => other.Labels.GetValueOrDefault(term.Topology) == place).Select(other => other.Name).ToHashSet(StringComparer.Ordinal) ?? [];
            var neighbour = state.PodsIn(pod.Key.Namespace).FirstOrDefault(other => other.IsActive && other.Node is { } on && nodes.Contains(on) && term.Selector.Selects(other.Labels));
            if (neighbour is not null)
            {
                return ("pod-anti-affinity", $"already runs {neighbour.Key.Name}");
            }
        }

        return null;
    }
}
