using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>What a name leads to.</summary>
internal static class NameSteps
{
    /// <summary>Aliases of aliases end somewhere.</summary>
    private const int Aliases = 3;

    /// <summary>The way of a pod to whatever the destination means.</summary>
    public static IEnumerable<Step> Follow(ClusterState state, PodRecord client, Destination to, int depth = 0)
    {
        if (to.Kind is "Ingress" or "HTTPRoute")
        {
            return [new("name", Passage.Unclear, $"a pod comes to {to.Key} by its host, as a client outside does") { Next = "ask again with from=outside, and for the way out with the host and its port" }];
        }

        if (to.Kind is not (null or "Service"))
        {
            return PodGroup.Find(state, to.Key) is { } direct ? ServiceWay.Direct(state, client, direct, to.Port) : [Absent(state, to.Key)];
        }

        if (to.IsAddress)
        {
            return ToAddress(state, client, to);
        }

        var (name, space) = to.Kind is null ? PeerService.Parse(to.Namespace, to.Name) : (to.Name, to.Namespace);
        if (state.IsUnseen("services"))
        {
            return [new("name", Passage.Unclear, "Services could not be read, so what the name leads to is not known")];
        }

        if (name is not null && state.Services?.FirstOrDefault(service => service.Key.Name == name && service.Key.Namespace == space) is { } found)
        {
            return [.. Named(client, to, found), .. Continue(state, client, to, found, depth)];
        }

        if (to.Kind is null && PodNames.Find(state, to.Namespace, to.Name) is { } single)
        {
            return PodNames.Follow(state, client, to, single.Service, single.Host);
        }

        if (name is null && PodNames.Parse(to.Name) is { } absent && state.Namespaces.Any(known => known.Name == absent.Space))
        {
            return [Absent(state, new("Service", absent.Space, absent.Service))];
        }

        // Whoever writes a bare name may mean the workload, although no program finds it so.
        var isOutside = to.Kind is null && (name is null || (to.Name.Contains('.', StringComparison.Ordinal) && state.Namespaces.All(known => known.Name != space) && !to.Name.Contains(".svc", StringComparison.Ordinal)));
        return isOutside ? ToOutside(state, client, to)
            : to.Kind is null && to.Name == name && depth is 0 && PodGroup.Find(state, new("", space, name)) is { } group ? [new("name", Passage.Unclear, $"there is no Service {name} in {space}, so no program finds that name; {group.Key} is taken, by the addresses of its pods"), .. ServiceWay.Direct(state, client, group, to.Port)]
            : [Absent(state, new("Service", space, name!))];
    }

    /// <summary>Says that an object is not there, what is there, and where one of that name is.</summary>
    public static Step Absent(ClusterState state, ObjectKey key)
    {
        var known = key.Kind is "Service" ? (state.Services ?? []).Select(service => service.Key).ToArray() : [.. PodGroup.All(state, key.Namespace)];
        var here = known.Where(candidate => candidate.Namespace == key.Namespace && candidate.Kind == key.Kind).ToArray();
        var elsewhere = known.Where(candidate => candidate.Name == key.Name && candidate.Namespace != key.Namespace).Select(candidate => candidate.Namespace!).ToArray();
        var near = Spelling.Nearest(key.Name, here.Select(candidate => candidate.Name));
        var isNamespace = state.Namespaces.Count is 0 || state.Namespaces.Any(space => space.Name == key.Namespace);
        return new("name", Passage.Broken, isNamespace ? $"there is no {key}" : $"there is no {key}: namespace {key.Namespace} does not exist")
        {
            Evidence = [$"{key.Kind}s in {key.Namespace}: {(here.Length is 0 ? "none" : Wording.Names(here.Select(candidate => candidate.Name).Order(StringComparer.Ordinal), 8))}"],
            Next = near is not null ? $"did you mean {near}?" : elsewhere.Length > 0 ? $"{key.Name} is in namespace {Wording.Names(elsewhere)}: call {key.Name}.{elsewhere[0]}" : "correct the name or the namespace, or create it",
        };
    }

    private static IEnumerable<Step> Named(PodRecord client, Destination to, ServiceRecord found)
    {
        var isForeign = found.Key.Namespace != client.Key.Namespace;
        yield return new("name", Passage.Open, $"{(to.Kind is null ? to.Name : found.Key.Name)} is {found.Key}, type {Wording.Clean(found.Type, 40)}{(found.IsHeadless ? ", headless" : "")}{(isForeign ? $"; from {client.Key.Namespace} it has to be called {found.Key.Name}.{found.Key.Namespace}" : "")}");
    }

    private static IEnumerable<Step> Continue(ClusterState state, PodRecord client, Destination to, ServiceRecord found, int depth)
    {
        if (found.Type is not "ExternalName")
        {
            return ServiceWay.Through(state, client, found, to.Port);
        }

        var alias = Wording.Clean(found.ExternalName, 253);
        return depth >= Aliases || alias.Length is 0
            ? [new("alias", Passage.Broken, alias.Length is 0 ? $"{found.Key} is an ExternalName without a name" : $"{found.Key} is an alias that leads in a circle") { Evidence = [$"{found.Key} spec.externalName {alias}"] }]
            : [new("alias", Passage.Open, $"{found.Key} is an alias: DNS answers with {alias}, and ports are not translated"), .. Follow(state, client, new() { Name = alias, Namespace = found.Key.Namespace!, Port = to.Port ?? (found.Ports.Count > 0 ? $"{found.Ports[0].Port}" : null) }, depth + 1)];
    }

    private static IEnumerable<Step> ToAddress(ClusterState state, PodRecord client, Destination to) =>
        state.Services?.FirstOrDefault(service => service.Address == to.Name) is { } service ? [.. Named(client, to, service), .. ServiceWay.Through(state, client, service, to.Port)]
        : state.Pods.FirstOrDefault(pod => pod.IsActive && pod.Addresses.Contains(to.Name, StringComparer.Ordinal)) is { } pod ? [new("name", Passage.Open, $"{to.Name} is {pod.Key}"), .. ServiceWay.Direct(state, client, new(pod.Key, [pod], Workload: null), to.Port)]
        : ToOutside(state, client, to);

    private static IEnumerable<Step> ToOutside(ClusterState state, PodRecord client, Destination to)
    {
        if (!int.TryParse(to.Port, out var port))
        {
            throw new SreException(Errors.Ways.PortNeeded, $"{TextCleaner.OneLine(to.Name, 120)} is outside of the cluster and has no port.");
        }

        return
        [
            new("name", Passage.Open, $"{to.Name} is {(to.IsAddress ? "an address that is no Service and no pod that was read" : "no name of this cluster: DNS outside has to know it")}"),
            PolicySteps.Egress(state, client, new(null, to.IsAddress ? [to.Name] : []), to.Name, port, "TCP"),
            new("outside", Passage.Unclear, "whether the host answers, and what firewalls stand before it, cannot be read from the cluster"),
        ];
    }
}
