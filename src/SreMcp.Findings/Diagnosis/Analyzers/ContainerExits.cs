using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Containers that end although they should run: killed for memory, crashed, refused to start, or done too soon.</summary>
public sealed class ContainerExits : IAnalyzer
{
    private const int LogLines = 4;
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);
    private static readonly TimeSpan RecentIfOften = TimeSpan.FromHours(24);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod.Containers.Count > 0 && pod.Reason is not "Evicted" && !IsOfDoneJob(pod, state)
        from container in pod.Containers
        where IsInTrouble(pod, container, state.Now) && !ProbeKills.Explain(state, pod, container)
        group (pod, container) by (pod.Workload, container.Name) into failing
        select Describe(state, failing.Key.Workload, [.. failing.OrderByDescending(pair => pair.container.Latest?.Finished).ThenByDescending(pair => pair.container.Restarts)]);

    /// <summary>A pod that failed before its job went well is history.</summary>
    private static bool IsOfDoneJob(PodRecord pod, ClusterState state) =>
        pod.Workload.Kind is "Job" or "CronJob" && pod.Phase is "Failed"
        && state.Jobs.Any(job => (job.Key == pod.Workload || job.Owner == pod.Workload) && pod.Key.Name.StartsWith(job.Key.Name, StringComparison.Ordinal) && job.Conditions.Any(condition => condition.Is("Complete", "True")));

    private static bool IsInTrouble(PodRecord pod, ContainerState container, DateTimeOffset now) => container switch
    {
        { Waiting: "CreateContainerConfigError" } => !ConfigReferences.Explains(container.WaitingMessage),
        { Waiting: "CrashLoopBackOff" or "RunContainerError" or "StartError" or "CreateContainerError" or "PostStartHookError" } => true,
        { Ended.Code: not 0 } => pod.Deleted is null,
        { LastEnded: { Code: not 0 } last } => now - (last.Finished ?? now) < (container.Restarts >= 3 ? RecentIfOften : Recent),
        _ => false,
    };

    private static Finding Describe(ClusterState state, ObjectKey workload, IReadOnlyList<(PodRecord Pod, ContainerState Container)> failing)
    {
        var (pod, container) = failing[0];
        var spec = pod.Spec.Container(container.Name);
        var log = failing.Select(pair => state.LogOf(pair.Pod.Key, container.Name)).FirstOrDefault(tail => tail is { Lines.Count: > 0 });

        // A kubelet may keep the last lines in the termination message, which stays when the log is gone.
        var signs = container.Latest is { Message: { IsEmpty: false } words } ? LogSigns.In([.. log?.Lines ?? [], .. words.ForAnalysis().Split('\n')]) : log?.Signs ?? [];
        var verdict = ExitVerdict.Of(pod, container, spec, signs);
        var all = Math.Max(failing.Select(pair => pair.Pod.Key).Distinct().Count(), state.PodsOf(workload).Count(candidate => candidate.IsActive || candidate.Phase is "Failed"));
        var reach = verdict.Peer is { } peer ? Reach.Judge(state, pod, peer, verdict.Cause) : verdict.Cause is "dns-failure" ? Reach.Dns(state, pod) : null;
        var restarts = failing.Sum(pair => pair.Container.Restarts);
        var change = state.Changes.GetValueOrDefault(workload);
        var anyReady = state.PodsOf(workload).Any(candidate => candidate.IsReady && candidate.IsActive);
        return new()
        {
            Cause = reach?.Cause ?? verdict.Cause,
            Layer = Layer.Pod,
            Severity = failing.All(pair => pair.Pod.IsReady) ? Severity.Degraded : anyReady ? Severity.Broken : Severity.Down,
            Confidence = verdict.Confidence,
            About = workload,
            What = $"{verdict.What}{(restarts > 0 ? $", {Wording.Count(restarts, "restart")}" : "")} on {Wording.Share(failing.Select(pair => pair.Pod.Key).Distinct().Count(), all)}",
            Said = verdict.Said,
            Since = failing.Min(pair => pair.Container.Latest?.Started ?? pair.Pod.Created),
            Likely = reach?.Why ?? verdict.Likely,
            Evidence = [.. Seen(container, change, log, signs), .. Circumstances.Of(state, pod, container.Name, verdict.Cause)],
            Next = Next(workload, verdict, change),
            Affects = [.. failing.Select(pair => pair.Pod.Key).Distinct(), .. reach?.Policy is { } policy ? new[] { policy } : []],
            DueTo = reach?.DueTo ?? (verdict.Peer is { } host ? [SharedPeers.Key(host)] : []),
        };
    }

    private static IEnumerable<Evidence> Seen(ContainerState container, RevisionChange? change, LogTail? log, IReadOnlyList<LogSign> signs)
    {
        if (change is { Differences.Count: > 0 })
        {
            yield return new($"revision {change.Live} changed against {change.Before}: {string.Join("; ", change.Differences.Take(4))}");
        }

        if (container.Latest is { } end && !end.Message.IsEmpty)
        {
            yield return new("the container's last words: ", end.Message);
        }

        if (container.Waiting is not (null or "CrashLoopBackOff") && !container.WaitingMessage.IsEmpty)
        {
            yield return new($"{Wording.Clean(container.Waiting, 40)}: ", container.WaitingMessage);
        }

        if (log is { Lines.Count: > 0 })
        {
            // The line that names the cause may stand far above the end, and frames of a stack say less than what stands above them.
            var tail = log.Lines.Where(line => !string.IsNullOrWhiteSpace(line) && !IsFrame(line)).TakeLast(LogLines).ToArray();
            var telling = signs.Take(1).Select(sign => sign.Line).Where(line => !tail.Contains(line, StringComparer.Ordinal) && log.Lines.Contains(line, StringComparer.Ordinal));
            yield return new(log.IsPrevious ? "log before the end:" : "log:", new(string.Join('\n', telling.Concat(tail).Select(line => Wording.Clean(line, 220))))) { IsLog = true };
        }

        if (container.Latest is { IsOutOfMemory: true } && LogTrend.In(log?.Lines ?? []) is { } trend)
        {
            yield return new($"a figure in {trend.Count} log lines grew {trend.Growth:0} times, first and last: ", new($"{trend.First} … {trend.Last}"));
        }
    }

    private static bool IsFrame(string line) => line.TrimStart() is var text && text.Length < line.Length
        && (text.StartsWith("at ", StringComparison.Ordinal) || text.StartsWith("File \"", StringComparison.Ordinal) || (text.StartsWith("... ", StringComparison.Ordinal) && text.EndsWith("more", StringComparison.Ordinal)));

    private static string Next(ObjectKey workload, ExitVerdict verdict, RevisionChange? change) => change is { Differences.Count: > 0 } && workload.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
        ? $"generate_script kubernetes_rollback {workload} to {change!.Before}"
        : verdict.Next ?? $"read_kubernetes_logs name={workload.KindName} namespace={workload.Namespace} previous=true";
}
