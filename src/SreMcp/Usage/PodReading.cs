using System.Text.Json;
using SreMcp.Findings;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Usage;

/// <summary>Reads out of a pod what it set and whose it is.</summary>
internal static class PodReading
{
    private const string Hash = "pod-template-hash";

    /// <summary>Null for a pod that has ended: it holds nothing any more.</summary>
    public static PodUsage? Of(KubernetesObject pod, Measurements measured, string? team)
    {
        if (pod.Text("status", "phase") is "Succeeded" or "Failed")
        {
            return null;
        }

        var killed = pod.Items("status", "containerStatuses").Where(status => At(status, "lastState", "terminated", "reason") is "OOMKilled").Select(status => At(status, "name")).ToHashSet(StringComparer.Ordinal);
        ContainerUsage[] containers = [.. pod.Items("spec", "containers").Select(container => Container(pod, container, measured, killed))];
        ContainerResources[] initial = [.. pod.Items("spec", "initContainers").Select(Resources)];
        return new(
            pod.Namespace ?? "", pod.Name, Owner(pod), pod.Text("spec", "nodeName"), team, containers,
            Requested(containers.Select(container => container.Set.CpuRequest), initial.Select(set => set.CpuRequest), pod.Text("spec", "overhead", "cpu")),
            Requested(containers.Select(container => container.Set.MemoryRequest), initial.Select(set => set.MemoryRequest), pod.Text("spec", "overhead", "memory")));
    }

    /// <summary>The workload behind a pod. A ReplicaSet's name is its Deployment's and the hash that the pod bears as a label.</summary>
    public static MeasuredWorkload Owner(KubernetesObject pod)
    {
        var owner = pod.Owners.FirstOrDefault(candidate => candidate.IsController);
        return owner switch
        {
            null => new(pod.Namespace ?? "", "Pod", pod.Name),
            { Kind: "ReplicaSet" } when pod.Labels.GetValueOrDefault(Hash) is { Length: > 0 } hash && owner.Name.EndsWith($"-{hash}", StringComparison.Ordinal) => new(pod.Namespace ?? "", "Deployment", owner.Name[..^(hash.Length + 1)]),
            _ => new(pod.Namespace ?? "", owner.Kind, owner.Name),
        };
    }

    private static ContainerUsage Container(KubernetesObject pod, JsonElement container, Measurements measured, HashSet<string?> killed)
    {
        var name = At(container, "name") ?? "";
        var (cpu, memory) = measured.Of(pod.Namespace ?? "", pod.Name, name);
        return new(name, cpu, memory, Resources(container), killed.Contains(name));
    }

    private static ContainerResources Resources(JsonElement container) => new(
        Quantity.Parse(At(container, "resources", "requests", "cpu")),
        Quantity.Parse(At(container, "resources", "limits", "cpu")),
        Quantity.Parse(At(container, "resources", "requests", "memory")),
        Quantity.Parse(At(container, "resources", "limits", "memory")));

    /// <summary>Init containers run one after the other before the rest, so the largest need counts.</summary>
    private static decimal Requested(IEnumerable<decimal?> containers, IEnumerable<decimal?> initial, string? overhead) =>
        Math.Max(containers.Sum() ?? 0, initial.Max() ?? 0) + (Quantity.Parse(overhead) ?? 0);

    private static string? At(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind is JsonValueKind.String or JsonValueKind.Number ? element.ToString() : null;
    }
}
