using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>The way of a client outside: an Ingress by host and path, its class and address, then the Service behind it.</summary>
internal static class IngressSteps
{
    public static IEnumerable<Step> Follow(ClusterState state, Destination to)
    {
        if (state.IsUnseen("ingresses"))
        {
            return [new("ingress", Passage.Unclear, "Ingresses could not be read, so how a client outside comes in is not known")];
        }

        return to.Kind switch
        {
            null when to.Name.Contains('.', StringComparison.Ordinal) => ByHost(state, to),
            "Ingress" => Chosen(state, to),
            null or "Service" => ToService(state, to),
            _ => [new("ingress", Passage.Broken, $"from outside nobody comes to {to.Key} itself, only through a Service") { Next = "ask for the Service, the Ingress or the host instead" }],
        };
    }

    private static IEnumerable<Step> ByHost(ClusterState state, Destination to)
    {
        var all = state.Ingresses.SelectMany(ingress => ingress.Paths.Select(path => (Ingress: ingress, Path: path))).ToArray();
        var host = all.Where(pair => IngressHost.Fits(pair.Path.Host, to.Name)).ToArray();
        if (host.Length is 0)
        {
            var hosts = all.Select(pair => pair.Path.Host).OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
            return
            [
                new("host", Passage.Broken, $"no Ingress has the host {to.Name}")
                {
                    Evidence = [$"hosts of {Wording.Count(state.Ingresses.Count, "Ingress")}: {(hosts.Length is 0 ? "none" : Wording.Clean(Wording.Names(hosts.Order(StringComparer.Ordinal), 8), 250))}"],
                    Next = Spelling.Nearest(to.Name, hosts) is { } near ? $"did you mean {Wording.Clean(near)}?" : "add a rule for the host to an Ingress, or correct the name; routes of the Gateway API are not walked",
                },
            ];
        }

        var exact = host.Where(pair => pair.Path.Host == to.Name).ToArray();
        var best = exact.Length > 0 ? exact : host.Where(pair => pair.Path.Host is not null).ToArray() is { Length: > 0 } wild ? wild : host;
        var found = best.Where(pair => IngressHost.HasPath(pair.Path, to.Path)).OrderByDescending(pair => pair.Path.Type is "Exact").ThenByDescending(pair => pair.Path.Path?.Length ?? 0).FirstOrDefault();
        return found.Ingress is null
            ?
            [
                new("path", Passage.Broken, $"no path of host {to.Name} fits {Wording.Clean(to.Path)}")
                {
                    Evidence = [.. best.Take(6).Select(pair => $"{pair.Ingress.Key} path {Wording.Clean(pair.Path.Path)} ({pair.Path.Type ?? "ImplementationSpecific"}) to {Wording.Clean(pair.Path.Backend.Service)}")],
                    Next = "add the path to the Ingress, or set pathType Prefix where Exact is too narrow",
                },
            ]
            : [new("host", Passage.Open, $"host {to.Name}, path {Wording.Clean(to.Path)} fit {found.Ingress.Key}: {Wording.Clean(found.Path.Host ?? "every host")} {Wording.Clean(found.Path.Path ?? "every path")} to Service {Wording.Clean(found.Path.Backend.Service)}"), .. Behind(state, found.Ingress, found.Path.Backend)];
    }

    private static IEnumerable<Step> Chosen(ClusterState state, Destination to)
    {
        var here = state.Ingresses.Where(ingress => ingress.Key.Namespace == to.Namespace).ToArray();
        return here.FirstOrDefault(ingress => ingress.Key.Name == to.Name) is not { } found
            ? [new("name", Passage.Broken, $"there is no {to.Key}") { Evidence = [$"Ingresses in {to.Namespace}: {(here.Length is 0 ? "none" : Wording.Names(here.Select(ingress => ingress.Key.Name), 8))}"], Next = Spelling.Nearest(to.Name, here.Select(ingress => ingress.Key.Name)) is { } near ? $"did you mean {near}?" : null }]
            : found.Paths.Count is 0 ? [new("path", Passage.Broken, $"{found.Key} leads to no Service")]
            : [new("name", Passage.Open, $"{found.Key} has {Wording.Count(found.Paths.Count, "path")}; {Wording.Clean(found.Paths[0].Host ?? "every host")} {Wording.Clean(found.Paths[0].Path ?? "every path")} is walked"), .. Behind(state, found, found.Paths[0].Backend)];
    }

    private static IEnumerable<Step> ToService(ClusterState state, Destination to)
    {
        var key = new ObjectKey("Service", to.Namespace, to.Name);
        if (state.Services?.FirstOrDefault(service => service.Key == key) is not { } service)
        {
            return [NameSteps.Absent(state, key)];
        }

        var entry = state.Ingresses.FirstOrDefault(ingress => ingress.Key.Namespace == key.Namespace && ingress.Paths.Any(path => path.Backend.Service == key.Name));
        return entry is not null ? [new("ingress", Passage.Open, $"{entry.Key} leads to {key}"), .. Behind(state, entry, entry.Paths.First(path => path.Backend.Service == key.Name).Backend)]
            : service.Type is "LoadBalancer" or "NodePort" ? [service is { Type: "LoadBalancer", HasAddress: false }
                    ? new("address", Passage.Broken, $"{key} is a LoadBalancer without an address") { Evidence = [$"{key} status.loadBalancer (empty)"], Next = $"read_diagnosis namespace={key.Namespace} workload=Service/{key.Name}" }
                    : new("address", Passage.Open, $"{key} is of type {service.Type}{(service.HasAddress ? " and has an address" : ": a client needs a node's address")}"), .. ServiceWay.Through(state, client: null, service, to.Port)]
            : [new("ingress", Passage.Broken, $"nobody outside comes to {key}: no Ingress leads to it, and its type is {Wording.Clean(service.Type, 40)}") { Evidence = [$"{key} spec.type {Wording.Clean(service.Type, 40)}"], Next = "add an Ingress for it; routes of the Gateway API are not walked" }, .. ServiceWay.Through(state, client: null, service, to.Port)];
    }

    private static IEnumerable<Step> Behind(ClusterState state, IngressRecord ingress, IngressBackend backend)
    {
        var key = new ObjectKey("Service", ingress.Key.Namespace, backend.Service);
        return [Class(state, ingress), .. state.IsUnseen("services") ? [new("backend", Passage.Unclear, "Services could not be read")]
            : state.Services?.FirstOrDefault(service => service.Key == key) is { } service ? ServiceWay.Through(state, client: null, service, backend.Port)
            : [NameSteps.Absent(state, key) with { Name = "backend" }]];
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
