namespace SreMcp.Findings;

/// <summary>What a container asks for and may use. CPU in cores, memory in bytes; null where nothing is set.</summary>
public sealed record ContainerResources(decimal? CpuRequest, decimal? CpuLimit, decimal? MemoryRequest, decimal? MemoryLimit)
{
    public static ContainerResources None { get; } = new(null, null, null, null);
}

/// <summary>One container of a running pod: what it uses and what it set.</summary>
/// <param name="Cpu">Cores now, averaged over the window of the metrics API (usually 15 to 60 s), or the most of a longer time; null when it was not measured.</param>
/// <param name="Memory">Bytes of working set now, or the most of a longer time; null when it was not measured.</param>
/// <param name="WasKilledForMemory">True when its last end was an OOM kill.</param>
public sealed record ContainerUsage(string Name, decimal? Cpu, decimal? Memory, ContainerResources Set, bool WasKilledForMemory)
{
    /// <summary>Cores that it stayed below 95 % of a longer time; null where only a moment is known.</summary>
    public decimal? UsualCpu { get; init; }

    /// <summary>Likewise, in bytes of working set.</summary>
    public decimal? UsualMemory { get; init; }

    /// <summary>Use as a part of what is set, 1 for all of it; null when one of both is not known or zero.</summary>
    public decimal? Share(UsageMeasure measure) => measure switch
    {
        UsageMeasure.MemoryLimit => Part(Memory, Set.MemoryLimit),
        UsageMeasure.MemoryRequest => Part(Memory, Set.MemoryRequest),
        UsageMeasure.CpuLimit => Part(Cpu, Set.CpuLimit),
        _ => Part(Cpu, Set.CpuRequest),
    };

    private static decimal? Part(decimal? used, decimal? whole) => used is { } amount && whole is > 0 and var all ? amount / all : null;
}

/// <summary>Against what use is measured.</summary>
public enum UsageMeasure
{
    MemoryLimit = 0,
    MemoryRequest,
    CpuLimit,
    CpuRequest,
}

/// <summary>A workload as its pods' owners name it.</summary>
public readonly record struct MeasuredWorkload(string Namespace, string Kind, string Name)
{
    public override string ToString() => $"{Namespace}/{Kind}/{Name}";
}

/// <summary>One running pod.</summary>
/// <param name="Node">Null while it is not scheduled.</param>
/// <param name="Team">The label that names a team, with its value; null when there is none.</param>
/// <param name="CpuRequested">What the scheduler counts for it, in cores; init containers and overhead included.</param>
/// <param name="MemoryRequested">Likewise, in bytes.</param>
public sealed record PodUsage(
    string Namespace, string Name, MeasuredWorkload Workload, string? Node, string? Team, IReadOnlyList<ContainerUsage> Containers, decimal CpuRequested, decimal MemoryRequested);

/// <summary>One node: what it can give, what is promised on it, what is used.</summary>
/// <param name="Cpu">Cores in use; null when it was not measured.</param>
/// <param name="Memory">Bytes in use; null when it was not measured.</param>
/// <param name="CpuRequested">Sum of the requests of its pods.</param>
/// <param name="PodLimit">Pods that it takes.</param>
public sealed record NodeUsage(
    string Name, decimal CpuAllocatable, decimal MemoryAllocatable, long PodLimit, decimal? Cpu, decimal? Memory, decimal CpuRequested, decimal MemoryRequested, int Pods, bool TakesPods)
{
    /// <summary>Cores that new pods can still ask for.</summary>
    public decimal CpuFree => Math.Max(0, CpuAllocatable - CpuRequested);

    /// <summary>Bytes that new pods can still ask for.</summary>
    public decimal MemoryFree => Math.Max(0, MemoryAllocatable - MemoryRequested);
}
