namespace SreMcp.Findings;

/// <summary>Services that lead nowhere: a selector that fits no pod, a port that no container has, pods that are not ready.</summary>
public sealed class ServiceEndpoints : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        (state.Services ?? []).Where(service => service.Selector is { IsEverything: false }).Select(service => Of(state, service)).OfType<Finding>();

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

        return service.TakesUnready || pods.Any(pod => pod.IsReady || state.Now - (pod.ReadySince ?? pod.Created) < Patience) ? null : new()
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

    private static Finding? NoPods(ClusterState state, ServiceRecord service)
    {
        var selector = service.Selector!;
        var makers = state.Workloads.Where(workload => workload.Key.Namespace == service.Key.Namespace).ToArray();
        if (makers.FirstOrDefault(workload => selector.Selects(workload.PodLabels)) is { } meant)
        {
            return meant.Wanted is 0 && !state.Ingresses.Any(ingress => ingress.Key.Namespace == service.Key.Namespace && ingress.Backends.Any(backend => backend.Service == service.Key.Name)) ? null : new()
            {
                Cause = meant.Wanted is 0 ? "scaled-to-zero" : "service-without-endpoints", Layer = Layer.Traffic, Severity = Severity.Down, Confidence = Confidence.Likely, About = service.Key,
                What = meant.Wanted is 0 ? $"has no endpoints: {meant.Key.KindName} behind it is scaled to 0" : $"has no endpoints: {meant.Key.KindName} behind it has no pods", DueTo = [meant.Key],
            };
        }

        var near = makers.Select(workload => (workload, Missed: selector.Requirements.Where(requirement => !requirement.Holds(workload.PodLabels)).ToArray()))
            .Where(pair => pair.workload.Wanted > 0 && (pair.Missed.Length < selector.Requirements.Count || Resembles(pair.workload, service)))
            .OrderByDescending(pair => Resembles(pair.workload, service)).ThenBy(pair => pair.Missed.Length).FirstOrDefault();
        var isUsed = state.Ingresses.Any(ingress => ingress.Key.Namespace == service.Key.Namespace && ingress.Backends.Any(backend => backend.Service == service.Key.Name));
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
