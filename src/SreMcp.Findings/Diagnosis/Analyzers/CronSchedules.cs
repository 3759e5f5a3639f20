namespace SreMcp.Findings;

/// <summary>CronJobs that should have run and did not, that never ran, or whose runs pile up.</summary>
public sealed class CronSchedules : IAnalyzer
{
    private const int Pile = 3;
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        state.CronJobs.Where(cron => !cron.IsSuspended).Select(cron => Missed(state, cron) ?? Piled(cron)).OfType<Finding>();

    private static Finding? Missed(ClusterState state, CronJobRecord cron)
    {
        if (CronSchedule.Parse(cron.Schedule) is not { } schedule || schedule.LongestGap(state.Now) is not { } gap)
        {
            return null;
        }

        // The controller's time zone is not told, so only what is late in every zone counts as missed.
        var last = cron.LastScheduled ?? cron.Created;
        if (last is null || state.Now - last.Value < gap + gap + Slack || cron.Active > 0)
        {
            return null;
        }

        return Finding(cron, cron.LastScheduled is null ? "cronjob-never-ran" : "cronjob-missed", Severity.Broken,
            cron.LastScheduled is null ? $"has never run since it was made, though {Wording.Clean(cron.Schedule, 60)} is at least every {Wording.Span(gap)}" : $"has not run for {Wording.Span(state.Now - last.Value)}, though {Wording.Clean(cron.Schedule, 60)} is at least every {Wording.Span(gap)}") with
        {
            Since = last + gap,
            Confidence = Confidence.Likely,
            Likely = "startingDeadlineSeconds is too short, too many starts were missed, or the controller cannot make its Jobs",
        };
    }

    private static Finding? Piled(CronJobRecord cron) => cron is { Concurrency: "Allow", Active: >= Pile }
        ? Finding(cron, "cronjob-overlaps", Severity.Degraded, $"runs pile up: {cron.Active} are active at a time, and its concurrency policy allows any number") with { Likely = "a run takes longer than the time between two: set concurrencyPolicy Forbid, or find out why it is slow" }
        : null;

    private static Finding Finding(CronJobRecord cron, string cause, Severity severity, string what) => new()
    {
        Cause = cause, Layer = Layer.Rollout, Severity = severity, About = cron.Key, What = what,
    };
}
