using System.Collections.Immutable;
using System.Net;

namespace SreMcp.Policy;

/// <summary>What about a target a file may match. Names and labels only tighten; identities can open.</summary>
public enum TargetAttribute
{
    Context,
    Server,
    Cluster,
    CertificateAuthority,
    Namespace,
    NamespaceLabel,
    Subscription,
    ResourceGroup,
    Tag,
    Host,
    Database,
    Organisation,
    Project,
    Branch,
    Kind,
    Name,
}

/// <summary>One fact about a target, as matched by environment lines and rules. Labels and tags are <c>key=value</c>.</summary>
public readonly record struct TargetFact(TargetAttribute Attribute, string Value);

/// <summary>One layer of a target, from broad to narrow: a cluster, then a namespace in it.</summary>
/// <param name="Facts">What environment lines and rules match.</param>
/// <param name="Identities">What the strictest class ever seen of this layer is remembered for.</param>
public sealed record TargetScope(string Name, IReadOnlyList<TargetFact> Facts, IReadOnlyList<Identity> Identities);

/// <summary>What a call is about: one record a system. Everything policy knows of a target is in its <see cref="Scopes"/>.</summary>
public abstract record Target
{
    /// <summary>The system in lower case, such as <c>kubernetes</c>.</summary>
    public abstract string System { get; }

    /// <summary>How people name it: <c>aks-prod-weu/payments/Deployment/api</c>.</summary>
    public abstract string Display { get; }

    /// <summary>Broad to narrow. A vote in one scope counts for all narrower ones and is remembered for that scope's identities only.</summary>
    public abstract IReadOnlyList<TargetScope> Scopes { get; }

    /// <summary>True when the connection proved nothing about who answers: such a target is unknown whatever its names say.</summary>
    public virtual bool IsUnverified => false;

    /// <summary>The attribute whose exact value an operator names to open such a target; null where nothing opens it. A target without a value for it is closed.</summary>
    public virtual TargetAttribute? OpenedBy => null;

    public sealed override string ToString() => Display;
}

/// <summary>A name for a target that its owner cannot change by renaming, such as <c>kubernetes:cluster:6f0c…</c>.</summary>
public readonly record struct Identity(string Value)
{
    public static Identity Cluster(string clusterId) => new($"kubernetes:cluster:{clusterId}");

    public static Identity Namespace(string clusterId, string @namespace) => new($"kubernetes:cluster:{clusterId}/namespace:{@namespace}");

    /// <summary>Host, port and path prefix that requests go to (a gateway may serve many clusters under one host), lower-case, default port filled in.</summary>
    public static Identity Authority(Uri server) =>
        new($"authority:{server.IdnHost.ToLowerInvariant().TrimEnd('.')}:{server.Port}{server.AbsolutePath.TrimEnd('/')}");

    /// <param name="fingerprint">SHA-256 of the DER form, lower-case hexadecimal.</param>
    public static Identity CertificateAuthority(string fingerprint) => new($"ca:{fingerprint}");

    /// <summary>An address on this machine: a tunnel, or a cluster that is made anew every day. Worth nothing tomorrow, so it is not remembered across sessions.</summary>
    public bool IsLoopback
    {
        get
        {
            if (!Value.StartsWith("authority:", StringComparison.Ordinal))
            {
                return false;
            }

            var host = Value["authority:".Length..].Split('/', 2)[0];
            host = host[..Math.Max(host.LastIndexOf(':'), 0)].Trim('[', ']');
            return host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal)
                || (IPAddress.TryParse(host, out var address) && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        }
    }

    public override string ToString() => Value;
}

/// <summary>Which cluster it is, as far as the connection has proven.</summary>
/// <param name="Server">The address that the client is bound to.</param>
/// <param name="CertificateAuthority">SHA-256 of the first CA certificate's DER form; null when the system's roots are used.</param>
/// <param name="ClusterId">UID of the namespace kube-system, read on the client that executes; null until read or when unreadable.</param>
/// <param name="Verified">False with insecure-skip-tls-verify or plain http: such a cluster is unknown.</param>
public sealed record ClusterIdentity(Uri Server, string? CertificateAuthority, string? ClusterId, bool Verified);

/// <summary>A cluster, a namespace or an object in it.</summary>
public sealed record KubernetesTarget : Target
{
    public required string Context { get; init; }

    public required ClusterIdentity Cluster { get; init; }

    /// <summary>Other contexts of the kubeconfig that share server or CA with this one; their names vote too.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    public string? Namespace { get; init; }

    public ImmutableSortedDictionary<string, string> NamespaceLabels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public string? Kind { get; init; }

    public string? Name { get; init; }

    public override string System => "kubernetes";

    public override string Display => string.Join('/', new[] { Context, Namespace, Kind, Name }.Where(part => !string.IsNullOrEmpty(part)));

    public override bool IsUnverified => !Cluster.Verified;

    public override TargetAttribute? OpenedBy => TargetAttribute.Cluster;

    public override IReadOnlyList<TargetScope> Scopes
    {
        get
        {
            List<TargetFact> facts = [new(TargetAttribute.Context, Context)];
            facts.AddRange(Aliases.Select(alias => new TargetFact(TargetAttribute.Context, alias)));
            facts.Add(new(TargetAttribute.Server, Cluster.Server.AbsoluteUri));
            List<Identity> identities = [Identity.Authority(Cluster.Server)];
            if (Cluster.CertificateAuthority is { } authority)
            {
                facts.Add(new(TargetAttribute.CertificateAuthority, authority));
                identities.Add(Identity.CertificateAuthority(authority));
            }

            if (Cluster.ClusterId is { } id)
            {
                facts.Add(new(TargetAttribute.Cluster, id));
                identities.Add(Identity.Cluster(id));
            }

            List<TargetScope> scopes = [new("cluster", facts, identities)];
            if (Namespace is not null)
            {
                scopes.Add(new(
                    "namespace",
                    [new(TargetAttribute.Namespace, Namespace), .. NamespaceLabels.Select(label => new TargetFact(TargetAttribute.NamespaceLabel, $"{label.Key}={label.Value}"))],
                    Cluster.ClusterId is { } cluster ? [Identity.Namespace(cluster, Namespace)] : []));
            }

            TargetFact[] thing = [.. Fact(TargetAttribute.Kind, Kind), .. Fact(TargetAttribute.Name, Name)];
            if (thing.Length > 0)
            {
                scopes.Add(new("object", thing, []));
            }

            return scopes;
        }
    }

    private static IEnumerable<TargetFact> Fact(TargetAttribute attribute, string? value) => value is null ? [] : [new(attribute, value)];
}

/// <summary>The Prometheus that an operator named for a context. Nothing is ever changed there.</summary>
public sealed record PrometheusTarget : Target
{
    /// <summary>The context whose cluster it measures; its name votes.</summary>
    public required string Context { get; init; }

    /// <summary>The address that the client is bound to.</summary>
    public required Uri Server { get; init; }

    public override string System => "prometheus";

    public override string Display => $"{Context}/Prometheus at {Server.Authority}";

    public override bool IsUnverified => Server.Scheme != Uri.UriSchemeHttps;

    public override IReadOnlyList<TargetScope> Scopes =>
        [new("server", [new(TargetAttribute.Context, Context), new(TargetAttribute.Host, Server.IdnHost)], [Identity.Authority(Server)])];
}

/// <summary>The workspace, the store and the policy itself: on this machine, in no environment, never executed on.</summary>
public sealed record LocalTarget(string What) : Target
{
    public override string System => "local";

    public override string Display => What;

    public override IReadOnlyList<TargetScope> Scopes => [];
}
