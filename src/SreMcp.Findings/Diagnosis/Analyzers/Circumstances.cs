namespace SreMcp.Findings;

/// <summary>What else is known around a container that ends: what it uses, where it runs, what it mounts.</summary>
internal static class Circumstances
{
    public static IEnumerable<Evidence> Of(ClusterState state, PodRecord pod, string container, string cause)
    {
        if (cause is "out-of-memory" or "heap-exhausted" && state.PodsOf(pod.Workload).Select(other => InUse(state, other, container)).OfType<decimal>().DefaultIfEmpty().Max() is > 0 and var bytes)
        {
            yield return new($"memory in use now, the largest of its pods: {Quantity.Bytes(bytes)}{(pod.Spec.Container(container)?.MemoryLimit is { } limit ? $" of {Quantity.Bytes(limit)}" : "")}");
        }

        if (cause is "wrong-architecture" && state.Nodes?.FirstOrDefault(node => node.Name == pod.Node) is { Architecture: { } architecture } on)
        {
            yield return new($"node {Wording.Clean(on.Name, 60)} is {Wording.Clean(architecture, 20)}");
        }

        if (cause is "disk-full" && pod.Claims.Count > 0)
        {
            var sizes = pod.Claims.Select(name => state.Claims?.FirstOrDefault(claim => claim.Key == new ObjectKey("PersistentVolumeClaim", pod.Key.Namespace, name)) is { } claim ? $"{name} of {Quantity.Bytes(claim.Requested)}" : name);
            yield return new($"it mounts the claims {Wording.Clean(Wording.Names(sizes), 150)}");
        }
    }

    private static decimal? InUse(ClusterState state, PodRecord pod, string container) => state.MemoryInUse.TryGetValue((pod.Key, container), out var bytes) ? bytes : null;
}
