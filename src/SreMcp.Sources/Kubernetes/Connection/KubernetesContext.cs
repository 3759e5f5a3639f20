using System.Collections.Immutable;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One context as it was read: where it leads, as whom, and why it cannot be used if it cannot.</summary>
public sealed record KubernetesContext
{
    /// <summary>Stands for an address that could not be read.</summary>
    internal static readonly Uri NoServer = new("https://unreadable.invalid/");

    public required string Name { get; init; }

    public string ClusterName { get; init; } = "";

    public string UserName { get; init; } = "";

    /// <summary>The context's default namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The only address that a connection of this context talks to.</summary>
    public Uri Server { get; init; } = NoServer;

    /// <summary>SHA-256 of the CA certificate's DER form, lower-case hexadecimal; of a bundle, the digest over its certificates' sorted digests.
    /// Null when the system's roots are trusted.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>False with insecure-skip-tls-verify or plain http: nothing proves who answers.</summary>
    public bool Verified { get; init; }

    /// <summary>Other contexts that lead to the same server or trust the same CA, directly or through one another; sorted.</summary>
    public ImmutableArray<string> Aliases => [.. Group.Where(name => name != Name)];

    /// <summary>This context with its aliases: one list that all of them share, since kubeconfigs with thousands of contexts on one server exist.</summary>
    internal ImmutableArray<string> Group { get; init; } = [];

    /// <summary>The file that holds the context, <c>in-cluster</c>, or <c>sre-mcp.yaml</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Why the context cannot be used; null when it can.</summary>
    public SreException? Problem { get; init; }

    /// <summary>How it authenticates, such as <c>client certificate</c>, <c>token file</c> or <c>exec kubelogin</c>.</summary>
    public string CredentialKind { get; init; } = "none";

    /// <summary>Where the credential comes from: the file that holds it or names its plugin, a token file, or a variable; null when there is none.</summary>
    public string? CredentialSource { get; init; }

    /// <summary>True when it acts as somebody else than its credential.</summary>
    public bool Impersonates { get; init; }
}
