namespace SreMcp.Findings;

/// <summary>Pods that a Service sends requests to before they can answer, since nothing asks them first. Many healthy workloads have no probe,
/// so only whoever asks about this one is told, and only when pods of it start again or anew.</summary>
public sealed class MissingProbes : IAnalyzer
{
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(30);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        if (state.Wanted is not { } wanted || state.Workload(wanted) is not { } workload || !HasNone(workload.Spec))
        {
            yield break;
        }

        var starting = state.PodsOf(wanted).Where(pod => pod.IsActive && (state.Now - pod.Created < Young || pod.Containers.Any(container => container.Restarts > 0))).ToArray();
        var services = (state.Services ?? []).Where(service => service.Key.Namespace == wanted.Namespace && service.Selector is { IsEverything: false } selector && selector.Selects(workload.PodLabels)).ToArray();
        if (starting.Length is 0 || services.Length is 0)
        {
            yield break;
        }

        yield return new()
        {
            Cause = "missing-readiness-probe",
            Layer = Layer.Traffic,
            Severity = Severity.Warning,
            Confidence = Confidence.Possible,
            About = wanted,
            What = $"has no readiness probe, and {Wording.Count(starting.Length, "pod")} of it started again or anew: {Wording.Names(services.Select(service => service.Key.KindName))} sends requests as soon as a container runs",
            Likely = "errors for seconds after each start; a readinessProbe keeps requests away until the program answers",
        };
    }

    private static bool HasNone(PodSpec spec) => spec.Containers.Count > 0 && !spec.Containers.Any(container => (!container.IsInit || container.IsSidecar) && container.Readiness is not null);
}
