using SreMcp.Policy;

namespace SreMcp.Findings;

public sealed record ServiceRecord
{
    public required ObjectKey Key { get; init; }

    /// <summary>Null when it has none and somebody else keeps its endpoints.</summary>
    public Selector? Selector { get; init; }

    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    public string Type { get; init; } = "ClusterIP";

    /// <summary>Its cluster IP; null for headless ones.</summary>
    public string? Address { get; init; }

    public bool IsHeadless { get; init; }

    /// <summary>Pods count before they are ready.</summary>
    public bool TakesUnready { get; init; }

    public bool HasAddress { get; init; }

    /// <summary>The name that an ExternalName stands for.</summary>
    public string? ExternalName { get; init; }

    public DateTimeOffset? Created { get; init; }
}

/// <summary>What an EndpointSlice, or the older Endpoints, lists for a Service.</summary>
public sealed record EndpointsRecord(ObjectKey Key, string Service, IReadOnlyList<EndpointAddress> Addresses);

public sealed record EndpointAddress(string Address, bool IsReady);

/// <param name="Target">Number or name of the container's port.</param>
public sealed record ServicePort(string? Name, int Port, string Target, string Protocol);

/// <summary>Where a Service leads, as the control plane published it.</summary>
/// <param name="Ready">Addresses that get requests.</param>
/// <param name="Unready">Addresses that wait until they are ready.</param>
public sealed record EndpointCount(ObjectKey Service, int Ready, int Unready);

public sealed record IngressRecord
{
    public required ObjectKey Key { get; init; }

    /// <summary>From the field or the old annotation; null when it names none.</summary>
    public string? Class { get; init; }

    public IReadOnlyList<IngressBackend> Backends { get; init; } = [];

    /// <summary>Where each host and path leads.</summary>
    public IReadOnlyList<IngressPath> Paths { get; init; } = [];

    public IReadOnlyList<string> Hosts { get; init; } = [];

    public IReadOnlyList<string> TlsSecrets { get; init; } = [];

    /// <summary>The Gateways that a route asks to be served by; empty for an Ingress.</summary>
    public IReadOnlyList<RouteParent> Parents { get; init; } = [];

    public bool HasAddress { get; init; }

    public DateTimeOffset? Created { get; init; }
}

/// <param name="Port">Number or name.</param>
public sealed record IngressBackend(string Service, string Port)
{
    /// <summary>Null for the namespace of whoever names it. Only a route of the Gateway API can name another.</summary>
    public string? Namespace { get; init; }
}

/// <param name="Host">Null for every host.</param>
/// <param name="Path">Null for every path.</param>
/// <param name="Type"><c>Exact</c>, <c>Prefix</c>, or another for whatever the controller makes of it.</param>
/// <param name="Backend">Its Service is empty when it leads to none.</param>
public sealed record IngressPath(string? Host, string? Path, string? Type, IngressBackend Backend)
{
    /// <summary>It wants more than the host and the path, such as a header, or is a pattern.</summary>
    public bool IsNarrow { get; init; }

    /// <summary>It answers by itself with another address.</summary>
    public bool IsRedirect { get; init; }
}

public sealed record IngressClassRecord(string Name, string Controller, bool IsDefault);

public sealed record PolicyRecord
{
    public required ObjectKey Key { get; init; }

    public Selector Pods { get; init; } = Selector.Everything;

    /// <summary>Null when it does not speak of incoming traffic; empty when it allows none.</summary>
    public IReadOnlyList<PolicyRule>? Ingress { get; init; }

    /// <summary>Null when it does not speak of outgoing traffic; empty when it allows none.</summary>
    public IReadOnlyList<PolicyRule>? Egress { get; init; }

    public DateTimeOffset? Created { get; init; }
}

/// <param name="Peers">Empty: everybody.</param>
/// <param name="Ports">Empty: every port.</param>
public sealed record PolicyRule(IReadOnlyList<PolicyPeer> Peers, IReadOnlyList<PolicyPort> Ports);

/// <param name="Pods">Null together with <paramref name="Namespaces"/> for a block of addresses.</param>
/// <param name="Namespaces">Null: the policy's own namespace.</param>
public sealed record PolicyPeer(Selector? Pods, Selector? Namespaces, AddressBlock? Block);

/// <param name="Port">Number or name; null for all.</param>
public sealed record PolicyPort(string? Port, int? Last, string Protocol);

/// <summary>A service that the API server calls before it accepts a change.</summary>
public sealed record WebhookRecord(string Configuration, string Webhook, ObjectKey? Service, bool FailsClosed);

/// <summary>Objects of controllers that report by conditions: Argo CD, Flux, cert-manager, gateways, aggregated APIs.</summary>
public sealed record ReportRecord
{
    public required ObjectKey Key { get; init; }

    public required string Group { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Argo CD's <c>status.sync.status</c>.</summary>
    public string? Sync { get; init; }

    /// <summary>Argo CD's <c>status.health.status</c>.</summary>
    public string? Health { get; init; }

    public UntrustedText Message { get; init; }

    public bool IsSuspended { get; init; }

    /// <summary>When a certificate ends.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The Secret that it makes; null for those that make none.</summary>
    public string? Names { get; init; }

    /// <summary>What it draws on: the issuer of a certificate, the source of a Flux object.</summary>
    public ObjectKey? Source { get; init; }

    /// <summary>Objects that it keeps and calls unwell.</summary>
    public IReadOnlyList<ObjectKey> Unwell { get; init; } = [];

    public DateTimeOffset? Created { get; init; }
}
