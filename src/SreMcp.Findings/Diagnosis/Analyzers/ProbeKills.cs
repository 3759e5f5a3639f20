namespace SreMcp.Findings;

/// <summary>Tells restarts that a probe made from those that the program made.</summary>
internal static class ProbeKills
{
    /// <summary>True when a liveness or startup probe fails on this container and its end is that of a container that was told to stop.</summary>
    public static bool Explain(ClusterState state, PodRecord pod, ContainerState container) =>
        container is { IsInit: false, Latest: { IsOutOfMemory: false, Code: 0 or 137 or 143 or 1 or 2 } }
        && state.EventsOf(pod.Key).Any(report => IsKill(report, container, pod.Spec.Containers.Count(spec => !spec.IsInit)));

    private static bool IsKill(EventRecord report, ContainerState container, int containers)
    {
        var said = report.Message.ForAnalysis();
        var isKilling = report.Reason is "Killing" && (said.Contains("liveness probe", StringComparison.OrdinalIgnoreCase) || said.Contains("startup probe", StringComparison.OrdinalIgnoreCase));
        var isFailing = report.Reason is "Unhealthy" && (said.StartsWith("Liveness", StringComparison.Ordinal) || said.StartsWith("Startup", StringComparison.Ordinal));
        return (isKilling || isFailing) && (containers is 1 || report.Container == container.Name || (report.Container is null && said.Contains(container.Name, StringComparison.Ordinal)));
    }
}
