namespace SreMcp.Findings;

/// <summary>What is meant to be so, and still answers somebody who asks why a thing does not run: suspended, paused, scaled to nothing.</summary>
public sealed class AskedAbout : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state) => state.Wanted is not { } wanted ? [] :
    [
        .. state.CronJobs.Where(cron => cron.Key == wanted && cron.IsSuspended).Select(cron => Finding(wanted, "suspended", "is suspended: it starts no Jobs until somebody resumes it", cron.LastScheduled)),
        .. state.Jobs.Where(job => job.Key == wanted && job.IsSuspended).Select(_ => Finding(wanted, "suspended", "is suspended: it starts no pods until somebody resumes it", since: null)),
        .. state.Workloads.Where(workload => workload.Key == wanted && workload is { Wanted: 0, Key.Kind: "Deployment" or "StatefulSet" }).Select(_ => Finding(wanted, "scaled-to-zero", "is scaled to 0, so no pod of it runs", since: null)),
        .. state.Workloads.Where(workload => workload.Key == wanted && workload is { Wanted: 0, Key.Kind: "DaemonSet" }).Select(_ => Finding(wanted, "selects-no-node", "wants no pod: no node fits its selector", since: null)),
        .. state.Workloads.Where(workload => workload.Key == wanted && workload is { IsPaused: true, Wanted: > 0 } && !(workload.Ready < workload.Wanted || workload.Updated < workload.Wanted))
            .Select(_ => Finding(wanted, "rollout-paused", "its rollout is paused: the next change does not reach its pods", since: null)),
    ];

    private static Finding Finding(ObjectKey about, string cause, string what, DateTimeOffset? since) => new()
    {
        Cause = cause, Layer = Layer.Rollout, Severity = Severity.Warning, About = about, What = what, Since = since,
    };
}
