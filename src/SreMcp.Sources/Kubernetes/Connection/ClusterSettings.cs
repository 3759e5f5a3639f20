namespace SreMcp.Sources.Kubernetes;

/// <summary>What an operator configured about clusters; already trusted.</summary>
public sealed record ClusterSettings
{
    /// <summary>Paths of kubeconfigs. Empty: the list in <c>KUBECONFIG</c>, else <c>~/.kube/config</c>, else the service account of this pod.</summary>
    public IReadOnlyList<string> Kubeconfigs { get; init; } = [];

    /// <summary>The folder that an agent may write. Nothing in it (links resolved) counts as a kubeconfig, a certificate, a token or a plugin.</summary>
    public string? Workspace { get; init; }

    /// <summary>Exec credential plugins that may be started: file names, or absolute paths.</summary>
    public IReadOnlyList<string> ExecPlugins { get; init; } = ["kubelogin", "aws", "aws-iam-authenticator", "gke-gcloud-auth-plugin"];

    /// <summary>Contexts that need no kubeconfig. Where a name is taken by both, this one counts.</summary>
    public IReadOnlyList<ClusterEndpoint> Endpoints { get; init; } = [];

    /// <summary>How long a connection may take, TLS and proxy included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, retries and body included. Following logs and watching are bounded by their caller alone.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>A cluster that an operator named without a kubeconfig.</summary>
public sealed record ClusterEndpoint
{
    /// <summary>The name of the context.</summary>
    public required string Name { get; init; }

    /// <summary>Address of the API server, such as <c>https://10.0.0.1:6443</c>.</summary>
    public required string Server { get; init; }

    /// <summary>Absolute path of a PEM bundle; the system's roots when null.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Where the bearer token is; none when null.</summary>
    public SecretReference? Token { get; init; }
}

/// <summary>Where a secret is kept: the name of an environment variable or the absolute path of a file, exactly one of them.</summary>
public sealed record SecretReference
{
    public string? Variable { get; init; }

    public string? File { get; init; }
}
