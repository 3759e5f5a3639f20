namespace SreMcp.Findings;

/// <summary>Services of type LoadBalancer that get no address.</summary>
public sealed class LoadBalancers : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from service in state.Services ?? []
        where service is { Type: "LoadBalancer", HasAddress: false } && state.Now - service.Created > Patience
        let failure = state.EventsOf(service.Key).Where(report => report.IsWarning && report.Reason is "SyncLoadBalancerFailed" or "CreatingLoadBalancerFailed" or "UpdateLoadBalancerFailed" or "AllocationFailed" or "FailedBuildModel" or "FailedDeployModel").MaxBy(report => report.Last)
        select new Finding
        {
            Cause = failure is null ? "load-balancer-pending" : "load-balancer-failed",
            Layer = Layer.Traffic,
            Severity = Severity.Down,
            Confidence = failure is null ? Confidence.Likely : Confidence.Sure,
            About = service.Key,
            What = $"has no address from outside: its load balancer {(failure is null ? "was never made" : "cannot be made")}",
            Since = failure?.First ?? service.Created,
            Evidence = failure is null ? [] : [new($"event {Wording.Clean(failure.Reason, 60)}: ", failure.Message)],
            Likely = failure is null ? "no controller in this cluster serves type LoadBalancer, or its class does not fit" : "the cloud refuses it: quota, subnet, rights of the cluster's identity, or an annotation",
        };
}
