namespace SreMcp.Findings;

/// <summary>Jobs whose work is done while a second container keeps their pod alive.</summary>
public sealed class JobSidecars : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        where pod is { Phase: "Running", Deleted: null } && pod.Workload.Kind is "Job" or "CronJob"
        let done = pod.Containers.FirstOrDefault(container => container is { IsInit: false, Ended.Code: 0 } && state.Now - container.Ended.Finished > Patience)
        where done is not null
        let others = pod.Spec.Containers.Where(spec => !spec.IsInit && spec.Name != done.Name && pod.Containers.All(container => container.Name != spec.Name || container.Ended is null)).Select(spec => spec.Name).ToArray()
        where others.Length > 0
        select new Finding
        {
            Cause = "job-sidecar",
            Layer = Layer.Pod,
            Severity = Severity.Degraded,
            Confidence = Confidence.Likely,
            About = pod.Workload,
            What = $"container {Wording.Clean(done.Name, 60)} ended with success, and {Wording.Clean(Wording.Names(others), 120)} still {(others.Length is 1 ? "runs" : "run")}: the Job never completes",
            Since = done.Ended!.Finished,
            Likely = "a sidecar that does not know when the work is done: make it an init container with restartPolicy Always, or end it from the main container",
            Affects = [pod.Key],
        };
}
