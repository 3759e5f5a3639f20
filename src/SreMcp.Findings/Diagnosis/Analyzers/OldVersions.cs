namespace SreMcp.Findings;

/// <summary>Objects that are still written in API versions which Kubernetes has removed or will: the next upgrade breaks whoever writes them.</summary>
public sealed class OldVersions : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from old in state.OldVersions
        group old by (old.Version, old.Key.Kind) into same
        let removed = RemovedVersions.Of(same.Key.Version, same.Key.Kind)
        where removed is not null
        let keys = same.Select(old => old.Key).Distinct().ToArray()
        let writers = same.Select(old => Wording.Clean(old.Writer, 60)).Where(writer => writer.Length > 0).Distinct(StringComparer.Ordinal)
        select new Finding
        {
            Cause = "old-api-version",
            Layer = Layer.Edge,
            Severity = Severity.Warning,
            About = keys[0],
            What = $"{(keys.Length is 1 ? "is" : $"and {keys.Length - 1} more are")} still written as {Wording.Clean(same.Key.Version, 60)}, which Kubernetes {removed.Release} no longer serves; now {removed.Successor}",
            Evidence = [new($"field manager {Wording.Names(writers)}")],
            Likely = "the manifests, charts or tools that write it have to change before the cluster is upgraded",
        };
}
