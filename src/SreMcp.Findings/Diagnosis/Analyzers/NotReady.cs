namespace SreMcp.Findings;

/// <summary>Workloads that lack ready pods: the symptom, which folds under whatever explains it.</summary>
public sealed class NotReady : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        state.Workloads.Where(workload => workload.Ready < workload.Wanted && IsOld(state, workload)).Concat(Others(state)).Select(workload => Describe(state, workload));

    /// <summary>Bare pods, and those of controllers that are not read: they count for themselves.</summary>
    private static IEnumerable<WorkloadRecord> Others(ClusterState state) =>
        from pod in state.Pods
        where pod.IsActive && state.Workload(pod.Workload) is null
        group pod by pod.Workload into own
        where own.Any(pod => !pod.IsReady && state.Now - (pod.ReadySince ?? pod.Created) > Patience)
        select new WorkloadRecord { Key = own.Key, Wanted = own.Count(), Ready = own.Count(pod => pod.IsReady), Existing = own.Count() };

    private static bool IsOld(ClusterState state, WorkloadRecord workload) =>
        workload.Conditions.Any(condition => condition is { Type: "Progressing", Status: "False" })
        || state.PodsOf(workload.Key).Any(pod => !pod.IsReady && pod.IsActive && state.Now - (pod.ReadySince ?? pod.Created) > Patience);

    private static Finding Describe(ClusterState state, WorkloadRecord workload)
    {
        var stuck = workload.Conditions.FirstOrDefault(condition => condition.Is("Progressing", "False"));
        var unready = state.PodsOf(workload.Key).Where(pod => !pod.IsReady && pod.IsActive).ToArray();
        var waiting = unready.SelectMany(pod => pod.Containers).Where(container => !container.IsReady && container.Waiting is not null).Select(container => Wording.Clean(container.Waiting, 40));
        var gate = unready.FirstOrDefault(pod => !pod.Gate.IsEmpty);
        var change = state.Changes.GetValueOrDefault(workload.Key);
        return new()
        {
            Cause = gate is not null ? "readiness-gate" : stuck is not null ? "rollout-stuck" : "not-ready",
            Layer = Layer.Rollout,
            Severity = workload.Ready is 0 ? Severity.Down : Severity.Broken,
            Confidence = Confidence.Possible,
            About = workload.Key,
            What = $"{workload.Ready} of {workload.Wanted} pods are ready{(stuck is not null ? ", and its rollout makes no progress" : "")}{(waiting.Any() ? $" ({Wording.Names(waiting)})" : "")}",
            Since = stuck?.Since ?? unready.Min(pod => pod.ReadySince ?? pod.Created),
            Evidence =
            [
                .. gate is null ? [] : new[] { new Evidence("kubelet: ", gate.Gate) },
                .. stuck is null ? [] : new[] { new Evidence("controller: ", stuck.Message) },
                .. change is { Differences.Count: > 0 } ? new[] { new Evidence($"revision {change.Live} changed against {change.Before}: {string.Join("; ", change.Differences.Take(4))}") } : [],
            ],
            Likely = gate is not null ? "the containers are ready, and the controller that opens the readiness gate (a load balancer's, mostly) has not done so" : unready.Length > 0 && unready.All(pod => pod.Phase is "Running") ? "the containers run but are not ready: readiness probe or readiness gate" : null,
            Affects = [.. unready.Select(pod => pod.Key)],
            DueTo = [.. unready.Select(pod => pod.Key)],
        };
    }
}
