using SreMcp.Diagnoses;
using SreMcp.Findings;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Ways;

/// <summary>Gathers what a way is judged by: of the namespaces at both ends, and no more of others than their labels, the DNS servers and the gateways.</summary>
internal sealed class WayGathering(Cluster cluster, TimeProvider time, CancellationToken ended)
{
    private const string DnsSpace = "kube-system";
    private const string DnsLabels = "k8s-app in (kube-dns,coredns)";
    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    /// <param name="spaces">Namespaces at the ends.</param>
    /// <param name="ingresses">Where Ingresses are read: a namespace, empty for all, null for none.</param>
    public async Task<ClusterState> GatherAsync(IReadOnlyList<string> spaces, string? ingresses)
    {
        var everywhere = new StateReader(cluster, ingresses is { Length: > 0 } ? ingresses : null, ended);
        var labels = everywhere.ListAsync("v1/Namespace", ClusterReaders.Namespace);
        var servers = everywhere.ListAsync("v1/Pod", new PodReader().Read, options: new() { Namespace = DnsSpace, LabelSelector = DnsLabels }, isExtra: true);
        var front = everywhere.ListAsync("v1/Service", NetworkReaders.Service, options: new() { Namespace = DnsSpace, LabelSelector = DnsLabels }, isExtra: true);
        var before = everywhere.ListAsync("networkpolicies.networking.k8s.io", NetworkReaders.Policy, options: new() { Namespace = DnsSpace }, isExtra: true);
        var classes = ingresses is null ? null : everywhere.ListAsync("ingressclasses.networking.k8s.io", NetworkReaders.IngressClass, isOptional: true);
        var entries = ingresses is null ? null : everywhere.ListAsync("ingresses.networking.k8s.io", NetworkReaders.Ingress);
        var routes = ingresses is null ? null : everywhere.ListAsync("httproutes.gateway.networking.k8s.io", GatewayReaders.RouteInFull, isOptional: true);
        var clusterwide = new StateReader(cluster, null, ended);
        var gateways = ingresses is null ? null : clusterwide.ListAsync("gateways.gateway.networking.k8s.io", GatewayReaders.Gateway, isOptional: true, isExtra: true);
        var grants = ingresses is null ? null : clusterwide.ListAsync("referencegrants.gateway.networking.k8s.io", GatewayReaders.Grant, isOptional: true, isExtra: true);
        var ends = await Task.WhenAll(spaces.Select(OneAsync));
        return ends.Aggregate(
            new ClusterState
            {
                Now = time.GetUtcNow(),
                Namespace = spaces.Count > 0 ? spaces[0] : null,
                Namespaces = await labels ?? [],
                NameServers = await servers ?? [],
                IngressClasses = classes is null ? null : await classes,
                NameServices = await front,
                Policies = await before ?? [],
                Ingresses = [.. entries is null ? [] : await entries ?? [], .. routes is null ? [] : await routes ?? []],
                Gateways = gateways is null ? null : await gateways,
                Grants = grants is null ? null : await grants,
                Unseen = everywhere.Unseen,
            },
            Joined);
    }

    /// <summary>Services of every namespace, to say where one of that name is; nothing where they may not be listed.</summary>
    public async Task<ClusterState> WithServicesElsewhereAsync(ClusterState state)
    {
        var found = await new StateReader(cluster, null, ended).ListAsync("v1/Service", NetworkReaders.Service, isExtra: true) ?? [];
        return state with { Services = [.. (state.Services ?? []).Concat(found).DistinctBy(service => service.Key)] };
    }

    /// <summary>A state with what another namespace adds.</summary>
    public async Task<ClusterState> WithAsync(ClusterState state, string @namespace) => Joined(state, await OneAsync(@namespace));

    private static ClusterState Joined(ClusterState one, ClusterState other) => one with
    {
        Pods = [.. one.Pods, .. other.Pods],
        Workloads = [.. one.Workloads, .. other.Workloads],
        Services = one.Services is null && other.Services is null ? null : [.. one.Services ?? [], .. other.Services ?? []],
        Endpoints = one.Endpoints is null && other.Endpoints is null ? null : [.. one.Endpoints ?? [], .. other.Endpoints ?? []],
        Policies = [.. one.Policies.Concat(other.Policies).DistinctBy(policy => policy.Key)],
        Unseen = [.. one.Unseen.Concat(other.Unseen).DistinctBy(unseen => unseen.What)],
    };

    private async Task<ClusterState> OneAsync(string @namespace)
    {
        var reader = new StateReader(cluster, @namespace, ended);
        var pods = reader.ListAsync("v1/Pod", new PodReader().Read);
        var workloads = Workloads.Select(kind => reader.ListAsync($"apps/v1/{kind}", item => WorkloadReaders.Workload(item, kind))).ToArray();
        var services = reader.ListAsync("v1/Service", NetworkReaders.Service);
        var policies = reader.ListAsync("networkpolicies.networking.k8s.io", NetworkReaders.Policy);
        var slices = EndpointsAsync(reader);
        return new()
        {
            Now = time.GetUtcNow(),
            Pods = await pods ?? [],
            Workloads = [.. (await Task.WhenAll(workloads)).SelectMany(kind => kind ?? [])],
            Services = await services,
            Policies = await policies ?? [],
            Endpoints = await slices,
            Unseen = reader.Unseen,
        };
    }

    /// <summary>EndpointSlices, or the older Endpoints where there are none or they may not be read.</summary>
    private static async Task<IReadOnlyList<EndpointsRecord>?> EndpointsAsync(StateReader reader) =>
        await reader.ListAsync("endpointslices.discovery.k8s.io", NetworkReaders.EndpointSlice, isOptional: true, isExtra: true)
        ?? await reader.ListAsync("v1/Endpoints", NetworkReaders.Endpoints);
}
