namespace SreMcp.Sources.Kubernetes;

/// <summary>How a Job stands. Tables of servers before 1.31 do not tell that one has failed.</summary>
internal static class JobProblems
{
    private static readonly TimeSpan Waiting = TimeSpan.FromMinutes(10);

    public static Problem? Of(KubernetesObject job, DateTimeOffset now) => ConditionProblems.Of(job, now) ?? Unfinished(job, now);

    private static Problem? Unfinished(KubernetesObject job, DateTimeOffset now)
    {
        var (done, all) = (job.Number("status", "succeeded") ?? 0, job.Number("spec", "completions") ?? 1);
        return IsOver(job) || done >= all || (job.Moment("status", "startTime") ?? job.Created) is not { } started || now - started < Waiting
            ? null
            : new(ProblemSeverity.Medium, $"{done} of {all} completed after {(long)(now - started).TotalMinutes} min");
    }

    private static bool IsOver(KubernetesObject job) => job.Items("status", "conditions")
        .Any(condition => condition.TextAt("type") is "Complete" or "SuccessCriteriaMet" or "Suspended" && condition.TextAt("status") is "True");
}
