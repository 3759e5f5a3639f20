namespace SreMcp.Findings;

/// <summary>Who stands behind a Service, and whether they may be sent anything.</summary>
internal static class EndpointSteps
{
    public static Step Of(ClusterState state, ServiceRecord service, PodRecord[] pods)
    {
        var listed = state.Endpoints?.Where(endpoints => endpoints.Service == service.Key.Name && endpoints.Key.Namespace == service.Key.Namespace).SelectMany(endpoints => endpoints.Addresses).DistinctBy(address => address.Address).ToArray();
        return service.Selector is null ? ByHand(service, listed)
            : state.IsUnseen("pods") ? Unseen(service, listed)
            : pods.Length is 0 ? NoPods(state, service)
            : pods.Any(pod => pod.IsReady) || service.TakesUnready ? Ready(service, pods, listed)
            : NotReady(service, pods);
    }

    private static Step ByHand(ServiceRecord service, EndpointAddress[]? listed) => listed switch
    {
        null => new("endpoints", Passage.Unclear, $"{service.Key} has no selector, and its EndpointSlices could not be read"),
        _ when listed.Any(address => address.IsReady) => new("endpoints", Passage.Open, $"{service.Key} has no selector; somebody keeps {Wording.Count(listed.Length, "address")} for it: {Addresses(listed)}"),
        _ => new("endpoints", Passage.Broken, $"{service.Key} leads nowhere: it has no selector and nobody wrote endpoints for it")
        {
            Evidence = [$"{service.Key} spec.selector (none)", "EndpointSlices with ready addresses: 0"], Next = "give it a selector, or write the EndpointSlice that it is meant to have",
        },
    };

    private static Step Unseen(ServiceRecord service, EndpointAddress[]? listed) => listed switch
    {
        { Length: > 0 } when listed.Any(address => address.IsReady) => new("endpoints", Passage.Open, $"{service.Key} has {Wording.Count(listed.Count(address => address.IsReady), "ready address")} in its EndpointSlices; its pods could not be read"),
        null => new("endpoints", Passage.Unclear, $"neither pods nor EndpointSlices of {service.Key} could be read"),
        _ => new("endpoints", Passage.Broken, $"{service.Key} has no ready address in its EndpointSlices; its pods could not be read"),
    };

    private static Step Ready(ServiceRecord service, PodRecord[] pods, EndpointAddress[]? listed)
    {
        var ready = pods.Count(pod => pod.IsReady);
        var written = listed is null ? "EndpointSlices could not be read" : $"EndpointSlices list {Wording.Count(listed.Count(address => address.IsReady), "ready address")}";
        return listed is not null && !listed.Any(address => address.IsReady)
            ? new("endpoints", Passage.Unclear, $"{service.Key}: {Wording.Share(ready, pods.Length)} ready, yet {written}") { Next = $"read_kubernetes kind=endpointslices namespace={service.Key.Namespace}" }
            : new("endpoints", Passage.Open, $"{service.Key} selects {Wording.Count(pods.Length, "pod")}, {ready} ready; {written}{(service.TakesUnready && ready < pods.Length ? "; it sends to unready ones too" : "")}");
    }

    private static Step NotReady(ServiceRecord service, PodRecord[] pods)
    {
        var first = pods[0];
        var container = first.Containers.FirstOrDefault(container => !container.IsReady);
        var probe = first.Spec.Containers.FirstOrDefault(candidate => candidate.Readiness is not null && (container is null || candidate.Name == container.Name))?.Readiness;
        var why = container is { Waiting: { } waiting } ? $"container {container.Name} waits: {Wording.Clean(waiting, 60)}, {Wording.Count(container.Restarts, "restart")}"
            : probe is not null ? $"readiness probe {probe} does not pass" : $"phase {first.Phase}";
        return new("endpoints", Passage.Broken, $"{service.Key} has 0 ready endpoints: none of {Wording.Count(pods.Length, "pod")} behind it is ready")
        {
            Evidence = [$"{first.Key} status.conditions Ready=False; {why}"],
            Next = $"read_diagnosis namespace={first.Key.Namespace} workload={first.Workload.KindName}",
        };
    }

    private static Step NoPods(ClusterState state, ServiceRecord service)
    {
        var selector = service.Selector!;
        var makers = state.Workloads.Where(workload => workload.Key.Namespace == service.Key.Namespace).ToArray();
        if (makers.FirstOrDefault(workload => selector.Selects(workload.PodLabels)) is { } meant)
        {
            return new("endpoints", Passage.Broken, $"{service.Key} has no endpoints: {meant.Key.KindName} behind it {(meant.Wanted is 0 ? "is scaled to 0" : "has no pods")}")
            {
                Evidence = [$"{meant.Key} spec.replicas {meant.Wanted}"], Next = meant.Wanted is 0 ? $"scale {meant.Key} up" : $"read_diagnosis namespace={meant.Key.Namespace} workload={meant.Key.KindName}",
            };
        }

        var candidates = makers.Select(workload => (Name: workload.Key, Labels: workload.PodLabels)).Concat(state.PodsIn(service.Key.Namespace).Where(pod => pod.IsActive).Select(pod => (Name: pod.Workload, pod.Labels))).DistinctBy(candidate => candidate.Name);
        var near = candidates.OrderByDescending(candidate => candidate.Name.Name == service.Key.Name).ThenBy(candidate => Missed(candidate.Labels).Length)
            .FirstOrDefault(candidate => candidate.Name.Name == service.Key.Name || Missed(candidate.Labels).Length < selector.Requirements.Count || Missed(candidate.Labels).Any(missed => IsNear(missed, candidate.Labels)));
        return new("endpoints", Passage.Broken, $"{service.Key} has no endpoints: its selector fits no pod")
        {
            Evidence =
            [
                $"{service.Key} spec.selector {Wording.Clean(selector.ToString(), 150)}",
                .. near.Name.Name is null ? Array.Empty<string>() : [$"{near.Name} pods have {Wording.Clean(string.Join(",", Missed(near.Labels).Select(missed => $"{missed.Key}={near.Labels.GetValueOrDefault(missed.Key) ?? "(none)"}")), 150)}"],
            ],
            Next = near.Name.Name is null ? "create the workload that it is meant for, or correct the selector" : $"correct the selector of {service.Key} so that it fits {near.Name.KindName}",
        };

        LabelRequirement[] Missed(IReadOnlyDictionary<string, string> labels) => [.. selector.Requirements.Where(requirement => !requirement.Holds(labels))];
    }

    private static bool IsNear(LabelRequirement missed, IReadOnlyDictionary<string, string> labels) =>
        labels.TryGetValue(missed.Key, out var value) && missed.Values.Any(wanted => Policy.Spelling.Nearest(wanted, [value]) is not null);

    private static string Addresses(EndpointAddress[] listed) => Wording.Clean(Wording.Names(listed.Select(address => address.Address)), 150);
}
