using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What a pod template says, without values of its environment. Pods of one template share one.</summary>
public sealed record PodSpec
{
    public static PodSpec Empty { get; } = new();

    public IReadOnlyList<ContainerSpec> Containers { get; init; } = [];

    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = NoLabels.Instance;

    /// <summary>Required node affinity: one of the terms has to hold, all of its requirements.</summary>
    public IReadOnlyList<Selector> NodeTerms { get; init; } = [];

    /// <summary>Required pod affinity and anti-affinity.</summary>
    public IReadOnlyList<PodTerm> PodTerms { get; init; } = [];

    public IReadOnlyList<SpreadConstraint> Spread { get; init; } = [];

    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];

    public IReadOnlyList<VolumeSource> Volumes { get; init; } = [];

    public string? ServiceAccount { get; init; }

    public string? PriorityClass { get; init; }

    public string? Scheduler { get; init; }

    public bool IsOnHostNetwork { get; init; }

    /// <summary><c>ClusterFirst</c> unless it says otherwise.</summary>
    public string DnsPolicy { get; init; } = "ClusterFirst";

    /// <summary>Name servers of its own.</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>What the scheduler reserves, in cores and bytes: the sum of the containers, or the largest init container.</summary>
    public (decimal Cpu, decimal Memory) Requests =>
        (Reserved(container => container.CpuRequest), Reserved(container => container.MemoryRequest));

    public ContainerSpec? Container(string name) => Containers.FirstOrDefault(container => container.Name == name);

    private decimal Reserved(Func<ContainerSpec, decimal?> request) => Math.Max(
        Containers.Where(container => !container.IsInit || container.IsSidecar).Sum(container => request(container) ?? 0),
        Containers.Where(container => container.IsInit && !container.IsSidecar).Select(container => request(container) ?? 0).DefaultIfEmpty().Max());
}

public sealed record ContainerSpec
{
    public required string Name { get; init; }

    public string Image { get; init; } = "";

    public bool IsInit { get; init; }

    /// <summary>An init container that keeps running beside the others.</summary>
    public bool IsSidecar { get; init; }

    public IReadOnlyList<PortSpec> Ports { get; init; } = [];

    /// <summary>Cores.</summary>
    public decimal? CpuRequest { get; init; }

    public decimal? CpuLimit { get; init; }

    /// <summary>Bytes.</summary>
    public decimal? MemoryRequest { get; init; }

    public decimal? MemoryLimit { get; init; }

    /// <summary>Command and arguments on one line, as their author wrote them.</summary>
    public UntrustedText Command { get; init; }

    /// <summary>Volumes of which it mounts a part only: those are never refreshed.</summary>
    public IReadOnlyList<string> FixedVolumes { get; init; } = [];

    /// <summary>True when it may write to volumes only.</summary>
    public bool IsReadOnlyRoot { get; init; }

    public ProbeSpec? Liveness { get; init; }

    public ProbeSpec? Readiness { get; init; }

    public ProbeSpec? Startup { get; init; }

    /// <summary>Names of environment variables; never values.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>ConfigMaps and Secrets that the environment is taken from.</summary>
    public IReadOnlyList<ConfigReference> References { get; init; } = [];
}

public sealed record PortSpec(string? Name, int Number, string Protocol);

/// <summary>How a container is asked whether it is well.</summary>
/// <param name="Kind"><c>http</c>, <c>tcp</c>, <c>grpc</c> or <c>exec</c>.</param>
/// <param name="Port">A number or a name; null for <c>exec</c>.</param>
public sealed record ProbeSpec(string Kind, string? Port, string? Path)
{
    /// <summary>Seconds.</summary>
    public int InitialDelay { get; init; }

    /// <summary>Seconds.</summary>
    public int Period { get; init; } = 10;

    /// <summary>Seconds.</summary>
    public int Timeout { get; init; } = 1;

    public int FailureThreshold { get; init; } = 3;

    public override string ToString() => Kind switch
    {
        "exec" => "exec",
        "http" => $"http port {Port} path {(string.IsNullOrEmpty(Path) ? "/" : TextCleaner.OneLine(Path, 60))}",
        _ => $"{Kind} port {Port}",
    };
}

/// <param name="Kind">ConfigMap or Secret.</param>
/// <param name="Key">Null when all keys are taken.</param>
public sealed record ConfigReference(string Kind, string Name, string? Key, bool IsOptional);

/// <param name="Kind">ConfigMap, Secret, PersistentVolumeClaim, or the name of another source such as <c>emptyDir</c>.</param>
/// <param name="Source">The object that it is taken from; null when it names none.</param>
public sealed record VolumeSource(string Volume, string Kind, string? Source, bool IsOptional);

public sealed record Toleration(string? Key, string Operator, string? Value, string? Effect)
{
    public bool Tolerates(Taint taint) =>
        (Effect is null || Effect == taint.Effect) && (Key is null ? Operator is "Exists" : Key == taint.Key && (Operator is "Exists" || (Value ?? "") == (taint.Value ?? "")));
}

public sealed record PodTerm(bool IsAnti, Selector Selector, string Topology);

public sealed record SpreadConstraint(string Topology, int MaxSkew, bool IsRequired);

/// <summary>One empty map for everybody.</summary>
public static class NoLabels
{
    public static IReadOnlyDictionary<string, string> Instance { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
