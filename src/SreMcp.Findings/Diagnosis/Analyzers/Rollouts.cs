using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>Workloads whose controller cannot make pods: quota, admission, missing ServiceAccount, limits.</summary>
public sealed class Rollouts : IAnalyzer
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        foreach (var workload in state.Workloads.Where(workload => workload.Ready < workload.Wanted || workload.IsPaused))
        {
            if (Refusal(state, workload) is { } finding)
            {
                yield return finding;
            }
            else if (workload.IsPaused && (workload.Ready < workload.Wanted || workload.Updated < workload.Wanted))
            {
                yield return Finding(state, workload, new("rollout-paused", "its rollout is paused: no change reaches the pods until it is resumed"), default, Confidence.Sure) with { Next = $"read_kubernetes kind=Deployment name={workload.Key.Name} namespace={workload.Key.Namespace}" };
            }
        }

        foreach (var job in state.Jobs.Where(job => !job.IsOver && !job.IsSuspended && job.Active is 0))
        {
            if (FailedCreate(state, [job.Key]) is { } report)
            {
                var verdict = Judge(report.Message.ForAnalysis());
                yield return new()
                {
                    Cause = verdict.Cause, Layer = Layer.Supply, Severity = Severity.Broken, About = job.Key, What = $"cannot make its pod: {verdict.Why}", Since = report.First,
                    Evidence = [new("event FailedCreate: ", report.Message)], Likely = verdict.Likely,
                };
            }
        }
    }

    private static Finding? Refusal(ClusterState state, WorkloadRecord workload)
    {
        var failure = workload.Conditions.FirstOrDefault(condition => condition.Is("ReplicaFailure", "True"));
        if (failure is not null)
        {
            return Finding(state, workload, Judge(failure.Message.ForAnalysis()), failure.Message, Confidence.Sure) with { Since = failure.Since };
        }

        return workload.Existing < workload.Wanted && FailedCreate(state, [workload.Key, .. ReplicaSets(state, workload)]) is { } report
            ? Finding(state, workload, Judge(report.Message.ForAnalysis()), report.Message, Confidence.Sure) with { Since = report.First }
            : null;
    }

    private static IEnumerable<ObjectKey> ReplicaSets(ClusterState state, WorkloadRecord workload) => workload.Key.Kind is not "Deployment"
        ? []
        : state.Events.Where(report => report.About.Kind is "ReplicaSet" && report.About.Namespace == workload.Key.Namespace && IsOf(report.About.Name, workload.Key.Name)).Select(report => report.About).Distinct();

    private static bool IsOf(string replicaSet, string deployment) =>
        replicaSet.StartsWith(deployment + "-", StringComparison.Ordinal) && !replicaSet[(deployment.Length + 1)..].Contains('-', StringComparison.Ordinal);

    private static EventRecord? FailedCreate(ClusterState state, IEnumerable<ObjectKey> about) =>
        about.SelectMany(state.EventsOf).Where(report => report.Reason is "FailedCreate" && state.Now - (report.Last ?? state.Now) < Recent).MaxBy(report => report.Last);

    private static Finding Finding(ClusterState state, WorkloadRecord workload, Verdict verdict, UntrustedText said, Confidence confidence) => new()
    {
        Cause = verdict.Cause,
        Layer = Layer.Supply,
        Severity = workload.Ready is 0 ? Severity.Down : Severity.Broken,
        Confidence = confidence,
        About = workload.Key,
        What = verdict.Cause is "rollout-paused" ? verdict.Why : $"cannot make pods ({workload.Existing} of {workload.Wanted} exist): {verdict.Why}",
        Likely = verdict.Likely,
        Evidence = [.. said.IsEmpty ? [] : new[] { new Evidence("controller: ", said) }, .. verdict.Cause is "quota" ? Quotas(state, workload.Key.Namespace) : []],
        DueTo = verdict.Cause is "admission-webhook" ? [.. state.Webhooks.Where(hook => said.ForAnalysis().Contains(hook.Webhook, StringComparison.Ordinal)).Select(hook => new ObjectKey("Webhook", null, hook.Configuration))] : [],
    };

    private static IEnumerable<Evidence> Quotas(ClusterState state, string? @namespace)
    {
        var full = state.Quotas.Where(quota => quota.Key.Namespace == @namespace)
            .SelectMany(quota => quota.Resources.Select(resource => $"{quota.Key.Name} {Wording.Clean(resource.Key, 40)} {Wording.Clean(resource.Value.Used, 20)} of {Wording.Clean(resource.Value.Hard, 20)}")).ToArray();
        if (full.Length > 0)
        {
            yield return new($"quota: {Wording.Names(full, 5)}");
        }
    }

    private static Verdict Judge(string said)
    {
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        return said switch
        {
            _ when Has("exceeded quota") => new("quota", "the namespace's quota is used up") { Likely = "raise the quota, or lower requests or replicas" },
            _ when Has("failed quota") => new("quota", "the quota wants requests or limits that the pods do not set") { Likely = "set requests and limits, or add a LimitRange with defaults" },
            _ when Has("failed calling webhook") || Has("failed to call webhook") => Webhook(said),
            _ when Has("admission webhook") && Has("denied") => new("admission-denied", "an admission webhook refuses them"),
            _ when Has("serviceaccount") && Has("not found") => new("missing-serviceaccount", "their ServiceAccount does not exist") { Likely = "create it, or correct serviceAccountName" },
            _ when Has("violates PodSecurity") || Has("unable to validate against any pod security policy") || Has("security context constraint") => new("pod-security", "the namespace's pod security forbids them"),
            _ when Has("maximum") && Has("limit") || Has("minimum") && Has("usage per") => new("limit-range", "they break the namespace's LimitRange"),
            _ when Has("being terminated") => new("namespace-terminating", "the namespace is being deleted"),
            _ when Has("no PriorityClass") || (Has("priority class") && Has("not found")) => new("missing-priority-class", "their PriorityClass does not exist"),
            _ when Has("is invalid") || Has("Invalid value") => new("invalid-pod", "the pod template is not valid"),
            _ => new("pods-refused", "the API server refuses them"),
        };
    }

    private static Verdict Webhook(string said)
    {
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        return said switch
        {
            _ when Has("x509") || Has("certificate") => new("admission-webhook", "an admission webhook cannot be called: its certificate is not accepted") { Likely = "the webhook's certificate has expired, or its caBundle is of another one" },
            _ when Has("deadline exceeded") || Has("timeout") => new("admission-webhook", "an admission webhook does not answer in time") { Likely = "the webhook is overloaded, or a NetworkPolicy or firewall lies between the API server and it" },
            _ => new("admission-webhook", "an admission webhook does not answer") { Likely = "the webhook's service is down, and its failure policy is Fail" },
        };
    }

    private sealed record Verdict(string Cause, string Why)
    {
        public string? Likely { get; init; }
    }
}
