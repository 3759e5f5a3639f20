namespace SreMcp.Sources.Kubernetes;

/// <summary>What a row of the pod table tells. Why the last container died stands in the object only.</summary>
internal static class PodProblems
{
    private const int ManyRestarts = 5;
    private static readonly TimeSpan Lately = TimeSpan.FromHours(1);

    public static Problem? Of(TableRow row)
    {
        var status = row["Status"] ?? "";
        var restarts = Restarts(row["Restarts"]);
        return status switch
        {
            "Completed" or "Succeeded" => null,
            "Running" => Running(row, restarts),
            _ when IsTransitional(status) => TableProblems.IsSettling(row) ? null : new(ProblemSeverity.Medium, With(status, restarts)),
            "Pending" when TableProblems.IsSettling(row) => null,
            "Pending" => new(ProblemSeverity.High, "Pending: not scheduled or not started"),
            "Evicted" or "Terminating" or "Preempting" or "NodeShutdown" or "Terminated" => new(ProblemSeverity.Low, With(status, restarts)),
            "SchedulingGated" => new(ProblemSeverity.Low, status),
            "" => null,
            _ => new(ProblemSeverity.Critical, With(status, restarts)),
        };
    }

    private static Problem? Running(TableRow row, (int Count, TimeSpan? Ago) restarts)
    {
        var lately = restarts is { Count: > 0, Ago: { } ago } && ago < Lately;
        if (TableProblems.Ratio(row["Ready"]) is (var ready, var all) && ready < all && !TableProblems.IsSettling(row))
        {
            return new(ProblemSeverity.High, With($"{ready} of {all} containers ready", restarts));
        }

        // Without the time of the last restart (servers before 1.23) only frequent ones count.
        var often = restarts.Ago is null && restarts.Count >= ManyRestarts && Age.Parse(row["Age"]) is { } age && age / restarts.Count < TimeSpan.FromDays(1);
        return lately || often ? new(lately && restarts.Count >= ManyRestarts ? ProblemSeverity.High : ProblemSeverity.Medium, With("Running", restarts)) : null;
    }

    /// <summary>On the way to running: a problem only when it takes long.</summary>
    private static bool IsTransitional(string status) =>
        status is "ContainerCreating" or "PodInitializing" or "NotReady" || (status.StartsWith("Init:", StringComparison.Ordinal) && TableProblems.Ratio(status[5..]) is not null);

    private static string With(string status, (int Count, TimeSpan? Ago) restarts) => restarts.Count switch
    {
        0 => status,
        1 => $"{status}, 1 restart",
        var count => $"{status}, {count} restarts",
    };

    /// <summary><c>9</c>, or <c>9 (3m ago)</c> on servers since 1.23.</summary>
    private static (int Count, TimeSpan? Ago) Restarts(string? cell)
    {
        if (string.IsNullOrEmpty(cell))
        {
            return (0, null);
        }

        var open = cell.IndexOf('(', StringComparison.Ordinal);
        var end = cell.IndexOf(" ago", StringComparison.Ordinal);
        return int.TryParse(open > 0 ? cell.AsSpan(0, open).Trim() : cell, out var count)
            ? (count, open > 0 && end > open ? Age.Parse(cell.AsSpan(open + 1, end - open - 1)) : null)
            : (0, null);
    }
}
