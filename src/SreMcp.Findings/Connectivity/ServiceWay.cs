using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>The way through a Service: its port, who stands behind it, and the policies between.</summary>
internal static class ServiceWay
{
    /// <summary>Targets with other labels may meet other policies; more kinds than this stand behind no Service that people keep.</summary>
    private const int Kinds = 4;

    /// <param name="client">Null for somebody outside, who comes through an ingress controller.</param>
    public static IEnumerable<Step> Through(ClusterState state, PodRecord? client, ServiceRecord service, string? asked)
    {
        var (step, ports) = ServicePorts.Of(service, asked);
        yield return step;
        var pods = ServiceEndpoints.Behind(state, service);
        foreach (var port in pods.Length > 0 ? ports : [])
        {
            yield return ServicePorts.Target(service, port, pods) with { Port = ServicePorts.Label(port, ports) };
        }

        yield return EndpointSteps.Of(state, service, pods);
        if (ports.Count is 0 || (pods.Length is 0 && service.Selector is not null))
        {
            yield return new("policies", Passage.Unclear, $"not checked: {(ports.Count is 0 ? "which port is meant is not known" : "there is no pod to come to")}");
            yield break;
        }

        var between = ports.SelectMany(port => (service.Selector is null ? ByHand(state, client, service, port) : Policies(state, client, pods, service.Address, pod => ServicePorts.On(pod, port.Target, port.Protocol), port.Protocol)).Select(step => step with { Port = ServicePorts.Label(port, ports) }));
        foreach (var same in between.GroupBy(one => (one.Name, one.Passage, one.What)))
        {
            // What holds for every port is said once.
            yield return same.First() is var one && same.Count() == ports.Count && one.Passage is Passage.Open ? one with { Port = null } : one;
        }
    }

    /// <summary>Egress to addresses that somebody keeps for a Service without a selector.</summary>
    private static IEnumerable<Step> ByHand(ClusterState state, PodRecord? client, ServiceRecord service, ServicePort port)
    {
        if (client is null)
        {
            return [];
        }

        var addresses = (state.Endpoints ?? []).Where(endpoints => endpoints.Service == service.Key.Name && endpoints.Key.Namespace == service.Key.Namespace).SelectMany(endpoints => endpoints.Addresses).Select(address => address.Address).ToArray();
        return [PolicySteps.Egress(state, client, new(null, addresses) { Fronts = [.. new[] { service.Address }.OfType<string>()] }, service.Key.ToString(), ServicePorts.On(client, port.Target, port.Protocol), port.Protocol)];
    }

    /// <summary>Egress of the client and ingress of each kind of pod that it comes to.</summary>
    public static IEnumerable<Step> Policies(ClusterState state, PodRecord? client, IReadOnlyList<PodRecord> pods, string? front, Func<PodRecord, int?> port, string protocol)
    {
        foreach (var pod in pods.OrderByDescending(pod => pod.IsReady).DistinctBy(pod => pod.Workload).Take(Kinds))
        {
            if (client is not null)
            {
                yield return PolicySteps.Egress(state, client, Peer.Of(pod, front), pod.Workload.ToString(), port(pod), protocol);
            }

            yield return PolicySteps.Ingress(state, client is null ? Peer.Somebody : Peer.Of(client), client is null ? "the ingress controller" : client.Workload.ToString(), pod, port(pod), protocol);
        }
    }

    /// <summary>The way to an object of a kind that has pods, with nothing in front of them.</summary>
    /// <exception cref="SreException">SRE0492 when nobody says which port.</exception>
    public static IEnumerable<Step> Direct(ClusterState state, PodRecord client, PodGroup group, string? asked)
    {
        if (group.Sample is not { } sample || group.Pods.Count is 0)
        {
            yield return new("pods", Passage.Broken, $"{group.Key} has no pods that run") { Next = $"read_diagnosis namespace={group.Key.Namespace} workload={group.Key.KindName}" };
            yield break;
        }

        var ready = group.Pods.Count(pod => pod.IsReady);
        yield return new("pods", ready > 0 ? Passage.Open : Passage.Broken, $"{group.Key}: {ready} of {Wording.Count(group.Pods.Count, "pod")} ready") { Next = ready > 0 ? null : $"read_diagnosis namespace={group.Key.Namespace} workload={group.Key.KindName}" };
        var declared = ServicePorts.Declared(sample).ToArray();
        var target = asked ?? declared.FirstOrDefault()?.Number.ToString() ?? throw new SreException(Errors.Ways.PortNeeded, $"{group.Key} declares no port.");
        var match = declared.FirstOrDefault(port => port.Name == target || $"{port.Number}" == target);
        var protocol = match?.Protocol ?? "TCP";
        var known = Wording.Clean(Wording.Names(declared.Select(port => port.Name is { } name ? $"{name}={port.Number}" : $"{port.Number}"), 6), 150);
        var number = match?.Number ?? (int.TryParse(target, out var written) ? written : null);
        yield return match is not null ? new("port", Passage.Open, $"port {Wording.Clean(target, 63)} is declared by {group.Key.KindName}")
            : number is null ? new("port", Passage.Broken, $"{group.Key.KindName} has no port named {Wording.Clean(target, 63)}") { Evidence = [$"{sample.Key} spec.containers[*].ports {known}"], Next = "call one of the declared ports" }
            : new("port", Passage.Unclear, $"{group.Key.KindName} does not declare port {target}; it works if the program listens there all the same") { Evidence = [$"{sample.Key} spec.containers[*].ports {(known.Length > 0 ? known : "(none)")}"] };
        if (number is not null)
        {
            foreach (var between in Policies(state, client, group.Pods, front: null, _ => number, protocol))
            {
                yield return between;
            }
        }
    }
}
