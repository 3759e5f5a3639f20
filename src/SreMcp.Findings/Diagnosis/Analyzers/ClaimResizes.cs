namespace SreMcp.Findings;

/// <summary>Volumes that should have grown and did not.</summary>
public sealed class ClaimResizes : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from claim in state.Claims ?? []
        let failure = state.EventsOf(claim.Key).Where(report => report.IsWarning && report.Reason is "VolumeResizeFailed" or "FileSystemResizeFailed" or "ResizeFailed").MaxBy(report => report.Last)
        let waits = claim.Conditions.FirstOrDefault(condition => condition is { Status: "True", Type: "Resizing" or "FileSystemResizePending" } && state.Now - condition.Since > Patience)
        where failure is not null || waits is not null
        select new Finding
        {
            Cause = "volume-resize",
            Layer = Layer.Supply,
            Severity = Severity.Degraded,
            Confidence = failure is null ? Confidence.Likely : Confidence.Sure,
            About = claim.Key,
            What = failure is not null ? $"cannot grow to {Quantity.Bytes(claim.Requested)}" : waits!.Type is "Resizing" ? $"has not grown to {Quantity.Bytes(claim.Requested)} yet" : "has grown, but its file system only does when a pod mounts it anew",
            Since = failure?.First ?? waits?.Since,
            Evidence = failure is not null ? [new($"event {failure.Reason}: ", failure.Message)] : [new($"condition {Wording.Clean(waits!.Type, 40)}: ", waits.Message)],
            Likely = failure is null && waits is { Type: "FileSystemResizePending" } ? "restart the pod that mounts it" : "its StorageClass does not allow expansion, or the storage refuses it",
        };
}
