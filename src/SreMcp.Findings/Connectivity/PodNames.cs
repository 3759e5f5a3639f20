using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Names of single pods, <c>db-0.db.data</c>: the cluster's DNS has them only behind a headless Service.</summary>
internal static class PodNames
{
    /// <summary>The Service and the host that a name means; null when it is no such name.</summary>
    public static (ServiceRecord Service, string Host)? Find(ClusterState state, string @namespace, string name)
    {
        (string Host, string Service, string Space)? parsed = name.Split('.') is [var host, var service] ? (host, service, @namespace) : Parse(name);
        return parsed is { } asked && state.Services?.FirstOrDefault(candidate => candidate.Key.Name == asked.Service && candidate.Key.Namespace == asked.Space) is { } found ? (found, asked.Host) : null;
    }

    /// <summary>The parts of a name that bears a namespace.</summary>
    public static (string Host, string Service, string Space)? Parse(string name) => name.Split('.') switch
    {
        [var host, var service, var space] => (host, service, space),
        [var host, var service, var space, "svc", ..] => (host, service, space),
        _ => null,
    };

    public static IEnumerable<Step> Follow(ClusterState state, PodRecord client, Destination to, ServiceRecord service, string host)
    {
        if (!service.IsHeadless)
        {
            return [Broken($"DNS has no name {to.Name}: {service.Key} is not headless, so only {service.Key.Name} itself is a name", [$"{service.Key} spec.clusterIP {service.Address ?? "(set)"}"], $"call {service.Key.Name}, or set clusterIP: None on a Service for single pods")];
        }

        var behind = ServiceEndpoints.Behind(state, service);
        var named = behind.Where(pod => pod.Subdomain == service.Key.Name).ToArray();
        return named.FirstOrDefault(pod => pod.Host == host) is not { } pod ? [NoName(state, to, service, host, behind, named)]
            : !pod.IsReady && !service.TakesUnready ? [Broken($"DNS has no name {to.Name} yet: {pod.Key} is not ready, and {service.Key} publishes only ready pods", [$"{pod.Key} status.conditions Ready=False", $"{service.Key} spec.publishNotReadyAddresses false"], $"read_diagnosis namespace={pod.Key.Namespace} workload={pod.Workload.KindName}")]
            : [new("name", Passage.Open, $"{to.Name} is {pod.Key}, by the headless {service.Key}"), .. ServiceWay.Direct(state, client, new(pod.Key, [pod], Workload: null), to.Port is { } port ? service.Ports.FirstOrDefault(known => known.Name == port)?.Target ?? port : service.Ports.Count > 0 ? service.Ports[0].Target : null)];
    }

    private static Step NoName(ClusterState state, Destination to, ServiceRecord service, string host, PodRecord[] behind, PodRecord[] named)
    {
        if (behind.FirstOrDefault(pod => pod.Key.Name == host || pod.Host == host) is { } meant)
        {
            return Broken($"DNS has no name {to.Name}: {meant.Key} has another subdomain than {service.Key.Name}", [$"{meant.Key} spec.subdomain {Wording.Clean(meant.Subdomain ?? "(none)", 63)}"], meant.Workload.Kind is "StatefulSet" ? $"the StatefulSet's serviceName has to be {service.Key.Name}; it cannot be changed in place" : $"set spec.hostname and spec.subdomain {service.Key.Name} in the pod's template");
        }

        if (state.IsUnseen("pods"))
        {
            return new("name", Passage.Unclear, $"pods of {service.Key.Namespace} could not be read, so whether {to.Name} is one is not known");
        }

        var hosts = named.Select(pod => pod.Host).OfType<string>().Order(StringComparer.Ordinal).ToArray();
        return Broken($"DNS has no name {to.Name}: no pod behind {service.Key} is called {host}", [$"hosts behind {service.Key}: {(hosts.Length is 0 ? "none" : Wording.Clean(Wording.Names(hosts, 6), 150))}"], Spelling.Nearest(host, hosts) is { } near ? $"did you mean {near}?" : hosts.Length > 0 ? "call one of these, or scale up" : "names of single pods need spec.hostname and spec.subdomain, as a StatefulSet sets them");
    }

    private static Step Broken(string what, string[] evidence, string next) => new("name", Passage.Broken, what) { Evidence = evidence, Next = next };
}
