namespace SreMcp.Findings;

/// <summary>One container over all pods of its workload, in one moment or over a longer time.</summary>
/// <param name="Pods">Pods that have the container.</param>
/// <param name="Measured">Pods of them that were measured.</param>
/// <param name="Set">What the pods set; of the newest kind when they differ.</param>
/// <param name="Killed">Pods whose container was last ended by an OOM kill.</param>
public sealed record WorkloadContainer(
    MeasuredWorkload Workload, string? Team, string Container, int Pods, int Measured, decimal? CpuMean, decimal? CpuPeak, decimal? MemoryMean, decimal? MemoryPeak, ContainerResources Set, int Killed)
{
    /// <summary>The highest of all pods' <see cref="ContainerUsage.UsualCpu"/>; null where only a moment is known.</summary>
    public decimal? UsualCpu { get; init; }

    /// <summary>Likewise of <see cref="ContainerUsage.UsualMemory"/>.</summary>
    public decimal? UsualMemory { get; init; }

    /// <summary>By workload and container, in the order of the pods.</summary>
    public static IReadOnlyList<WorkloadContainer> Of(IEnumerable<PodUsage> pods) =>
    [
        .. from pod in pods
           from container in pod.Containers
           group (pod, container) by (pod.Workload, container.Name) into same
           select Of(same.Key.Workload, same.Key.Name, [.. same]),
    ];

    private static WorkloadContainer Of(MeasuredWorkload workload, string name, (PodUsage Pod, ContainerUsage Container)[] all)
    {
        decimal[] cpu = [.. all.Select(one => one.Container.Cpu).OfType<decimal>()];
        decimal[] memory = [.. all.Select(one => one.Container.Memory).OfType<decimal>()];
        var set = all.GroupBy(one => one.Container.Set).MaxBy(group => group.Count())!.Key;
        return new(
            workload, all[0].Pod.Team, name, all.Length, memory.Length,
            cpu.Length is 0 ? null : cpu.Average(), cpu.Length is 0 ? null : cpu.Max(), memory.Length is 0 ? null : memory.Average(), memory.Length is 0 ? null : memory.Max(),
            set, all.Count(one => one.Container.WasKilledForMemory))
        {
            UsualCpu = all.Max(one => one.Container.UsualCpu),
            UsualMemory = all.Max(one => one.Container.UsualMemory),
        };
    }
}
