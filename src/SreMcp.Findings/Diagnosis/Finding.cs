using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>How bad it is, worst first.</summary>
public enum Severity
{
    /// <summary>Nothing of it works.</summary>
    Down,

    /// <summary>Part of it does not work, or it keeps falling over.</summary>
    Broken,

    /// <summary>It works, and something is wrong.</summary>
    Degraded,

    /// <summary>It will go wrong, or may.</summary>
    Warning,
}

/// <summary>How sure a cause is.</summary>
public enum Confidence
{
    /// <summary>The cluster says so in as many words.</summary>
    Sure,

    /// <summary>All that was seen fits, and little else would.</summary>
    Likely,

    /// <summary>It fits; other causes do too.</summary>
    Possible,
}

/// <summary>Where in a cluster a finding lies. What lies deeper explains what lies above it.</summary>
public enum Layer
{
    /// <summary>Nodes, the control plane, what every namespace needs.</summary>
    Cluster,

    /// <summary>What pods need before they start: storage, configuration, quota, reachable peers.</summary>
    Supply,

    /// <summary>The pods themselves.</summary>
    Pod,

    /// <summary>What makes pods: rollouts, jobs.</summary>
    Rollout,

    /// <summary>Services.</summary>
    Traffic,

    /// <summary>What stands on services and workloads: ingresses, autoscalers, budgets, deployment tools.</summary>
    Edge,
}

/// <summary>One cause, with what shows it.</summary>
public sealed record Finding
{
    /// <summary>What kind of cause, such as <c>out-of-memory</c>. Stable.</summary>
    public required string Cause { get; init; }

    public required Layer Layer { get; init; }

    public required Severity Severity { get; init; }

    public Confidence Confidence { get; init; }

    public required ObjectKey About { get; init; }

    /// <summary>One sentence of our own words, without the name of the object.</summary>
    public required string What { get; init; }

    /// <summary>The words of others that belong to it.</summary>
    public UntrustedText Said { get; init; }

    public DateTimeOffset? Since { get; init; }

    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Why, where that is more than what the sentence says.</summary>
    public string? Likely { get; init; }

    /// <summary>The next thing to look at or to make: one line.</summary>
    public string? Next { get; init; }

    /// <summary>Everything that it breaks.</summary>
    public IReadOnlyList<ObjectKey> Affects { get; init; } = [];

    /// <summary>Objects whose own findings explain this one.</summary>
    public IReadOnlyList<ObjectKey> DueTo { get; init; } = [];
}

/// <summary>One thing that was seen: our words, then words of others.</summary>
public sealed record Evidence(string Ours, UntrustedText Theirs = default)
{
    /// <summary>Lines of a log stay lines.</summary>
    public bool IsLog { get; init; }
}

/// <summary>Looks for causes of one kind. Pure: the same state gives the same findings.</summary>
public interface IAnalyzer
{
    IEnumerable<Finding> Analyze(ClusterState state);
}
