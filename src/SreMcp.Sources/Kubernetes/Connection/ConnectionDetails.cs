using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Everything that decides where a connection goes and as whom, as it was at one moment. It never changes.</summary>
internal sealed record ConnectionDetails
{
    public required KubernetesContext Context { get; init; }

    /// <summary>The only certificates trusted; null for the system's roots.</summary>
    public TrustAnchors? Anchors { get; init; }

    /// <summary>The name in the server's certificate, and in SNI, when it is not the address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>True for insecure-skip-tls-verify.</summary>
    public bool SkipsVerification { get; init; }

    public Uri? Proxy { get; init; }

    public bool DisablesCompression { get; init; }

    public ClientKeyPair? ClientCertificate { get; init; }

    public CredentialDetails Credential { get; init; } = CredentialDetails.None;

    public Impersonation? Impersonation { get; init; }

    /// <summary>What exec plugins with provideClusterInfo are told beyond the address, as JSON.</summary>
    public string? PluginConfiguration { get; init; }

    /// <summary>Equal for equal details. A connection is kept for as long as its details stay the same.</summary>
    public string Digest()
    {
        var text = new StringBuilder();
        void Add(string? part) => text.Append(part?.Length ?? -1).Append(':').Append(part).Append('\n');
        foreach (var part in (string?[])
            [
                Context.Name, Context.ClusterName, Context.UserName, Context.Namespace, Context.Server.AbsoluteUri, Context.CertificateAuthority, Context.Source, .. Context.Group,
                TlsServerName, SkipsVerification ? "skip" : null, Proxy?.AbsoluteUri, DisablesCompression ? "plain" : null,
                ClientCertificate?.CertificatePem, ClientCertificate?.KeyPem, .. Credential.Parts, .. Impersonation?.Headers.SelectMany(header => new[] { header.Name, header.Value }) ?? [], PluginConfiguration,
            ])
        {
            Add(part);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>A client certificate with its key, both PEM.</summary>
internal sealed record ClientKeyPair(string CertificatePem, string KeyPem)
{
    public override string ToString() => "client certificate";
}

/// <summary>Who the requests are made as: the headers that say so, each name once.</summary>
internal sealed record Impersonation(ImmutableArray<(string Name, string Value)> Headers);

/// <summary>How the authorization header comes about. A closed set.</summary>
internal abstract record CredentialDetails(string Kind, ImmutableArray<string?> Parts)
{
    public static CredentialDetails None { get; } = new NoCredential();

    public sealed override string ToString() => Kind;
}

internal sealed record NoCredential() : CredentialDetails("none", []);

internal sealed record BearerToken(string Token) : CredentialDetails("token", [Token]);

internal sealed record BasicPassword(string User, string Password) : CredentialDetails("password", ["basic", User, Password]);

/// <param name="Fallback">The token beside it, used while the file cannot be read.</param>
internal sealed record BearerTokenFile(string Path, string? Fallback) : CredentialDetails("token file", ["file", Path, Fallback]);

/// <summary>An exec credential plugin as the kubeconfig describes it.</summary>
/// <param name="Folder">Of the kubeconfig; the plugin runs there, never in the workspace.</param>
internal sealed record ExecPlugin(
    string Command,
    ImmutableArray<string> Arguments,
    ImmutableArray<(string Name, string Value)> Variables,
    string ApiVersion,
    string? InstallHint,
    bool ProvidesClusterInfo,
    string Folder)
    : CredentialDetails(
        $"exec {Path.GetFileName(Command)}",
        ["exec", Command, .. Arguments, .. Variables.SelectMany(variable => new[] { variable.Name, variable.Value }), ApiVersion, ProvidesClusterInfo ? "cluster" : null, Folder]);
