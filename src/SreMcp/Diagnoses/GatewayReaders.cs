using System.Text.Json;
using SreMcp.Findings;

namespace SreMcp.Diagnoses;

/// <summary>Reads gateways, their routes and grants.</summary>
internal static class GatewayReaders
{
    /// <summary>A route of the Gateway API, which leads to Services as an Ingress does. Whoever serves it says so in conditions of its own.</summary>
    public static IngressRecord Route(JsonElement item, string kind) => new()
    {
        Key = item.Key(kind),
        HasAddress = true,
        Hosts = item.TextsIn("spec", "hostnames"),
        Backends = [.. item.AllIn("spec", "rules").SelectMany(rule => Backends(item, rule)).Where(backend => backend.Namespace is null)],
        Created = item.Created(),
    };

    /// <summary>The same with all that a way through it is judged by.</summary>
    public static IngressRecord RouteInFull(JsonElement item) => Route(item, "HTTPRoute") with { Paths = [.. Paths(item)], Parents = [.. Parents(item)] };

    public static GatewayRecord Gateway(JsonElement item) => new()
    {
        Key = item.Key("Gateway"),
        Class = item.TextIn("spec", "gatewayClassName"),
        Listeners = [.. item.AllIn("spec", "listeners").Select(listener => Listener(item, listener))],
        Conditions = item.ConditionsOf(),
        HasAddress = item.AllIn("status", "addresses").Any(),
    };

    /// <summary>Null for one that says nothing of Services.</summary>
    public static GrantRecord? Grant(JsonElement item)
    {
        var services = item.AllIn("spec", "to").Where(to => to.TextIn("kind") is "Service").Select(to => to.TextIn("name")).ToArray();
        return services.Length is 0 ? null : new(
            item.Key("ReferenceGrant"),
            [.. item.AllIn("spec", "from").Where(from => from.TextIn("kind") is "HTTPRoute").Select(from => from.TextIn("namespace")).OfType<string>()],
            services.Any(name => name is null) ? [] : [.. services.OfType<string>()]);
    }

    private static GatewayListener Listener(JsonElement gateway, JsonElement listener)
    {
        var name = listener.TextIn("name") ?? "";
        return new(
            name, listener.NumberIn("port") ?? 0, listener.TextIn("hostname"), listener.TextIn("allowedRoutes", "namespaces", "from") ?? "Same", listener.SelectorIn("allowedRoutes", "namespaces", "selector"),
            [.. gateway.AllIn("status", "listeners").Where(status => status.TextIn("name") == name).SelectMany(status => Json.ConditionsIn(status, "conditions"))]);
    }

    private static IEnumerable<RouteParent> Parents(JsonElement item) =>
        from parent in item.AllIn("spec", "parentRefs")
        where parent.TextIn("kind") is null or "Gateway"
        let key = Parent(item, parent)
        let section = parent.TextIn("sectionName")
        select new RouteParent(key, section, parent.NumberIn("port"),
        [
            .. item.AllIn("status", "parents")
                .Where(status => status.In("parentRef") is { } of && Parent(item, of) == key && of.TextIn("sectionName") == section)
                .SelectMany(status => Json.ConditionsIn(status, "conditions")),
        ]);

    private static ObjectKey Parent(JsonElement item, JsonElement parent) => new("Gateway", parent.TextIn("namespace") ?? item.TextIn("metadata", "namespace"), parent.TextIn("name") ?? "");

    private static IEnumerable<IngressPath> Paths(JsonElement item) =>
        from host in item.TextsIn("spec", "hostnames").Select(host => (string?)host).DefaultIfEmpty(null)
        from rule in item.AllIn("spec", "rules")
        let isRedirect = rule.AllIn("filters").Any(filter => filter.TextIn("type") is "RequestRedirect")
        from match in rule.AllIn("matches").Select(match => (JsonElement?)match).DefaultIfEmpty(null)
        from backend in Backends(item, rule).DefaultIfEmpty(new("", ""))
        select Path(host, match ?? default, backend) with { IsRedirect = isRedirect };

    private static IngressPath Path(string? host, JsonElement match, IngressBackend backend)
    {
        var type = match.TextIn("path", "type") is null or "PathPrefix" ? "Prefix" : match.TextIn("path", "type");
        return new(host, match.TextIn("path", "value") ?? "/", type, backend)
        {
            IsNarrow = match.In("headers") is not null || match.In("queryParams") is not null || match.In("method") is not null || type is not ("Prefix" or "Exact"),
        };
    }

    /// <summary>Those that are sent anything.</summary>
    private static IEnumerable<IngressBackend> Backends(JsonElement item, JsonElement rule) =>
        from backend in rule.AllIn("backendRefs")
        where backend.TextIn("kind") is null or "Service" && backend.TextIn("group") is null or "" && backend.NumberIn("weight") is not 0
        select new IngressBackend(backend.TextIn("name") ?? "", backend.PortIn("port") ?? "") { Namespace = backend.TextIn("namespace") is { } space && space != item.TextIn("metadata", "namespace") ? space : null };
}
