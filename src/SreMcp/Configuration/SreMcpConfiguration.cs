using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.Configuration;

/// <summary>What <c>sre-mcp.yaml</c> says, of all copies together. Without any copy everything is at its default.</summary>
public sealed record SreMcpConfiguration
{
    public KubernetesConfiguration Kubernetes { get; init; } = new();

    /// <summary>Who keeps the history of a cluster's metrics, by the context's exact name.</summary>
    public IReadOnlyDictionary<string, PrometheusConfiguration> Prometheus { get; init; } = new Dictionary<string, PrometheusConfiguration>(StringComparer.Ordinal);

    public ToolConfiguration Tools { get; init; } = new();

    /// <summary>Folders beside the workspace that files may be read from; full paths.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    public AnswerConfiguration Answers { get; init; } = new();

    public LinterConfiguration Linters { get; init; } = new();

    /// <summary>The copies that were read, weakest first, as messages name them.</summary>
    public IReadOnlyList<(string Path, Trust Trust)> Files { get; init; } = [];

    /// <summary>What a workspace copy says in vain.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Nothing configured.</summary>
    public static SreMcpConfiguration Default { get; } = new();
}

/// <summary>Where clusters are found, and what the operator says of them.</summary>
public sealed record KubernetesConfiguration
{
    /// <summary>Full paths; null to use KUBECONFIG or the default file.</summary>
    public IReadOnlyList<string>? Kubeconfigs { get; init; }

    /// <summary>By the context's exact name.</summary>
    public IReadOnlyDictionary<string, ContextConfiguration> Contexts { get; init; } = new Dictionary<string, ContextConfiguration>(StringComparer.Ordinal);

    /// <summary>Votes on contexts by name, of every copy: a system's vote is not taken back by a user's.</summary>
    public IReadOnlyList<EnvironmentHint> Hints { get; init; } = [];

    /// <summary>Contexts that no tool shows or uses.</summary>
    public IReadOnlyList<Glob> HiddenContexts { get; init; } = [];

    /// <summary>Credential plugins that may run beside the known ones: bare names or full paths.</summary>
    public IReadOnlyList<string> ExecPlugins { get; init; } = [];

    /// <summary>Clusters that no kubeconfig names, by the name they get.</summary>
    public IReadOnlyDictionary<string, EndpointConfiguration> Endpoints { get; init; } = new Dictionary<string, EndpointConfiguration>(StringComparer.Ordinal);

    /// <summary>True when a copy hides the context.</summary>
    public bool IsHidden(string context) => HiddenContexts.Any(pattern => pattern.Matches(context) || pattern.Matches(LookAlikes.Fold(context)));
}

/// <summary>What an operator says of a context.</summary>
public sealed record ContextConfiguration(string? Description, FileLine Source);

/// <summary>A cluster's API server as an operator names it.</summary>
/// <param name="CertificateAuthority">Full path of a PEM file; null for the system's roots.</param>
public sealed record EndpointConfiguration(Uri Server, string? CertificateAuthority, SecretReference? Token, FileLine Source);

/// <summary>A Prometheus as an operator names it.</summary>
/// <param name="Server">https, or http without a token (with one on this machine only).</param>
/// <param name="CertificateAuthority">Full path of a PEM file; null for the system's roots.</param>
/// <param name="Labels">Labels that the cluster's series have, where one server keeps those of several.</param>
public sealed record PrometheusConfiguration(Uri Server, string? CertificateAuthority, SecretReference? Token, IReadOnlyList<KeyValuePair<string, string>> Labels, FileLine Source);

/// <summary>Where a secret is, never the secret.</summary>
public abstract record SecretReference
{
    private SecretReference()
    {
    }

    /// <summary>In a variable of the environment.</summary>
    public sealed record OfVariable(string Name) : SecretReference;

    /// <summary>In a file, by its full path; read anew when it changes.</summary>
    public sealed record OfFile(string Path) : SecretReference;
}

/// <summary>Which tools are listed.</summary>
public sealed record ToolConfiguration
{
    /// <summary>Only these sets are listed; null for all.</summary>
    public IReadOnlyList<ToolSet>? Sets { get; init; }

    /// <summary>Tools that are neither listed nor callable, by name.</summary>
    public IReadOnlyList<Glob> Hidden { get; init; } = [];
}

/// <summary>How large answers are.</summary>
public sealed record AnswerConfiguration
{
    public const int LeastTokens = 500;

    public const int MostTokens = 12_000;

    /// <summary>Tokens (bytes/4) of an answer, from 500 to 12,000.</summary>
    public int BudgetTokens { get; init; } = 4_000;
}

/// <summary>Programs that judge what a caller hands in.</summary>
public sealed record LinterConfiguration
{
    /// <summary>Full path; null to look where systems install it.</summary>
    public string? Shellcheck { get; init; }
}
