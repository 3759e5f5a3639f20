using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What an object says of itself.</summary>
public sealed record Condition(string Type, string Status, string? Reason, UntrustedText Message, DateTimeOffset? Since)
{
    public bool Is(string type, string status) => Type == type && Status == status;
}

/// <summary>Whoever sets an object back to what it keeps.</summary>
public enum Keeper
{
    /// <summary>Nobody that can be told from its labels.</summary>
    None,
    Helm,
    ArgoCd,
    Flux,
}

/// <summary>A Deployment, StatefulSet, DaemonSet, or a ReplicaSet that nobody owns.</summary>
public sealed record WorkloadRecord
{
    public required ObjectKey Key { get; init; }

    public PodSpec Spec { get; init; } = PodSpec.Empty;

    public Selector Selector { get; init; } = Selector.Everything;

    public IReadOnlyDictionary<string, string> PodLabels { get; init; } = NoLabels.Instance;

    public int Wanted { get; init; }

    public int Ready { get; init; }

    /// <summary>Pods that exist, of any revision.</summary>
    public int Existing { get; init; }

    /// <summary>Pods of the newest revision; null when its controller does not say.</summary>
    public int? Updated { get; init; }

    /// <summary>What a StatefulSet calls its newest template; null for other kinds.</summary>
    public string? Revision { get; init; }

    public bool IsPaused { get; init; }

    /// <summary>False while its controller has not looked at the last change.</summary>
    public bool IsObserved { get; init; } = true;

    /// <summary>When somebody last changed what it wants; null when its controller has looked at that.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public Keeper Keeper { get; init; }

    public DateTimeOffset? Created { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

public sealed record JobRecord
{
    public required ObjectKey Key { get; init; }

    /// <summary>The CronJob that made it.</summary>
    public ObjectKey? Owner { get; init; }

    public PodSpec Spec { get; init; } = PodSpec.Empty;

    public int Active { get; init; }

    public int Succeeded { get; init; }

    public int Failed { get; init; }

    public int BackoffLimit { get; init; } = 6;

    public bool IsSuspended { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Started { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    public Condition? Failure => Conditions.FirstOrDefault(condition => condition.Is("Failed", "True"));

    public bool IsOver => Conditions.Any(condition => condition.Type is "Complete" or "Failed" && condition.Status is "True");
}

public sealed record CronJobRecord
{
    public required ObjectKey Key { get; init; }

    public string Schedule { get; init; } = "";

    public bool IsSuspended { get; init; }

    public string Concurrency { get; init; } = "Allow";

    public int Active { get; init; }

    public DateTimeOffset? LastScheduled { get; init; }

    public DateTimeOffset? Created { get; init; }
}

public sealed record AutoscalerRecord
{
    public required ObjectKey Key { get; init; }

    public required ObjectKey Target { get; init; }

    public int Min { get; init; } = 1;

    public int Max { get; init; }

    public int Current { get; init; }

    public int Desired { get; init; }

    public DateTimeOffset? Created { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

public sealed record BudgetRecord
{
    public required ObjectKey Key { get; init; }

    public Selector Selector { get; init; } = Selector.Everything;

    public int Allowed { get; init; }

    public int Healthy { get; init; }

    public int Desired { get; init; }

    public int Expected { get; init; }

    /// <summary>As written: <c>maxUnavailable 0</c>.</summary>
    public string Says { get; init; } = "";
}
