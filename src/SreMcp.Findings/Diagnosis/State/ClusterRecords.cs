using SreMcp.Policy;

namespace SreMcp.Findings;

public sealed record NodeRecord
{
    public required string Name { get; init; }

    public ObjectKey Key => new("Node", null, Name);

    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels.Instance;

    public IReadOnlyList<Taint> Taints { get; init; } = [];

    public bool IsCordoned { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Cores.</summary>
    public decimal Cpu { get; init; }

    /// <summary>Bytes.</summary>
    public decimal Memory { get; init; }

    public int Pods { get; init; } = 110;

    public string? Architecture { get; init; }

    public DateTimeOffset? Created { get; init; }

    public bool IsReady => Conditions.Any(condition => condition.Is("Ready", "True"));

    /// <summary>True when it keeps pods away because it is lost, short of something or about to go.</summary>
    public bool IsTroubled => Taints.Any(taint => taint.Repels && taint.Key is not "node.kubernetes.io/unschedulable" && (taint.Key.StartsWith("node.kubernetes.io/", StringComparison.Ordinal) || Nodes.IsGoing(taint.Key)));
}

public sealed record Taint(string Key, string? Value, string Effect)
{
    public bool Repels => Effect is "NoSchedule" or "NoExecute";

    public override string ToString() => $"{Key}{(string.IsNullOrEmpty(Value) ? "" : $"={Value}")}:{Effect}";
}

/// <summary>What somebody reported about an object, repeated reports together.</summary>
public sealed record EventRecord
{
    public required ObjectKey About { get; init; }

    public required string Reason { get; init; }

    public UntrustedText Message { get; init; }

    public bool IsWarning { get; init; } = true;

    public int Count { get; init; } = 1;

    public DateTimeOffset? First { get; init; }

    public DateTimeOffset? Last { get; init; }

    /// <summary>The container that it is about; null for the whole object.</summary>
    public string? Container { get; init; }
}

public sealed record ClaimRecord
{
    public required ObjectKey Key { get; init; }

    public string Phase { get; init; } = "Bound";

    /// <summary>Null when the default class is meant; empty for none.</summary>
    public string? Class { get; init; }

    public string? Volume { get; init; }

    public IReadOnlyList<string> AccessModes { get; init; } = [];

    /// <summary>Bytes.</summary>
    public decimal Requested { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Deleted { get; init; }

    public IReadOnlyList<string> Finalizers { get; init; } = [];

    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

public sealed record VolumeRecord
{
    public required string Name { get; init; }

    public string Phase { get; init; } = "Bound";

    public string Class { get; init; } = "";

    public IReadOnlyList<string> AccessModes { get; init; } = [];

    /// <summary>Bytes.</summary>
    public decimal Capacity { get; init; }

    public ObjectKey? Claim { get; init; }
}

public sealed record StorageClassRecord(string Name, string Provisioner, bool IsDefault, bool WaitsForPod);

/// <summary>Hard limits of a namespace and what of them is used, by resource name.</summary>
public sealed record QuotaRecord(ObjectKey Key, IReadOnlyDictionary<string, (string Hard, string Used)> Resources);

public sealed record NamespaceRecord
{
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = NoLabels.Instance;

    public DateTimeOffset? Deleted { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];
}

/// <summary>An object whose deletion waits.</summary>
public sealed record WaitingDeletion(ObjectKey Key, DateTimeOffset Asked, IReadOnlyList<string> Finalizers);

/// <summary>The last lines of a container.</summary>
/// <param name="IsPrevious">Of the container before its last restart.</param>
public sealed record LogTail(ObjectKey Pod, string Container, bool IsPrevious, IReadOnlyList<string> Lines)
{
    private IReadOnlyList<LogSign>? _signs;

    /// <summary>The causes that its lines name; several analyzers ask, and the lines are read once.</summary>
    public IReadOnlyList<LogSign> Signs => _signs ??= LogSigns.In(Lines);
}

/// <summary>A Helm release that is neither deployed nor superseded.</summary>
public sealed record ReleaseRecord(ObjectKey Key, string Status, int Revision, DateTimeOffset? Since);

/// <summary>The public part of a certificate in a TLS secret.</summary>
public sealed record TlsRecord(ObjectKey Secret, DateTimeOffset Expires, IReadOnlyList<string> Hosts);

/// <summary>An object that somebody still writes in an old version of the API.</summary>
/// <param name="Version">As written: <c>networking.k8s.io/v1beta1</c>.</param>
/// <param name="Writer">The field manager that does so.</param>
public sealed record OldVersion(ObjectKey Key, string Version, string? Writer);

/// <summary>What could not be read, and why.</summary>
public sealed record Unseen(string What, string Why)
{
    /// <summary>The API group and resource that nobody granted; null when rights are not the reason.</summary>
    public (string Group, string Resource)? Missing { get; init; }
}
