using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>How the server merges a patch into an object.</summary>
public enum PatchKind
{
    /// <summary>RFC 6902: operations, with tests of the present state.</summary>
    Json = 0,

    /// <summary>RFC 7386: lists are replaced.</summary>
    Merge,

    /// <summary>Kubernetes' own: lists are merged by key. Built-in kinds only.</summary>
    StrategicMerge,
}

/// <summary>A patch that is ready to be sent.</summary>
public sealed record Patch(PatchKind Kind, ReadOnlyMemory<byte> Body);

/// <summary>With which right, and how, a change is sent.</summary>
public sealed record WriteOptions
{
    /// <summary>One dry run and one change; each attempt uses its permit up.</summary>
    public required ExecuteGrant Grant { get; init; }

    /// <summary>True: the server validates, admits and answers, and stores nothing.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Whose fields these become.</summary>
    public string FieldManager { get; init; } = "sre-mcp";

    /// <summary>Such as <c>scale</c>; null for the object itself.</summary>
    public string? Subresource { get; init; }
}
