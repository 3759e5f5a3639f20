using SreMcp.Sources.Kubernetes;

namespace SreMcp.Sources.Prometheus;

/// <summary>What an operator configured about Prometheus; already trusted.</summary>
public sealed record PrometheusSettings
{
    public IReadOnlyList<PrometheusEndpoint> Endpoints { get; init; } = [];

    /// <summary>The folder that an agent may write. Nothing in it (links resolved) counts as a certificate or a token.</summary>
    public string? Workspace { get; init; }

    /// <summary>How long a connection may take, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, its body included; Prometheus is told to give up as early.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Bytes of one answer that are read, decompressed.</summary>
    public long AnswerLimit { get; init; } = 64L * 1024 * 1024;
}

/// <summary>The Prometheus of one context.</summary>
public sealed record PrometheusEndpoint
{
    /// <summary>The exact name of the context whose cluster it measures.</summary>
    public required string Context { get; init; }

    /// <summary>The address before <c>/api/v1</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Absolute path of a PEM bundle; the system's roots when null.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Where the bearer token is; none when null.</summary>
    public SecretReference? Token { get; init; }

    /// <summary>Labels that the cluster's series have, where one server keeps those of several.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];
}
