using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Whether a Gateway serves a route: its listeners, the namespaces and hosts that they take, and what controllers say.</summary>
internal static class GatewaySteps
{
    /// <summary>The best of the Gateways that the route names; one of them is enough.</summary>
    /// <param name="host">The host that is asked for; null for any.</param>
    public static Step Of(ClusterState state, IngressRecord route, string? host, string? port) => route.Parents.Count is 0
        ? Broken($"no Gateway serves {route.Key}: it names none", [$"{route.Key} spec.parentRefs (none)"], "name the Gateway in spec.parentRefs")
        : route.Parents.Select((parent, index) => Of(state, route, parent, index, host, port)).MinBy(step => step.Passage)!;

    /// <summary>Whether a route may lead into another namespace; null where it stays in its own.</summary>
    public static Step? Grant(ClusterState state, IngressRecord route, IngressBackend backend)
    {
        if (backend.Namespace is not { } space)
        {
            return null;
        }

        return state.Grants is not { } grants ? new("grant", Passage.Unclear, $"ReferenceGrants of {space} could not be read, and {route.Key} needs one to lead there")
            : grants.FirstOrDefault(grant => grant.Key.Namespace == space && grant.From.Contains(route.Key.Namespace!, StringComparer.Ordinal) && (grant.Services.Count is 0 || grant.Services.Contains(backend.Service, StringComparer.Ordinal))) is { } given
                ? new("grant", Passage.Open, $"{given.Key} lets routes of {route.Key.Namespace} lead to {Wording.Clean(backend.Service)}")
                : new("grant", Passage.Broken, $"{route.Key} may not lead into namespace {space}: no ReferenceGrant there allows it") { Evidence = [$"{route.Key} spec.rules[*].backendRefs {Wording.Clean(backend.Service)} namespace {Wording.Clean(space, 63)}"], Next = $"create a ReferenceGrant in {space} from HTTPRoute of {route.Key.Namespace} to Service {Wording.Clean(backend.Service)}" };
    }

    private static Step Of(ClusterState state, IngressRecord route, RouteParent parent, int index, string? host, string? port)
    {
        var field = $"{route.Key} spec.parentRefs[{index}]";
        if (state.Gateways is not { } gateways)
        {
            return Said(route, parent) ?? new("gateway", parent.Conditions.Any(condition => condition.Is("Accepted", "True")) ? Passage.Open : Passage.Unclear, $"{parent.Gateway} {(parent.Conditions.Any(condition => condition.Is("Accepted", "True")) ? "accepts" : "may serve")} {route.Key}; Gateways could not be read");
        }

        if (gateways.FirstOrDefault(candidate => candidate.Key == parent.Gateway) is not { } gateway)
        {
            var near = Spelling.Nearest(parent.Gateway.Name, gateways.Where(candidate => candidate.Key.Namespace == parent.Gateway.Namespace).Select(candidate => candidate.Key.Name));
            var elsewhere = gateways.FirstOrDefault(candidate => candidate.Key.Name == parent.Gateway.Name);
            return Broken($"there is no {parent.Gateway}", [$"{field} {parent.Gateway}", $"Gateways: {(gateways.Count is 0 ? "none" : Wording.Clean(Wording.Names(gateways.Select(candidate => $"{candidate.Key.Namespace}/{candidate.Key.Name}"), 6), 200))}"], near is not null ? $"did you mean {Wording.Clean(near)}?" : elsewhere is not null ? $"set parentRefs namespace to {elsewhere.Key.Namespace}" : "create the Gateway, or correct parentRefs");
        }

        return Listeners(state, route, parent, gateway, field, host, port) is var (trouble, listener) && trouble is not null ? trouble
            : Said(route, parent) ?? Serving(gateway, listener!) ?? new("gateway", parent.Conditions.Count > 0 ? Passage.Open : Passage.Unclear, $"{gateway.Key}, listener {Words(listener!)}, {(parent.Conditions.Count > 0 ? $"serves {route.Key}" : $"fits {route.Key}, and no controller has taken the route up")}")
            {
                Evidence = parent.Conditions.Count > 0 ? [] : [$"{route.Key} status.parents (none for {gateway.Key.Name})"], Next = parent.Conditions.Count > 0 ? null : $"look at the controller of GatewayClass {Wording.Clean(gateway.Class, 63)}",
            };
    }

    /// <summary>A listener that takes the route, or what keeps all of them from it.</summary>
    private static (Step? Trouble, GatewayListener? Listener) Listeners(ClusterState state, IngressRecord route, RouteParent parent, GatewayRecord gateway, string field, string? host, string? port)
    {
        var all = $"{gateway.Key} spec.listeners {(gateway.Listeners.Count is 0 ? "(none)" : Wording.Names(gateway.Listeners.Select(Words), 6))}";
        var meant = gateway.Listeners.Where(listener => (parent.Section is null || listener.Name == parent.Section) && (parent.Port is null || listener.Port == parent.Port)).ToArray();
        if (meant.Length is 0)
        {
            return (Broken($"{gateway.Key} has no listener {Wording.Clean(parent.Section ?? $"{parent.Port}", 63)}", [$"{field}.{(parent.Section is null ? $"port {parent.Port}" : $"sectionName {Wording.Clean(parent.Section, 63)}")}", all], "correct parentRefs, or add the listener"), null);
        }

        var admitted = meant.Where(listener => Admits(state, gateway, listener, route.Key.Namespace)).ToArray();
        if (admitted.Length is 0)
        {
            return (Broken($"{gateway.Key} takes no routes of namespace {route.Key.Namespace}", [$"{gateway.Key} spec.listeners[{Wording.Clean(meant[0].Name, 63)}].allowedRoutes.namespaces from {Wording.Clean(meant[0].From, 20)}{(meant[0].Spaces is { } spaces ? $" {Wording.Clean(spaces.ToString(), 100)}" : "")}"], $"allow namespace {route.Key.Namespace} in allowedRoutes of the listener"), null);
        }

        string?[] hosts = host is not null ? [host] : route.Hosts.Count > 0 ? [.. route.Hosts] : [null];
        var hosting = admitted.Where(listener => hosts.Any(one => one is null || listener.Host is null || IngressHost.Covers(listener.Host, one) || IngressHost.Covers(one, listener.Host))).ToArray();
        if (hosting.Length is 0)
        {
            return (Broken($"no listener of {gateway.Key} takes host {Wording.Clean(hosts[0], 253)}", [all], "correct hostname of the listener, or hostnames of the route"), null);
        }

        var open = int.TryParse(port, out var number) ? hosting.Where(listener => listener.Port == number).ToArray() : hosting;
        return open.Length is 0
            ? (Broken($"{gateway.Key} does not listen on port {number} for {route.Key}", [all], $"call port {hosting[0].Port}, or add a listener on {number}{(parent.Section is null ? "" : " and name it in parentRefs")}"), null)
            : (null, open[0]);
    }

    private static bool Admits(ClusterState state, GatewayRecord gateway, GatewayListener listener, string? @namespace) => listener.From switch
    {
        "All" => true,
        "Selector" => listener.Spaces is { } spaces && (state.Namespaces.All(space => space.Name != @namespace) || spaces.Selects(state.LabelsOf(@namespace))),
        "Same" => gateway.Key.Namespace == @namespace,
        _ => false,
    };

    /// <summary>What a controller refuses about the route; null when nothing.</summary>
    private static Step? Said(IngressRecord route, RouteParent parent) =>
        parent.Conditions.FirstOrDefault(condition => condition.Is("Accepted", "False") || condition.Is("ResolvedRefs", "False")) is { } refused
            ? Broken($"{parent.Gateway} {(refused.Type is "Accepted" ? "does not accept" : "cannot resolve what is named in")} {route.Key}: {Reason(refused)}", [$"{route.Key} status.parents conditions {Type(refused)}=False {Reason(refused)}"], Diagnose(route.Key))
            : null;

    /// <summary>What a controller says against the Gateway or its listener; null when nothing.</summary>
    private static Step? Serving(GatewayRecord gateway, GatewayListener listener)
    {
        var whole = gateway.Conditions.FirstOrDefault(condition => condition is { Type: "Accepted" or "Programmed", Status: "False" });
        var part = listener.Conditions.FirstOrDefault(condition => condition is { Type: "Accepted" or "Programmed" or "ResolvedRefs", Status: "False" } or { Type: "Conflicted", Status: "True" });
        return (whole, part) switch
        {
            ({ } trouble, _) => Broken($"{gateway.Key} does not serve: {Reason(trouble)}", [$"{gateway.Key} status.conditions {Type(trouble)}=False {Reason(trouble)}"], Diagnose(gateway.Key)),
            (_, { } trouble) => Broken($"listener {Words(listener)} of {gateway.Key} does not serve: {Reason(trouble)}", [$"{gateway.Key} status.listeners[{Wording.Clean(listener.Name, 63)}].conditions {Type(trouble)}={Wording.Clean(trouble.Status, 10)} {Reason(trouble)}"], Diagnose(gateway.Key)),
            _ when gateway is { HasAddress: false, Conditions.Count: 0 } => new("gateway", Passage.Unclear, $"{gateway.Key} has no address, and no controller has taken it up") { Evidence = [$"{gateway.Key} status.conditions (none)"], Next = $"look at the controller of GatewayClass {Wording.Clean(gateway.Class, 63)}" },
            _ => null,
        };
    }

    private static string Words(GatewayListener listener) => Wording.Clean($"{listener.Name}:{listener.Port}{(listener.Host is { } host ? $" ({host})" : "")}", 150);

    private static string Reason(Condition condition) => Wording.Clean(condition.Reason ?? "no reason given", 60);

    private static string Type(Condition condition) => Wording.Clean(condition.Type, 40);

    private static string Diagnose(ObjectKey about) => $"read_diagnosis namespace={about.Namespace}";

    private static Step Broken(string what, string[] evidence, string next) => new("gateway", Passage.Broken, what) { Evidence = evidence, Next = next };
}
