namespace SreMcp.Findings;

/// <summary>Containers that run, and whose logs say what they lack.</summary>
public sealed class LogTroubles : IAnalyzer
{
    /// <summary>Programs that retry report a failure a few times and recover.</summary>
    private const int Often = 3;

    /// <summary>What keeps a program from its peers, or from room to work; the rest is everyday noise of running programs.</summary>
    private static readonly string[] Telling =
    [
        "rbac-denied", "dns-failure", "certificate-trouble", "too-many-connections", "login-refused", "connection-refused", "connection-timeout", "disk-full", "heap-exhausted", "read-only-filesystem", "cluster-partition", "missing-table",
    ];

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from log in state.Logs
        let pod = state.Pods.FirstOrDefault(candidate => candidate.Key == log.Pod)
        where pod is not null && !log.IsPrevious && pod.Containers.All(container => container.Name != log.Container || container is { Waiting: null, Ended: null })
        from sign in LogSigns.In(log.Lines)
        where Telling.Contains(sign.Cause, StringComparer.Ordinal) && (sign.Count >= Often || !pod.IsReady || sign.Count * 2 >= log.Lines.Count)
        group (pod, log, sign) by (pod.Workload, sign.Cause) into same
        select Describe(state, same.Key.Workload, [.. same.OrderByDescending(item => item.sign.Count)]);

    private static Finding Describe(ClusterState state, ObjectKey workload, IReadOnlyList<(PodRecord Pod, LogTail Log, LogSign Sign)> same)
    {
        var (pod, log, sign) = same[0];
        var reach = sign.Peer is { } peer ? Reach.Judge(state, pod, peer, sign.Cause) : sign.Cause is "dns-failure" ? Reach.Dns(state, pod) : null;
        return new()
        {
            Cause = reach?.Cause ?? sign.Cause,
            Layer = reach?.Cause is "network-policy" ? Layer.Supply : Layer.Pod,
            Severity = pod.IsReady ? Severity.Degraded : Severity.Broken,
            Confidence = reach?.Confidence ?? Confidence.Likely,
            About = workload,
            What = $"{sign.Says}{(sign.Peer is { } host ? $": {Wording.Clean(host)}" : "")}; {sign.Count} of the last {log.Lines.Count} log lines say so",
            Likely = reach?.Why,
            Evidence = [new("log, last such line: ", new(sign.Line)), .. reach?.Evidence is { } more ? new[] { new Evidence(more) } : []],
            Affects = [.. same.Select(item => item.Pod.Key).Distinct()],
            DueTo = reach?.DueTo ?? [],
        };
    }
}
