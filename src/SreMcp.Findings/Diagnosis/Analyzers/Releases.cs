namespace SreMcp.Findings;

/// <summary>Helm releases that a broken upgrade left behind: the next one is refused until that is cleared.</summary>
public sealed class Releases : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from release in state.Releases
        where state.Now - release.Since > Patience
        select new Finding
        {
            Cause = "helm-pending",
            Layer = Layer.Edge,
            Severity = Severity.Degraded,
            About = release.Key,
            What = $"revision {release.Revision} is stuck in {Wording.Clean(release.Status, 40)}: Helm refuses the next upgrade",
            Since = release.Since,
            Likely = "the upgrade was interrupted; a person rolls back with helm rollback",
        };
}
