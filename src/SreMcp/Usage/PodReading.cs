using System.Text.Json;
using SreMcp.Diagnoses;
using SreMcp.Findings;

namespace SreMcp.Usage;

/// <summary>Reads out of pods, while they stream by, what they set and whose they are. What many of them have in common is kept once.</summary>
/// <param name="withTeams">True to look for a team in the labels of every pod.</param>
internal sealed class PodReading(bool withTeams)
{
    private const string Hash = "pod-template-hash";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<ContainerResources, ContainerResources> _sets = [];
    private readonly Dictionary<MeasuredWorkload, MeasuredWorkload> _workloads = [];

    /// <summary>A pod before anybody measured it, with the team that its own labels name. Null for one that has ended: it holds nothing any more.</summary>
    public PodUsage? Read(JsonElement pod)
    {
        if (pod.TextIn("status", "phase") is "Succeeded" or "Failed")
        {
            return null;
        }

        string?[] killed = [.. pod.AllIn("status", "containerStatuses").Where(status => status.TextIn("lastState", "terminated", "reason") is "OOMKilled").Select(status => status.TextIn("name"))];
        ContainerUsage[] containers = [.. pod.AllIn("spec", "containers").Select(container => Container(container, killed))];
        ContainerResources[] initial = [.. pod.AllIn("spec", "initContainers").Select(Resources)];
        return new(
            Shared(pod.TextIn("metadata", "namespace") ?? ""), pod.TextIn("metadata", "name") ?? "", Owner(pod), pod.TextIn("spec", "nodeName") is { } node ? Shared(node) : null,
            withTeams && Teams.LabelIn(pod.MapIn("metadata", "labels")) is { } team ? Shared(team) : null, containers,
            Requested(containers.Select(container => container.Set.CpuRequest), initial.Select(set => set.CpuRequest), pod.AmountIn("spec", "overhead", "cpu")),
            Requested(containers.Select(container => container.Set.MemoryRequest), initial.Select(set => set.MemoryRequest), pod.AmountIn("spec", "overhead", "memory")));
    }

    /// <summary>The pod with what its containers use.</summary>
    public static PodUsage With(PodUsage pod, Measurements measured) => pod with { Containers = [.. pod.Containers.Select(container => With(container, measured.Of(pod.Namespace, pod.Name, container.Name)))] };

    private static ContainerUsage With(ContainerUsage container, Use use) => container with { Cpu = use.Cpu, Memory = use.Memory, UsualCpu = use.UsualCpu, UsualMemory = use.UsualMemory };

    /// <summary>The workload behind a pod. A ReplicaSet's name is its Deployment's and the hash that the pod bears as a label.</summary>
    private MeasuredWorkload Owner(JsonElement pod)
    {
        var space = pod.TextIn("metadata", "namespace") ?? "";
        if (pod.ControllerOf() is not { } owner)
        {
            return new(space, "Pod", pod.TextIn("metadata", "name") ?? "");
        }

        var (kind, name) = (owner.TextIn("kind") ?? "", owner.TextIn("name") ?? "");
        var hash = pod.TextIn("metadata", "labels", Hash);
        MeasuredWorkload found = kind is "ReplicaSet" && hash is { Length: > 0 } && name.EndsWith($"-{hash}", StringComparison.Ordinal) ? new(space, "Deployment", name[..^(hash.Length + 1)]) : new(space, kind, name);
        return _workloads.TryGetValue(found, out var known) ? known : _workloads[found] = found;
    }

    private ContainerUsage Container(JsonElement container, string?[] killed)
    {
        var name = Shared(container.TextIn("name") ?? "");
        return new(name, Cpu: null, Memory: null, Resources(container), killed.Contains(name));
    }

    private ContainerResources Resources(JsonElement container)
    {
        ContainerResources set = new(
            container.AmountIn("resources", "requests", "cpu"), container.AmountIn("resources", "limits", "cpu"),
            container.AmountIn("resources", "requests", "memory"), container.AmountIn("resources", "limits", "memory"));
        return _sets.TryGetValue(set, out var known) ? known : _sets[set] = set;
    }

    private string Shared(string name) => _names.TryGetValue(name, out var known) ? known : _names[name] = name;

    /// <summary>Init containers run one after the other before the rest, so the largest need counts.</summary>
    private static decimal Requested(IEnumerable<decimal?> containers, IEnumerable<decimal?> initial, decimal? overhead) =>
        Math.Max(containers.Sum() ?? 0, initial.Max() ?? 0) + (overhead ?? 0);
}
