namespace SreMcp.Findings;

/// <summary>Rights that controllers and programs lack, as events tell it and as logs do.</summary>
public sealed class RbacDenials : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from report in state.Events
        where report.IsWarning && state.Now - (report.Last ?? state.Now) < Recent
        let denial = RbacDenial.In(report.Message.ForAnalysis())
        where denial is not null
        group report by (report.About, denial) into same
        let last = same.MaxBy(report => report.Last)!
        select new Finding
        {
            Cause = "rbac-denied",
            Layer = Layer.Supply,
            Severity = Severity.Broken,
            About = same.Key.About,
            What = $"{Wording.Clean(last.Reason, 60)}: the API server denies {Wording.Clean($"{same.Key.denial.Verb} {same.Key.denial.Resource}", 80)}",
            Since = same.Min(report => report.First),
            Evidence = [new($"event {Wording.Clean(last.Reason, 60)}, {Wording.Count(same.Sum(report => report.Count), "time")}: ", last.Message)],
            Likely = same.Key.denial.Needs,
        };
}
