namespace SreMcp.Findings;

/// <summary>Init containers that neither fail nor end: the pod behind them never starts.</summary>
public sealed class InitWaits : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod.IsPending
        from container in pod.Containers
        where container is { IsInit: true, IsRunning: true, Latest: null or { Code: 0 } } && (pod.Spec.Container(container.Name) is not { IsSidecar: true } || (!container.IsReady && pod.Containers.Any(other => other.Waiting is "PodInitializing"))) && state.Now - container.RunningSince > Patience
        group (pod, container) by (pod.Workload, container.Name) into waiting
        select Describe(state, waiting.Key.Workload, [.. waiting.OrderBy(item => item.container.RunningSince)]);

    private static Finding Describe(ClusterState state, ObjectKey workload, IReadOnlyList<(PodRecord Pod, ContainerState Container)> waiting)
    {
        var (pod, container) = waiting[0];
        var log = state.LogOf(pod.Key, container.Name);
        var signs = log?.Signs ?? [];
        var sign = signs.Count > 0 ? signs[0] : null;
        var peer = sign?.Peer is { } host ? PeerService.Find(state, workload.Namespace, host) : null;
        return new()
        {
            Cause = "init-waits",
            Layer = Layer.Pod,
            Severity = state.PodsOf(workload).Any(candidate => candidate.IsReady) ? Severity.Broken : Severity.Down,
            Confidence = sign is null ? Confidence.Likely : Confidence.Sure,
            About = workload,
            What = pod.Spec.Container(container.Name) is { IsSidecar: true }
                ? $"sidecar {Wording.Clean(container.Name, 60)} has not started for {Wording.Span(state.Now - container.RunningSince!.Value)} on {Wording.Count(waiting.Count, "pod")}: its startup probe does not pass, so nothing behind it starts"
                : $"init container {Wording.Clean(container.Name, 60)} has not ended for {Wording.Span(state.Now - container.RunningSince!.Value)} on {Wording.Count(waiting.Count, "pod")}, so nothing behind it starts{(sign is null ? "" : $": {sign.Says}{(sign.Peer is { } name ? $" ({Wording.Clean(name)})" : "")}")}",
            Said = pod.Spec.Container(container.Name)?.Command ?? default,
            Since = container.RunningSince,
            Likely = "it waits for something that does not come: a Service, a database, a migration",
            Evidence = log is { Lines.Count: > 0 } ? [new("log:", new(string.Join('\n', log.Lines.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(3).Select(line => Wording.Clean(line, 220))))) { IsLog = true }] : [],
            Affects = [.. waiting.Select(item => item.Pod.Key).Distinct()],
            DueTo = peer is null ? [] : [peer.Key, .. ServiceEndpoints.Behind(state, peer).Select(behind => behind.Workload).Distinct()],
        };
    }
}
