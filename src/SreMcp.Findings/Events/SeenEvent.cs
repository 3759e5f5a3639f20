using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>One event of a cluster, whichever API it came from.</summary>
public sealed record SeenEvent
{
    /// <summary>Of the object that it is about; null for cluster-wide ones.</summary>
    public required string? Namespace { get; init; }

    /// <summary>Kind of the object that it is about.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    public required string Reason { get; init; }

    public required bool IsWarning { get; init; }

    /// <summary>How often it happened, 1 or more.</summary>
    public required long Count { get; init; }

    /// <summary>Null when the event names no time.</summary>
    public required DateTimeOffset? First { get; init; }

    public required DateTimeOffset? Last { get; init; }

    public required UntrustedText Message { get; init; }
}
