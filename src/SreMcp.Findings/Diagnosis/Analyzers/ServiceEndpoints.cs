using System.Globalization;

namespace SreMcp.Findings;

/// <summary>Services that lead nowhere: a selector that fits no pod, a port that no container has, pods that are not ready.</summary>
public sealed class ServiceEndpoints : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(3);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        (state.Services ?? []).Select(service => service.Selector is { IsEverything: false } ? Of(state, service) : ByHand(state, service)).OfType<Finding>();

    /// <summary>Null when it cannot be told: names of other networks, and endpoints that somebody else keeps and nobody read.</summary>
    internal static bool? HasReady(ClusterState state, ServiceRecord service) => service switch
    {
        { Type: "ExternalName" } => null,
        { Selector: null } => state.EndpointCounts is null ? null : state.EndpointCounts.Any(endpoints => endpoints.Service == service.Key && endpoints.Ready > 0),
        _ => Behind(state, service).Any(pod => pod.IsReady || service.TakesUnready),
    };

    /// <summary>Numbers and names of the ports at which a pod answers for the Service.</summary>
    internal static IReadOnlyList<string> Targets(ServiceRecord service, PodRecord pod)
    {
        var declared = pod.Spec.Containers.SelectMany(container => container.Ports).ToArray();
        return
        [
            .. service.Ports.SelectMany(port => declared.Where(offered => offered.Name == port.Target || offered.Number.ToString(CultureInfo.InvariantCulture) == port.Target)
                .SelectMany(offered => new[] { offered.Number.ToString(CultureInfo.InvariantCulture), offered.Name }).Append(port.Target)).OfType<string>().Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The pods behind a Service, ready or not.</summary>
    internal static PodRecord[] Behind(ClusterState state, ServiceRecord service) => service.Selector is { } selector
        ? [.. state.PodsIn(service.Key.Namespace).Where(pod => pod.IsActive && selector.Selects(pod.Labels))]
        : [];

    private static Finding? Of(ClusterState state, ServiceRecord service)
    {
        var pods = Behind(state, service);
        if (pods.Length is 0)
        {
            return state.Now - (service.Created ?? DateTimeOffset.MinValue) > Patience ? NoPods(state, service) : null;
        }

        var unnamed = service.Ports.Where(port => !pods.Any(pod => Offers(pod, port))).ToArray();
        if (unnamed.Length > 0 && (unnamed.Any(port => !IsNumber(port.Target)) || unnamed.Length == service.Ports.Count) && pods.Any(pod => pod.Spec.Containers.Any(container => container.Ports.Any(port => port.Protocol is "TCP"))))
        {
            return WrongPort(service, unnamed, pods);
        }

        if (pods.Any(pod => pod.IsReady))
        {
            return Mixed(service, pods) ?? Stale(state, service, pods);
        }

        return service.TakesUnready || pods.Any(pod => state.Now - (pod.ReadySince ?? pod.Created) < Patience) ? null : new()
        {
            Cause = "service-without-endpoints",
            Layer = Layer.Traffic,
            Severity = Severity.Down,
            Confidence = Confidence.Likely,
            About = service.Key,
            What = $"has 0 ready endpoints: none of {Wording.Count(pods.Length, "pod")} behind it is ready",
            Since = pods.Max(pod => pod.ReadySince),
            DueTo = [.. pods.SelectMany(pod => new[] { pod.Workload, pod.Key }).Distinct()],
        };
    }

    /// <summary>A Service whose endpoints somebody else keeps matters once something leads to it.</summary>
    private static Finding? ByHand(ClusterState state, ServiceRecord service) => HasReady(state, service) is false && IsUsed(state, service)
        ? new()
        {
            Cause = "service-without-endpoints", Layer = Layer.Traffic, Severity = Severity.Down, About = service.Key, Since = service.Created,
            What = "has no endpoints: it has no selector, and nobody has given it ready addresses",
            Likely = "its Endpoints or EndpointSlice was never made or is gone, or the selector was left out by mistake",
        }
        : null;

    private static bool IsUsed(ClusterState state, ServiceRecord service) =>
        state.Ingresses.Any(ingress => ingress.Key.Namespace == service.Key.Namespace && ingress.Backends.Any(backend => backend.Service == service.Key.Name)) || state.Webhooks.Any(hook => hook.Service == service.Key);

    /// <summary>Pods of several makers behind one Service, of which some do not listen where it sends.</summary>
    private static Finding? Mixed(ServiceRecord service, PodRecord[] pods)
    {
        var makers = pods.Where(pod => pod.IsReady && pod.Spec.Containers.Any(container => container.Ports.Count > 0)).DistinctBy(pod => pod.Workload).ToArray();
        var deaf = makers.Where(pod => service.Ports.Count > 0 && !service.Ports.Any(port => Offers(pod, port))).ToArray();
        return deaf.Length is 0 || deaf.Length == makers.Length ? null : new()
        {
            Cause = "service-mixes-pods",
            Layer = Layer.Traffic,
            Severity = Severity.Broken,
            Confidence = Confidence.Likely,
            About = service.Key,
            What = $"sends part of its requests to {Wording.Names(deaf.Select(pod => pod.Workload.KindName))}, whose pods do not declare port {Wording.Clean(Wording.Names(service.Ports.Select(port => port.Target)), 60)}",
            Likely = $"its selector {Wording.Clean(service.Selector!.ToString(), 100)} also fits pods of another application: add a label that only {Wording.Names(makers.Except(deaf).Select(pod => pod.Workload.KindName))} has",
            Since = service.Created,
            Affects = [.. deaf.Select(pod => pod.Workload)],
        };
    }

    /// <summary>What the control plane published lags behind the pods. Only where all of it was read.</summary>
    private static Finding? Stale(ClusterState state, ServiceRecord service, PodRecord[] pods)
    {
        var settled = pods.Count(pod => pod is { IsReady: true, Address: not null } && state.Now - (pod.ReadySince ?? pod.Created) > Settled);
        return state is not { Namespace: not null, EndpointCounts: { } published } || settled is 0 || published.Any(endpoints => endpoints.Service == service.Key && endpoints.Ready > 0) ? null : new()
        {
            Cause = "endpoints-not-published",
            Layer = Layer.Traffic,
            Severity = Severity.Down,
            Confidence = Confidence.Likely,
            About = service.Key,
            What = $"has no published endpoints, though {Wording.Count(settled, "pod")} behind it are ready",
            Likely = "the controller manager does not keep up or does not run, or a finalizer or webhook stops it from writing EndpointSlices",
        };
    }

    private static Finding? NoPods(ClusterState state, ServiceRecord service)
    {
        var selector = service.Selector!;
        var makers = state.Workloads.Where(workload => workload.Key.Namespace == service.Key.Namespace).ToArray();
        if (makers.FirstOrDefault(workload => selector.Selects(workload.PodLabels)) is { } meant)
        {
            return meant.Wanted is 0 && !IsUsed(state, service) ? null : new()
            {
                Cause = meant.Wanted is 0 ? "scaled-to-zero" : "service-without-endpoints", Layer = Layer.Traffic, Severity = Severity.Down, Confidence = Confidence.Likely, About = service.Key,
                What = meant.Wanted is 0 ? $"has no endpoints: {meant.Key.KindName} behind it is scaled to 0" : $"has no endpoints: {meant.Key.KindName} behind it has no pods", DueTo = [meant.Key],
            };
        }

        var near = makers.Select(workload => (workload, Missed: selector.Requirements.Where(requirement => !requirement.Holds(workload.PodLabels)).ToArray()))
            .Where(pair => pair.workload.Wanted > 0 && (pair.Missed.Length < selector.Requirements.Count || Resembles(pair.workload, service)))
            .OrderByDescending(pair => Resembles(pair.workload, service)).ThenBy(pair => pair.Missed.Length).FirstOrDefault();
        var isUsed = IsUsed(state, service);
        return new()
        {
            Cause = "service-selector",
            Layer = Layer.Traffic,
            Severity = near.workload is not null || isUsed ? Severity.Down : Severity.Degraded,
            Confidence = near.workload is not null ? Confidence.Likely : Confidence.Possible,
            About = service.Key,
            What = $"has no endpoints: its selector {Wording.Clean(selector.ToString(), 150)} fits no pod",
            Since = service.Created,
            Likely = near.workload is { } workload
                ? $"it means {workload.Key.KindName}, whose pods have {Wording.Clean(string.Join(",", near.Missed.Select(missed => $"{missed.Key}={workload.PodLabels.GetValueOrDefault(missed.Key) ?? "(none)"}")), 120)}"
                : "the workload was removed or renamed",
            Affects = near.workload is { } affected ? [affected.Key] : [],
        };
    }

    private static bool Resembles(WorkloadRecord workload, ServiceRecord service) =>
        workload.Key.Name == service.Key.Name || service.Selector!.Requirements.Any(requirement => requirement.Values.Any(value => value.Length > 3 && (value.StartsWith(workload.Key.Name, StringComparison.Ordinal) || workload.Key.Name.StartsWith(value, StringComparison.Ordinal))));

    private static Finding WrongPort(ServiceRecord service, ServicePort[] wrong, PodRecord[] pods)
    {
        var offered = pods[0].Spec.Containers.Where(container => !container.IsInit).SelectMany(container => container.Ports).Select(port => port.Name is { } name ? $"{name}={port.Number}" : $"{port.Number}");
        var isNamed = wrong.Any(port => !IsNumber(port.Target));
        return new()
        {
            Cause = isNamed ? "service-port-name" : "service-port",
            Layer = Layer.Traffic,
            Severity = isNamed ? Severity.Down : Severity.Degraded,
            Confidence = isNamed ? Confidence.Sure : Confidence.Possible,
            About = service.Key,
            What = $"targets port {Wording.Names(wrong.Select(port => Wording.Clean(port.Target, 40)))}, which {pods[0].Workload.KindName} does not declare",
            Likely = $"declared ports: {Wording.Clean(Wording.Names(offered, 6), 150)}",
            Since = service.Created,
            DueTo = isNamed ? [] : [pods[0].Workload],
        };
    }

    private static bool Offers(PodRecord pod, ServicePort port) =>
        pod.Spec == PodSpec.Empty || pod.Spec.Containers.SelectMany(container => container.Ports).Any(offered => offered.Protocol == port.Protocol && (offered.Name == port.Target || offered.Number.ToString() == port.Target));

    private static bool IsNumber(string target) => target.All(char.IsAsciiDigit);
}
