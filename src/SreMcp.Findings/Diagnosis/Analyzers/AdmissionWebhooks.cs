namespace SreMcp.Findings;

/// <summary>Admission webhooks that fail closed and whose service does not answer: changes are refused cluster-wide.</summary>
public sealed class AdmissionWebhooks : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from hook in state.Webhooks
        let services = state.Services
        where hook is { FailsClosed: true, Service: { } } && (state.Namespace is null || state.Namespace == hook.Service.Value.Namespace) && services is not null
        let service = services.FirstOrDefault(candidate => candidate.Key == hook.Service)
        let why = service is null ? $"its Service {hook.Service} does not exist" : ServiceEndpoints.HasReady(state, service) is false ? $"its Service {hook.Service} has no ready endpoints" : null
        where why is not null
        group (hook, why) by (hook.Configuration, why) into same
        select new Finding
        {
            Cause = "admission-webhook",
            Layer = Layer.Cluster,
            Severity = Severity.Down,
            About = new("Webhook", null, same.Key.Configuration),
            What = $"refuses every change that it looks at: {same.Key.why}, and its failure policy is Fail",
            Likely = $"webhooks {Wording.Clean(Wording.Names(same.Select(pair => pair.hook.Webhook)), 150)}",
            Affects = [same.First().hook.Service!.Value],
        };
}
