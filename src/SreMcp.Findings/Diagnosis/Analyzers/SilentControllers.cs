namespace SreMcp.Findings;

/// <summary>A control plane whose controllers or scheduler do nothing: what was changed minutes ago nobody has looked at.</summary>
public sealed class SilentControllers : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    internal static ObjectKey Scheduler { get; } = new("Component", "kube-system", "kube-scheduler");

    private static ObjectKey Controllers { get; } = new("Component", "kube-system", "kube-controller-manager");

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        var ignored = state.Workloads.Where(workload => !workload.IsObserved && state.Now - workload.Created > Patience && workload.ChangedAt is { } changed && state.Now - changed > Patience).ToArray();
        if (ignored.Length > 0)
        {
            yield return Finding("controllers-silent", Controllers, $"does not act: {Wording.Names(ignored.Select(workload => workload.Key.ToString()))} changed more than {Wording.Span(Patience)} ago, and no controller has looked at it since", ignored.Select(workload => workload.Key));
        }

        var unseen = state.Pods.Where(pod => pod is { IsPending: true, Node: null, Unscheduled.IsEmpty: true } && pod.Spec.Scheduler is null or "default-scheduler" && state.Now - pod.Created > Patience && !state.EventsOf(pod.Key).Any(report => report.Reason is "FailedScheduling")).ToArray();
        if (unseen.Length > 0)
        {
            yield return Finding("scheduler-silent", Scheduler, $"does not act: {Wording.Count(unseen.Length, "pod")} of {Wording.Names(unseen.Select(pod => pod.Workload.ToString()))} wait, and it has not looked at them", unseen.SelectMany(pod => new[] { pod.Key, pod.Workload }).Distinct());
        }
    }

    private static Finding Finding(string cause, ObjectKey component, string what, IEnumerable<ObjectKey> affects) => new()
    {
        Cause = cause, Layer = Layer.Cluster, Severity = Severity.Down, Confidence = Confidence.Likely, About = component, What = what, Affects = [.. affects],
        Likely = "it does not run, has lost its lease, or its credential no longer works", Next = "read_diagnosis namespace=kube-system",
    };
}
