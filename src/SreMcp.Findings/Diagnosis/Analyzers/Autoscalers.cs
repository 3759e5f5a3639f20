namespace SreMcp.Findings;

/// <summary>Autoscalers that cannot read their metrics, cannot find their target, or have no room left.</summary>
public sealed class Autoscalers : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public IEnumerable<Finding> Analyze(ClusterState state) => state.Autoscalers.Select(scaler => Of(state, scaler)).OfType<Finding>();

    private static Finding? Of(ClusterState state, AutoscalerRecord scaler)
    {
        var unable = scaler.Conditions.FirstOrDefault(condition => condition.Is("AbleToScale", "False"));
        var inactive = scaler.Conditions.FirstOrDefault(condition => condition.Is("ScalingActive", "False"));
        if (unable is not null && unable.Reason is not "BackoffBoth" and not "BackoffDownscale" and not "BackoffUpscale")
        {
            return Finding(scaler, unable.Reason is "FailedGetScale" ? "autoscaler-target" : "autoscaler-unable", unable.Reason is "FailedGetScale" ? $"its target {scaler.Target.KindName} does not exist" : "cannot scale", unable);
        }

        if (inactive is not null && inactive.Reason is not "ScalingDisabled" && state.Now - (scaler.Created ?? DateTimeOffset.MinValue) > Patience)
        {
            var said = inactive.Message.ForAnalysis();
            return said.Contains("missing request for", StringComparison.OrdinalIgnoreCase)
                ? Finding(scaler, "autoscaler-without-requests", $"cannot compute utilisation: containers of {scaler.Target.KindName} set no request for the resource", inactive)
                : Finding(scaler, "autoscaler-metrics", "cannot read its metrics, so it does not scale", inactive) with { Likely = said.Contains("could not find the requested resource", StringComparison.Ordinal) || said.Contains("unable to fetch metrics", StringComparison.Ordinal) ? "the metrics API (metrics-server or an adapter) is not installed or does not answer" : null };
        }

        var limited = scaler.Conditions.FirstOrDefault(condition => condition.Is("ScalingLimited", "True") && condition.Reason is "TooManyReplicas");
        return limited is not null && scaler.Current >= scaler.Max && scaler.Max > scaler.Min
            ? Finding(scaler, "autoscaler-at-maximum", $"wants more than its maximum of {scaler.Max} replicas", limited) with { Severity = Severity.Degraded, Likely = "load has grown, or each replica does less: raise maxReplicas or find out why" }
            : null;
    }

    private static Finding Finding(AutoscalerRecord scaler, string cause, string what, Condition condition) => new()
    {
        Cause = cause, Layer = Layer.Edge, Severity = Severity.Degraded, About = scaler.Key, What = what, Since = condition.Since,
        Evidence = [new($"condition {Wording.Clean(condition.Type, 40)}, {Wording.Clean(condition.Reason, 60)}: ", condition.Message)], DueTo = [scaler.Target],
    };
}
