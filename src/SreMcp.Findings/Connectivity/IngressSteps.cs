using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>The way of a client outside: an Ingress or an HTTPRoute by host and path, whoever serves it, then the Services behind it.</summary>
internal static class IngressSteps
{
    /// <summary>A path is split over a few Services, as when a new release takes a share.</summary>
    private const int Backends = 3;

    public static IEnumerable<Step> Follow(ClusterState state, Destination to)
    {
        if (state.IsUnseen("ingresses") && state.Ingresses.Count is 0)
        {
            return [new("ingress", Passage.Unclear, "Ingresses could not be read, so how a client outside comes in is not known")];
        }

        return to.Kind switch
        {
            null when to.Name.Contains('.', StringComparison.Ordinal) => ByHost(state, to),
            "Ingress" or "HTTPRoute" => Chosen(state, to),
            null or "Service" => ToService(state, to),
            _ => [new("ingress", Passage.Broken, $"from outside nobody comes to {to.Key} itself, only through a Service") { Next = "ask for the Service, the Ingress, the HTTPRoute or the host instead" }],
        };
    }

    private static IEnumerable<Step> ByHost(ClusterState state, Destination to)
    {
        var all = state.Ingresses.SelectMany(ingress => ingress.Paths.Select(path => (Ingress: ingress, Path: path))).ToArray();
        var host = all.Where(pair => IngressHost.Leads(pair.Ingress, pair.Path, to.Name)).ToArray();
        if (host.Length is 0)
        {
            return [NoHost(state, to)];
        }

        var exact = host.Where(pair => string.Equals(pair.Path.Host, to.Name, StringComparison.OrdinalIgnoreCase)).ToArray();
        var best = exact.Length > 0 ? exact : host.Where(pair => pair.Path.Host is not null).ToArray() is { Length: > 0 } wild ? wild : host;
        var found = best.Where(pair => IngressHost.HasPath(pair.Path, to.Path)).OrderBy(pair => pair.Path.IsNarrow).ThenByDescending(pair => pair.Path.Type is "Exact").ThenByDescending(pair => pair.Path.Path?.Length ?? 0).FirstOrDefault();
        return found.Ingress is null
            ?
            [
                new("path", Passage.Broken, $"no path of host {to.Name} fits {Wording.Clean(to.Path)}")
                {
                    Evidence = [.. best.Take(6).Select(pair => $"{pair.Ingress.Key} path {Wording.Clean(pair.Path.Path)} ({pair.Path.Type ?? "ImplementationSpecific"}) to {Wording.Clean(pair.Path.Backend.Service)}")],
                    Next = "add the path, or match it as a prefix where Exact is too narrow",
                },
            ]
            : [new("host", Passage.Open, $"host {to.Name}, path {Wording.Clean(to.Path)} fit {found.Ingress.Key}: {Words(found.Path)}"), .. Behind(state, found.Ingress, found.Path, to)];
    }

    private static Step NoHost(ClusterState state, Destination to)
    {
        var isBlind = state.IsUnseen("httproutes") || state.IsUnseen("ingresses");
        var hosts = state.Ingresses.SelectMany(ingress => ingress.Paths).Select(path => path.Host).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return new("host", isBlind ? Passage.Unclear : Passage.Broken, $"no Ingress and no HTTPRoute {(isBlind ? "that could be read " : "")}has the host {to.Name}")
        {
            Evidence = [$"hosts of {Wording.Count(state.Ingresses.Count(ingress => ingress.Key.Kind is "Ingress"), "Ingress")} and {Wording.Count(state.Ingresses.Count(ingress => ingress.Key.Kind is not "Ingress"), "HTTPRoute")}: {(hosts.Length is 0 ? "none" : Wording.Clean(Wording.Names(hosts.Order(StringComparer.Ordinal), 8), 250))}"],
            Next = Spelling.Nearest(to.Name, hosts) is { } near ? $"did you mean {Wording.Clean(near)}?" : "add a rule for the host to an Ingress or an HTTPRoute, or correct the name",
        };
    }

    private static string Words(IngressPath path) => $"{Wording.Clean(path.Host ?? "every host")} {Wording.Clean(path.Path ?? "every path")}{(path.Backend.Service.Length > 0 ? $" to Service {Wording.Clean(path.Backend.Service)}" : "")}";

    private static IEnumerable<Step> Chosen(ClusterState state, Destination to)
    {
        var here = state.Ingresses.Where(ingress => ingress.Key.Namespace == to.Namespace && ingress.Key.Kind == to.Kind).ToArray();
        return here.FirstOrDefault(ingress => ingress.Key.Name == to.Name) is not { } found
            ? [state.IsUnseen(to.Kind is "Ingress" ? "ingresses" : "httproutes") ? new("name", Passage.Unclear, $"{to.Kind}s of {to.Namespace} could not be read") : new("name", Passage.Broken, $"there is no {to.Key}") { Evidence = [$"{to.Kind}s in {to.Namespace}: {(here.Length is 0 ? "none" : Wording.Names(here.Select(ingress => ingress.Key.Name), 8))}"], Next = Spelling.Nearest(to.Name, here.Select(ingress => ingress.Key.Name)) is { } near ? $"did you mean {near}?" : null }]
            : found.Paths.Count is 0 ? [new("path", Passage.Broken, $"{found.Key} leads to no Service")]
            : [new("name", Passage.Open, $"{found.Key} has {Wording.Count(found.Paths.Count, "path")}; {Words(found.Paths[0])} is walked{(found.Paths.Count > 1 ? ", name a URL for another" : "")}"), .. Behind(state, found, found.Paths[0], to)];
    }

    private static IEnumerable<Step> ToService(ClusterState state, Destination to)
    {
        var key = new ObjectKey("Service", to.Namespace, to.Name);
        if (state.Services?.FirstOrDefault(service => service.Key == key) is not { } service)
        {
            return [NameSteps.Absent(state, key)];
        }

        bool LeadsHere(IngressRecord ingress, IngressPath path) => path.Backend.Service == key.Name && (path.Backend.Namespace ?? ingress.Key.Namespace) == key.Namespace;
        var entry = state.Ingresses.FirstOrDefault(ingress => ingress.Paths.Any(path => LeadsHere(ingress, path)));
        return entry is not null ? [new("ingress", Passage.Open, $"{entry.Key} leads to {key}"), .. Behind(state, entry, entry.Paths.First(path => LeadsHere(entry, path)), to with { Port = null })]
            : service.Type is "LoadBalancer" or "NodePort" ? [service is { Type: "LoadBalancer", HasAddress: false }
                    ? new("address", Passage.Broken, $"{key} is a LoadBalancer without an address") { Evidence = [$"{key} status.loadBalancer (empty)"], Next = $"read_diagnosis namespace={key.Namespace} workload=Service/{key.Name}" }
                    : new("address", Passage.Open, $"{key} is of type {service.Type}{(service.HasAddress ? " and has an address" : ": a client needs a node's address")}"), .. ServiceWay.Through(state, client: null, service, to.Port)]
            : [NoWayIn(state, service), .. ServiceWay.Through(state, client: null, service, to.Port)];
    }

    private static Step NoWayIn(ClusterState state, ServiceRecord service) => state.IsUnseen("ingresses") || state.IsUnseen("httproutes")
        ? new("ingress", Passage.Unclear, $"no Ingress and no HTTPRoute that could be read leads to {service.Key}")
        : new("ingress", Passage.Broken, $"nobody outside comes to {service.Key}: no Ingress and no HTTPRoute leads to it, and its type is {Wording.Clean(service.Type, 40)}") { Evidence = [$"{service.Key} spec.type {Wording.Clean(service.Type, 40)}"], Next = "add an Ingress or an HTTPRoute for it" };

    /// <summary>Whoever serves it, then each Service that the path's traffic is split over.</summary>
    private static IEnumerable<Step> Behind(ClusterState state, IngressRecord ingress, IngressPath path, Destination to)
    {
        yield return ingress.Key.Kind is "Ingress" ? Class(state, ingress) : GatewaySteps.Of(state, ingress, to.Kind is null ? to.Name : null, to.Port);
        if (path.IsNarrow)
        {
            yield return new("match", Passage.Unclear, $"{ingress.Key} takes {Wording.Clean(path.Path)} only with more than the path: a method, header, query or pattern");
        }

        var split = ingress.Paths.Where(other => other.Host == path.Host && other.Path == path.Path && other.Type == path.Type && other.IsNarrow == path.IsNarrow).Select(other => other.Backend).Distinct().Take(Backends);
        foreach (var step in (ingress.Key.Kind is "Ingress" ? [path.Backend] : split).SelectMany(backend => Backend(state, ingress, path, backend)))
        {
            yield return step;
        }
    }

    private static IEnumerable<Step> Backend(ClusterState state, IngressRecord ingress, IngressPath path, IngressBackend backend)
    {
        if (backend.Service.Length is 0)
        {
            return path.IsRedirect ? [new("backend", Passage.Open, $"{ingress.Key} answers with a redirect here; ask for the address that it leads to")]
                : [new("backend", Passage.Broken, $"{ingress.Key} leads to no Service here") { Evidence = [$"{ingress.Key} {Wording.Clean(path.Path)} backend (none)"], Next = "name a Service in the rule" }];
        }

        var key = new ObjectKey("Service", backend.Namespace ?? ingress.Key.Namespace, backend.Service);
        return
        [
            .. GatewaySteps.Grant(state, ingress, backend) is { } grant ? [grant] : Array.Empty<Step>(),
            .. state.IsUnseen("services") ? [new("backend", Passage.Unclear, "Services could not be read")]
                : state.Services?.FirstOrDefault(service => service.Key == key) is { } service ? ServiceWay.Through(state, client: null, service, backend.Port is "" ? null : backend.Port)
                : [NameSteps.Absent(state, key) with { Name = "backend" }],
        ];
    }

    private static Step Class(ClusterState state, IngressRecord ingress)
    {
        var offered = state.IngressClasses is { } classes ? $"IngressClasses: {(classes.Count is 0 ? "none, so there may be no ingress controller" : Wording.Clean(Wording.Names(classes.Select(one => $"{one.Name}{(one.IsDefault ? " (default)" : "")}"), 6), 200))}" : "";
        return (ingress.Class, state.IngressClasses) switch
        {
            _ when ingress.HasAddress => new("class", Passage.Open, $"a controller serves {ingress.Key}: it has an address"),
            (_, null) => new("class", Passage.Unclear, $"{ingress.Key} has no address yet, and IngressClasses could not be read"),
            ({ Length: > 0 } name, var known) when known.All(one => one.Name != name) => new("class", Passage.Broken, $"nobody serves {ingress.Key}: IngressClass {Wording.Clean(name)} does not exist")
            {
                Evidence = [$"{ingress.Key} spec.ingressClassName {Wording.Clean(name)}", offered],
                Next = Spelling.Nearest(name, known.Select(one => one.Name)) is { } near ? $"set ingressClassName to {Wording.Clean(near)}" : known.Count > 0 ? $"set ingressClassName to {Wording.Clean(known[0].Name)}, or install the controller that is meant" : "install an ingress controller",
            },
            (null or "", var known) when !known.Any(one => one.IsDefault) => new("class", Passage.Broken, $"nobody serves {ingress.Key}: it names no IngressClass, and none is the default") { Evidence = [$"{ingress.Key} spec.ingressClassName (none)", offered], Next = "set spec.ingressClassName" },
            _ => new("class", Passage.Unclear, $"{ingress.Key} has a class that exists and no address: its controller has not taken it up, or does not publish addresses") { Evidence = [$"{ingress.Key} status.loadBalancer (empty)"], Next = "look at the pods and logs of the ingress controller" },
        };
    }
}
