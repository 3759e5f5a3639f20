using System.Globalization;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Which log of a container, and how much of it.</summary>
public sealed record LogRequest
{
    public required string Namespace { get; init; }

    public required string Pod { get; init; }

    /// <summary>Null for a pod that has one container only.</summary>
    public string? Container { get; init; }

    /// <summary>The log of the run before the present one.</summary>
    public bool Previous { get; init; }

    /// <summary>Lines written at or after this moment; null for all. Sent with whole seconds, as the API takes it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The last lines only, 0 or more; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Bytes that the node sends at most, 1 or more; null for <see cref="PodLog.ByteLimit"/>.</summary>
    public long? LimitBytes { get; init; }

    internal string PathAndQuery => ResourcePath.WithQuery(
        ResourcePath.OfObject(Pods, Namespace, Pod, "log"),
        ("container", Container),
        ("previous", Previous ? "true" : null),
        ("sinceTime", Since?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("tailLines", TailLines?.ToString(CultureInfo.InvariantCulture)),
        ("limitBytes", LimitBytes?.ToString(CultureInfo.InvariantCulture)),
        ("timestamps", "true"));

    /// <summary>Every server serves pods as v1, so nothing has to be discovered.</summary>
    private static ApiResource Pods { get; } = new() { Group = "", Version = "v1", Kind = "Pod", Plural = "pods", IsNamespaced = true, Verbs = ["get", "list"] };
}
