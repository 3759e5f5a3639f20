namespace SreMcp.Findings;

/// <summary>Deletions that do not come to an end.</summary>
public sealed class Deletions : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        foreach (var space in state.Namespaces.Where(space => state.Now - space.Deleted > Patience))
        {
            var blocking = space.Conditions.Where(condition => condition.Status is "True" && condition.Type is not "NamespaceDeletionContentFailure" || condition.Is("NamespaceDeletionContentFailure", "True")).ToArray();
            yield return Finding(new("Namespace", null, space.Name), space.Deleted!.Value, "stays in deletion", [.. blocking.Select(condition => new Evidence($"condition {Wording.Clean(condition.Type, 60)}: ", condition.Message))]);
        }

        foreach (var pod in state.Pods.Where(pod => pod.Deleted is { } asked && state.Now - asked - TimeSpan.FromSeconds(pod.GraceSeconds) > Patience))
        {
            yield return Finding(pod.Key, pod.Deleted!.Value, pod.Finalizers.Count > 0 ? $"stays in deletion: finalizer {Wording.Clean(Wording.Names(pod.Finalizers), 150)} is not taken off" : $"stays in deletion: the kubelet of {Wording.Clean(pod.Node, 60)} does not confirm its end", []) with
            {
                Layer = Layer.Pod, DueTo = pod is { Finalizers.Count: 0, Node: { } node } && state.Nodes?.Any(candidate => candidate.Name == node && !candidate.IsReady) is true ? [new("Node", null, node)] : [],
            };
        }

        foreach (var waiting in state.Deletions.Where(waiting => state.Now - waiting.Asked > Patience))
        {
            yield return Finding(waiting.Key, waiting.Asked, $"stays in deletion: finalizer {Wording.Clean(Wording.Names(waiting.Finalizers), 150)} is not taken off", []) with
            {
                Likely = waiting.Finalizers.Contains("kubernetes.io/pvc-protection", StringComparer.Ordinal) ? "a pod still uses it" : "the controller that owns the finalizer is gone or fails",
            };
        }
    }

    private static Finding Finding(ObjectKey key, DateTimeOffset asked, string what, IReadOnlyList<Evidence> evidence) => new()
    {
        Cause = "deletion-waits", Layer = Layer.Supply, Severity = Severity.Degraded, About = key, What = what, Since = asked, Evidence = evidence,
    };
}
