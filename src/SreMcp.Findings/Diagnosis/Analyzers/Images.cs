namespace SreMcp.Findings;

/// <summary>Images that cannot be pulled: not there, not allowed, too often asked for, or for another processor.</summary>
public sealed class Images : IAnalyzer
{
    public IEnumerable<Finding> Analyze(ClusterState state) =>
        from pod in state.Pods
        from container in pod.Containers
        where pod.Deleted is null && container.Waiting is "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "ErrImageNeverPull" or "ImageInspectError" or "RegistryUnavailable"
        group (pod, container) by (pod.Workload, container.Name) into failing
        select Describe(state, failing.Key.Workload, [.. failing]);

    private static Finding Describe(ClusterState state, ObjectKey workload, IReadOnlyList<(PodRecord Pod, ContainerState Container)> failing)
    {
        var (pod, container) = failing[0];
        var image = Wording.Clean(pod.Spec.Container(container.Name)?.Image, 200);
        var report = failing.SelectMany(pair => state.EventsOf(pair.Pod.Key))
            .Where(candidate => candidate.Reason is "Failed" or "InspectFailed" or "ErrImageNeverPull" && (candidate.Container is null || candidate.Container == container.Name) && Judge(candidate.Message.ForAnalysis()) is not null)
            .MaxBy(candidate => candidate.Last);
        var said = Judge(container.WaitingMessage.ForAnalysis()) is null && report is not null ? report.Message : container.WaitingMessage;
        var (cause, why, likely) = container.Waiting is "InvalidImageName" ? ("image-name", "its name is not valid", null)
            : container.Waiting is "ErrImageNeverPull" ? ("image-never-pulled", "pull policy Never, and the node does not have it", "load it on the nodes or change imagePullPolicy")
            : Judge(said.ForAnalysis()) ?? ("image-pull", "the pull fails", "the name or tag is wrong, or the registry wants a login");
        var change = state.Changes.GetValueOrDefault(workload);
        return new()
        {
            Cause = cause,
            Layer = Layer.Pod,
            Severity = state.PodsOf(workload).Any(candidate => candidate.IsReady) ? Severity.Broken : Severity.Down,
            Confidence = cause is "image-pull" ? Confidence.Likely : Confidence.Sure,
            About = workload,
            What = $"image {image} cannot be pulled on {Wording.Count(failing.Count, "pod")}: {why}",
            Likely = likely,
            Since = failing.Min(pair => pair.Pod.Created),
            Evidence = [.. change is { Differences.Count: > 0 } ? new[] { new Evidence($"revision {change.Live} changed against {change.Before}: {string.Join("; ", change.Differences.Take(4))}") } : [], new(report is null ? "kubelet: " : "event Failed: ", said), .. PullSecret(state, failing.Select(pair => pair.Pod))],
            Next = change is not null ? $"generate_script kubernetes_rollback {workload} to {change.Before}" : null,
            Affects = [.. failing.Select(pair => pair.Pod.Key)],
        };
    }

    private static IEnumerable<Evidence> PullSecret(ClusterState state, IEnumerable<PodRecord> pods) =>
        pods.SelectMany(pod => state.EventsOf(pod.Key)).Where(report => report.Reason is "FailedToRetrieveImagePullSecret").Take(1).Select(report => new Evidence("event FailedToRetrieveImagePullSecret: ", report.Message));

    private static (string Cause, string Why, string? Likely)? Judge(string said)
    {
        bool Has(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        return said switch
        {
            _ when Has("toomanyrequests") || Has("rate limit") || Has("429 Too Many") => ("image-rate-limit", "the registry limits how often it is asked", "log in to the registry or use a mirror"),
            _ when Has("no matching manifest") || Has("no match for platform") => ("wrong-architecture", "there is none for this processor", null),
            _ when Has("pull access denied") && Has("does not exist") => ("image-not-found", "the repository does not exist, or needs a login", "the name is wrong, or an imagePullSecret is missing"),
            _ when Has("unauthorized") || Has("authentication required") || Has("403 Forbidden") || Has("access denied") || Has("no basic auth") || Has("denied:") || Has("401 ") => ("image-login", "the registry refuses the login", "imagePullSecrets of the pod or its ServiceAccount are missing or expired"),
            _ when Has("not found") || Has("manifest unknown") || Has("does not exist") || Has("name unknown") => ("image-not-found", "the registry does not have it", "the name or tag is wrong, or it was never pushed"),
            _ when Has("x509") || Has("certificate") => ("registry-certificate", "the registry's certificate is not accepted", null),
            _ when Has("no such host") || Has("i/o timeout") || Has("connection refused") || Has("timeout") || Has("no route to host") || Has("server misbehaving") || Has("TLS handshake") => ("registry-unreachable", "the registry does not answer", "its name is wrong, or the node has no way to it"),
            _ when Has("no space left") => ("node-disk-full", "the node's disk is full", null),
            _ => null,
        };
    }
}
