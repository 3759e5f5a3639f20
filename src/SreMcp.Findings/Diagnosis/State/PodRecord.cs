using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>A pod, reduced to what analyzers ask. A healthy one carries no container states.</summary>
public sealed record PodRecord
{
    public required ObjectKey Key { get; init; }

    public string Uid { get; init; } = "";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels.Instance;

    /// <summary>What made it, as high as names tell; itself when nothing did.</summary>
    public required ObjectKey Workload { get; init; }

    public PodSpec Spec { get; init; } = PodSpec.Empty;

    public string? Node { get; init; }

    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>What DNS calls it behind a headless Service; null for most.</summary>
    public string? Host { get; init; }

    /// <summary>The headless Service that it is named behind; null for most.</summary>
    public string? Subdomain { get; init; }

    /// <summary>The first of its IP addresses; null while it has none.</summary>
    public string? Address => Addresses is [var first, ..] ? first : null;

    public string Phase { get; init; } = "Running";

    public string? Reason { get; init; }

    public UntrustedText Message { get; init; }

    public bool IsReady { get; init; }

    /// <summary>Since when it is ready or not; null when it never said.</summary>
    public DateTimeOffset? ReadySince { get; init; }

    /// <summary>Why it is not ready although its containers are: a readiness gate that nobody opened.</summary>
    public UntrustedText Gate { get; init; }

    /// <summary>Hash of the template that it was made of; null for a bare pod.</summary>
    public string? Revision { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>When its deletion was asked for.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Seconds that its deletion may take.</summary>
    public long GraceSeconds { get; init; } = 30;

    public IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>The scheduler's words; empty once it is scheduled.</summary>
    public UntrustedText Unscheduled { get; init; }

    /// <summary>Empty when every container is well and never restarted.</summary>
    public IReadOnlyList<ContainerState> Containers { get; init; } = [];

    /// <summary>Claims that it mounts, by name in its namespace.</summary>
    public IReadOnlyList<string> Claims { get; init; } = [];

    public bool IsActive => Phase is not ("Succeeded" or "Failed") && Deleted is null;

    public bool IsPending => Phase is "Pending" && Deleted is null;
}

/// <summary>What the kubelet says of one container.</summary>
public sealed record ContainerState
{
    public required string Name { get; init; }

    public bool IsInit { get; init; }

    public bool IsReady { get; init; }

    public int Restarts { get; init; }

    public bool IsRunning { get; init; }

    public DateTimeOffset? RunningSince { get; init; }

    /// <summary>Why it waits, such as CrashLoopBackOff; null when it does not.</summary>
    public string? Waiting { get; init; }

    public UntrustedText WaitingMessage { get; init; }

    /// <summary>How it ended, when it does not run now.</summary>
    public Ending? Ended { get; init; }

    /// <summary>How it ended the time before.</summary>
    public Ending? LastEnded { get; init; }

    /// <summary>The latest end that is known.</summary>
    public Ending? Latest => Ended ?? LastEnded;
}

/// <summary>The end of a container.</summary>
/// <param name="Code">Exit code; 128 and more are usually a signal.</param>
public sealed record Ending(int Code, int? Signal, string? Reason, UntrustedText Message, DateTimeOffset? Started, DateTimeOffset? Finished)
{
    public bool IsOutOfMemory => Reason is "OOMKilled";

    public TimeSpan? Ran => Finished - Started;
}
