using System.Text.Json;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Diagnoses;

/// <summary>Gathers what the analyzers judge: every kind once, side by side; then logs and histories of what is in trouble.</summary>
internal static class StateGathering
{
    private static readonly (string Kind, string Group)[] Reporting =
    [
        ("applications.argoproj.io", "argoproj.io"), ("kustomizations.kustomize.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io"), ("helmreleases.helm.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"),
        ("gitrepositories.source.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"), ("helmrepositories.source.toolkit.fluxcd.io", "source.toolkit.fluxcd.io"),
        ("certificates.cert-manager.io", "cert-manager.io"), ("issuers.cert-manager.io", "cert-manager.io"), ("clusterissuers.cert-manager.io", "cert-manager.io"),
        ("externalsecrets.external-secrets.io", "external-secrets.io"), ("gateways.gateway.networking.k8s.io", "gateway.networking.k8s.io"), ("httproutes.gateway.networking.k8s.io", "gateway.networking.k8s.io"), ("apiservices.apiregistration.k8s.io", "apiregistration.k8s.io"),
    ];

    private static readonly string[] Workloads = ["Deployment", "StatefulSet", "DaemonSet"];

    private static readonly string[] Webhooks = ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"];

    /// <param name="wanted">As it was asked for; the state holds the object that is meant.</param>
    /// <exception cref="SreException">There is no such object.</exception>
    public static async Task<ClusterState> GatherAsync(Cluster cluster, string? @namespace, ObjectKey? wanted, TimeProvider time, CancellationToken ended)
    {
        var reader = new StateReader(cluster, @namespace, ended);
        var pods = reader.ListAsync("v1/Pod", new PodReader().Read);
        var events = reader.ListAsync("v1/Event", ClusterReaders.Event);
        var workloads = Workloads.Select(kind => reader.ListAsync($"apps/v1/{kind}", item => WorkloadReaders.Workload(item, kind))).ToArray();
        var jobs = reader.ListAsync("jobs.batch", WorkloadReaders.Job);
        var crons = reader.ListAsync("cronjobs.batch", WorkloadReaders.CronJob);
        var nodes = reader.ListAsync("v1/Node", ClusterReaders.Node);
        var services = reader.ListAsync("v1/Service", NetworkReaders.Service);
        var endpoints = EndpointReaders.ReadAsync(reader, @namespace, services);
        var ingresses = reader.ListAsync("ingresses.networking.k8s.io", NetworkReaders.Ingress);
        var routes = reader.ListAsync("httproutes.gateway.networking.k8s.io", item => GatewayReaders.Route(item, "HTTPRoute"), isOptional: true);
        var names = @namespace is null or "kube-system" ? null : reader.ListAsync("v1/Pod", new PodReader().Read, options: new() { Namespace = "kube-system", LabelSelector = "k8s-app in (kube-dns,coredns)" }, isExtra: true);
        var certificates = reader.CertificatesAsync();
        var classes = reader.ListAsync("ingressclasses.networking.k8s.io", NetworkReaders.IngressClass, isOptional: true);
        var policies = reader.ListAsync("networkpolicies.networking.k8s.io", NetworkReaders.Policy);
        var claims = reader.ListAsync("v1/PersistentVolumeClaim", ClusterReaders.Claim);
        var volumes = reader.ListAsync("v1/PersistentVolume", ClusterReaders.Volume);
        var storage = reader.ListAsync("storageclasses.storage.k8s.io", ClusterReaders.StorageClass);
        var scalers = reader.ListAsync("horizontalpodautoscalers.autoscaling", WorkloadReaders.Autoscaler);
        var budgets = reader.ListAsync("poddisruptionbudgets.policy", WorkloadReaders.Budget);
        var quotas = reader.ListAsync("v1/ResourceQuota", ClusterReaders.Quota);
        var spaces = reader.ListAsync("v1/Namespace", ClusterReaders.Namespace);
        var hooks = Webhooks.Select(kind => reader.ListAsync($"{kind}.admissionregistration.k8s.io", item => NetworkReaders.Webhooks(item).ToArray())).ToArray();
        var reports = Reporting.Select(kind => ReportsAsync(reader, kind.Kind, kind.Group)).ToArray();
        var releases = ReleasesAsync(reader);
        var state = new ClusterState
        {
            Now = time.GetUtcNow(),
            Namespace = @namespace,
            Pods = await pods ?? [],
            Events = await events ?? [],
            Workloads = [.. (await Task.WhenAll(workloads)).SelectMany(kind => kind ?? [])],
            Jobs = await jobs ?? [],
            CronJobs = await crons ?? [],
            Nodes = await nodes,
            Services = await services,
            EndpointCounts = await endpoints,
            Ingresses = [.. await ingresses ?? [], .. await routes ?? []],
            NameServers = names is null ? [] : await names ?? [],
            Certificates = await certificates,
            IngressClasses = await classes,
            Policies = await policies ?? [],
            Claims = await claims,
            Volumes = await volumes,
            StorageClasses = await storage,
            Autoscalers = await scalers ?? [],
            Budgets = await budgets ?? [],
            Quotas = await quotas ?? [],
            Namespaces = await spaces ?? [],
            Webhooks = [.. (await Task.WhenAll(hooks)).SelectMany(kind => kind ?? []).SelectMany(hook => hook)],
            Reports = [.. (await Task.WhenAll(reports)).SelectMany(kind => kind)],
            Releases = await releases,
            Deletions = reader.Deletions,
            OldVersions = reader.OldVersions,
        };
        state = wanted is { } asked ? state with { Wanted = Question.Resolve(asked, state) } : state;
        return await new Particulars(cluster, state, state.Wanted, ended).AddAsync(reader.Unseen);
    }

    private static async Task<IReadOnlyList<ReportRecord>> ReportsAsync(StateReader reader, string kind, string group) =>
        await reader.ListAsync(kind, (JsonElement item) => ClusterReaders.Report(item, group, item.TextIn("kind") ?? Kind(kind)), isOptional: true) ?? [];

    /// <summary>Lists of some servers leave the kind out of their items.</summary>
    private static string Kind(string plural) => plural.Split('.')[0] switch
    {
        "applications" => "Application",
        "kustomizations" => "Kustomization",
        "helmreleases" => "HelmRelease",
        "gitrepositories" => "GitRepository",
        "helmrepositories" => "HelmRepository",
        "certificates" => "Certificate",
        "issuers" => "Issuer",
        "clusterissuers" => "ClusterIssuer",
        "externalsecrets" => "ExternalSecret",
        "gateways" => "Gateway",
        "httproutes" => "HTTPRoute",
        _ => "APIService",
    };

    /// <summary>Helm keeps its state in labels of Secrets: rows with their labels tell it, and no value travels.</summary>
    private static async Task<IReadOnlyList<ReleaseRecord>> ReleasesAsync(StateReader reader)
    {
        var options = new ListOptions { LabelSelector = "owner=helm,status in (pending-install,pending-upgrade,pending-rollback)", WithLabels = true };
        return await reader.RowsAsync("v1/Secret", options, row => new ReleaseRecord(
            new("HelmRelease", row.Namespace, row.Labels.GetValueOrDefault("name") ?? row.Name),
            row.Labels.GetValueOrDefault("status") ?? "",
            int.TryParse(row.Labels.GetValueOrDefault("version"), out var revision) ? revision : 0,
            row.Created)) ?? [];
    }
}
