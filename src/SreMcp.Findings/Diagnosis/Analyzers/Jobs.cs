namespace SreMcp.Findings;

/// <summary>Jobs that failed, and CronJobs that miss their schedule or trip over themselves.</summary>
public sealed class Jobs : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        var failed = state.Jobs.Where(job => job.Failure is not null && !IsHistory(state, job)).GroupBy(job => job.Owner ?? job.Key).Select(group => Failed(state, group.Key, [.. group.OrderByDescending(job => job.Created)]));
        return failed.Concat(state.CronJobs.Select(cron => Schedule(state, cron)).OfType<Finding>()).Concat(Gone(state));
    }

    /// <summary>A later run of the same CronJob went well, or it failed long ago.</summary>
    private static bool IsHistory(ClusterState state, JobRecord job) => job.Owner is { } owner
        ? state.Jobs.Any(other => other.Owner == owner && other.Created > job.Created && other.Conditions.Any(condition => condition.Is("Complete", "True")))
        : state.Now - (job.Failure!.Since ?? state.Now) > Recent;

    private static Finding Failed(ClusterState state, ObjectKey about, IReadOnlyList<JobRecord> jobs)
    {
        var job = jobs[0];
        var reason = job.Failure!.Reason;
        var pods = state.PodsIn(about.Namespace).Where(pod => pod.Workload == job.Key || pod.Workload == about).ToArray();
        return new()
        {
            Cause = reason is "DeadlineExceeded" ? "job-deadline" : "job-failed",
            Layer = Layer.Rollout,
            Severity = Severity.Broken,
            Confidence = reason is "DeadlineExceeded" ? Confidence.Sure : Confidence.Likely,
            About = about,
            What = (about.Kind is "CronJob" ? $"its last {Wording.Count(jobs.Count, "run")} failed" : "failed") + reason switch
            {
                "DeadlineExceeded" => ": it took longer than activeDeadlineSeconds",
                "BackoffLimitExceeded" => $" after {Wording.Count(Math.Max(1, job.Failed), "attempt")} (backoffLimit {job.BackoffLimit})",
                _ => "",
            } + (pods.Length is 0 ? "; its pods are gone, and their logs with them" : ""),
            Since = job.Failure.Since,
            Evidence = [new($"condition Failed, {Wording.Clean(reason, 60)}: ", job.Failure.Message)],
            Next = pods.Length is 0 ? "look for its logs where logs are collected, by job name and time" : null,
            Affects = [.. jobs.Select(one => one.Key)],
            DueTo = [.. pods.Select(pod => pod.Workload), .. jobs.Select(one => one.Key)],
        };
    }

    private static Finding? Schedule(ClusterState state, CronJobRecord cron)
    {
        var report = state.EventsOf(cron.Key).Where(report => report.Reason is "FailedNeedsStart" or "TooManyMissedTimes" or "MissSchedule" or "UnparseableSchedule" or "InvalidSchedule" or "JobAlreadyActive" or "FailedCreate" or "UnknownTimeZone").MaxBy(report => report.Last);
        if (report is null || cron.IsSuspended || (report.Reason is "MissSchedule" && cron.LastScheduled > report.Last))
        {
            return null;
        }

        var (cause, what) = report.Reason switch
        {
            "JobAlreadyActive" => ("cronjob-overlaps", $"skips runs: one is still active and its concurrency policy is {Wording.Clean(cron.Concurrency, 20)}"),
            "UnparseableSchedule" or "InvalidSchedule" => ("cronjob-schedule", $"its schedule {Wording.Clean(cron.Schedule, 60)} cannot be read"),
            "FailedCreate" => ("cronjob-cannot-start", "cannot make its jobs"),
            _ => ("cronjob-missed", $"missed its schedule {Wording.Clean(cron.Schedule, 60)}"),
        };
        return new()
        {
            Cause = cause, Layer = Layer.Rollout, Severity = Severity.Broken, About = cron.Key, What = what, Since = report.First,
            Evidence = [new($"event {report.Reason}: ", report.Message)],
        };
    }

    /// <summary>Jobs of which only the event is left.</summary>
    private static IEnumerable<Finding> Gone(ClusterState state) =>
        from report in state.Events
        where report.About.Kind is "Job" && report.Reason is "BackoffLimitExceeded" or "DeadlineExceeded"
        group report by report.About into reports
        where state.Jobs.All(job => job.Key != reports.Key) && state.CronJobs.All(cron => !reports.Key.Name.StartsWith(cron.Key.Name + "-", StringComparison.Ordinal))
        let last = reports.MaxBy(report => report.Last)
        select new Finding
        {
            Cause = "job-failed", Layer = Layer.Rollout, Severity = Severity.Degraded, Confidence = Confidence.Likely, About = reports.Key,
            What = $"failed and no longer exists; {(state.PodsOf(reports.Key).Any() ? "a pod of it is left" : "its logs went with it")}", Since = last.First, Evidence = [new($"event {last.Reason}: ", last.Message)],
            Next = state.PodsOf(reports.Key).Any() ? null : "look for its logs where logs are collected, by job name and time",
        };
}
