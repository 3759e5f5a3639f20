using System.Text.Json;
using SreMcp.Findings;

namespace SreMcp.Diagnoses;

/// <summary>Reads services, ingresses, policies and webhooks.</summary>
internal static class NetworkReaders
{
    public static ServiceRecord Service(JsonElement item) => new()
    {
        Key = item.Key("Service"),
        Selector = item.In("spec", "selector") is { ValueKind: JsonValueKind.Object } && item.MapIn("spec", "selector") is { Count: > 0 } labels ? Selector.Of(labels) : null,
        Ports = [.. item.AllIn("spec", "ports").Select(port => new ServicePort(port.TextIn("name"), port.NumberIn("port") ?? 0, port.PortIn("targetPort") ?? port.PortIn("port") ?? "", port.TextIn("protocol") ?? "TCP"))],
        Type = item.TextIn("spec", "type") ?? "ClusterIP",
        Address = item.TextIn("spec", "clusterIP") is { Length: > 0 } address and not "None" ? address : null,
        ExternalName = item.TextIn("spec", "externalName"),
        IsHeadless = item.TextIn("spec", "clusterIP") is "None",
        TakesUnready = item.FlagIn("spec", "publishNotReadyAddresses"),
        HasAddress = item.AllIn("status", "loadBalancer", "ingress").Any(),
        Created = item.Created(),
    };

    public static IngressRecord Ingress(JsonElement item) => new()
    {
        Key = item.Key("Ingress"),
        Class = item.TextIn("spec", "ingressClassName") ?? item.TextIn("metadata", "annotations", "kubernetes.io/ingress.class"),
        Backends = [.. Backends(item).Where(backend => backend.Service.Length > 0)],
        Paths = [.. Paths(item)],
        Hosts = [.. item.AllIn("spec", "rules").Select(rule => rule.TextIn("host")).OfType<string>()],
        TlsSecrets = [.. item.AllIn("spec", "tls").Select(tls => tls.TextIn("secretName")).OfType<string>()],
        HasAddress = item.AllIn("status", "loadBalancer", "ingress").Any(),
        Created = item.Created(),
    };

    public static IngressClassRecord IngressClass(JsonElement item) => new(
        item.TextIn("metadata", "name") ?? "", item.TextIn("spec", "controller") ?? "", item.TextIn("metadata", "annotations", "ingressclass.kubernetes.io/is-default-class") is "true");

    public static PolicyRecord Policy(JsonElement item)
    {
        var types = item.TextsIn("spec", "policyTypes");
        return new()
        {
            Key = item.Key("NetworkPolicy"),
            Pods = item.SelectorIn("spec", "podSelector") ?? Selector.Everything,
            Ingress = types.Count is 0 || types.Contains("Ingress", StringComparer.Ordinal) ? Rules(item, "ingress", "from") : null,
            Egress = types.Contains("Egress", StringComparer.Ordinal) || (types.Count is 0 && item.In("spec", "egress") is not null) ? Rules(item, "egress", "to") : null,
            Created = item.Created(),
        };
    }

    public static IEnumerable<WebhookRecord> Webhooks(JsonElement item) => item.AllIn("webhooks").Select(hook => new WebhookRecord(
        item.TextIn("metadata", "name") ?? "",
        hook.TextIn("name") ?? "",
        hook.TextIn("clientConfig", "service", "name") is { } name ? new ObjectKey("Service", hook.TextIn("clientConfig", "service", "namespace"), name) : null,
        hook.TextIn("failurePolicy") is not "Ignore"));

    private static IEnumerable<IngressBackend> Backends(JsonElement item)
    {
        foreach (var field in new[] { "defaultBackend", "backend" })
        {
            if (item.In("spec", field) is { } only)
            {
                yield return Backend(only);
            }
        }

        foreach (var path in item.AllIn("spec", "rules").SelectMany(rule => rule.AllIn("http", "paths")))
        {
            if (path.In("backend") is { } backend)
            {
                yield return Backend(backend);
            }
        }
    }

    private static IEnumerable<IngressPath> Paths(JsonElement item)
    {
        foreach (var rule in item.AllIn("spec", "rules"))
        {
            foreach (var path in rule.AllIn("http", "paths"))
            {
                yield return new(rule.TextIn("host"), path.TextIn("path"), path.TextIn("pathType"), Backend(path.In("backend") ?? default));
            }
        }

        if ((item.In("spec", "defaultBackend") ?? item.In("spec", "backend")) is { } otherwise)
        {
            yield return new(Host: null, Path: null, Type: null, Backend(otherwise));
        }
    }

    /// <summary>The EndpointSlices of a Service name it in a label.</summary>
    public static EndpointsRecord EndpointSlice(JsonElement item) => new(
        item.Key("EndpointSlice"), item.TextIn("metadata", "labels", "kubernetes.io/service-name") ?? "",
        [.. item.AllIn("endpoints").SelectMany(endpoint => endpoint.TextsIn("addresses").Select(address => new EndpointAddress(address, endpoint.In("conditions", "ready") is not { ValueKind: JsonValueKind.False })))]);

    /// <summary>Endpoints bear the name of their Service.</summary>
    public static EndpointsRecord Endpoints(JsonElement item) => new(
        item.Key("Endpoints"), item.TextIn("metadata", "name") ?? "",
        [
            .. item.AllIn("subsets").SelectMany(subset => subset.AllIn("addresses")).Select(address => new EndpointAddress(address.TextIn("ip") ?? "", IsReady: true)),
            .. item.AllIn("subsets").SelectMany(subset => subset.AllIn("notReadyAddresses")).Select(address => new EndpointAddress(address.TextIn("ip") ?? "", IsReady: false)),
        ]);

    /// <summary>The form of networking.k8s.io/v1, and the one before it.</summary>
    private static IngressBackend Backend(JsonElement backend) => backend.In("service") is { } service
        ? new(service.TextIn("name") ?? "", service.PortIn("port", "number") ?? service.PortIn("port", "name") ?? "")
        : new(backend.TextIn("serviceName") ?? "", backend.PortIn("servicePort") ?? "");

    private static AddressBlock? Block(JsonElement peer) => peer.TextIn("ipBlock", "cidr") is { } range ? new(range, peer.TextsIn("ipBlock", "except")) : null;

    private static IReadOnlyList<PolicyRule> Rules(JsonElement item, string direction, string peers) =>
    [
        .. item.AllIn("spec", direction).Select(rule => new PolicyRule(
            [.. rule.AllIn(peers).Select(peer => new PolicyPeer(peer.SelectorIn("podSelector"), peer.SelectorIn("namespaceSelector"), Block(peer)))],
            [.. rule.AllIn("ports").Select(port => new PolicyPort(port.PortIn("port"), port.NumberIn("endPort"), port.TextIn("protocol") ?? "TCP"))])),
    ];
}
