namespace SreMcp.Findings;

/// <summary>Workloads that are like one: of the same team, or of the same namespace where no label names a team.</summary>
/// <param name="Criterion">What makes them alike, in our words.</param>
/// <param name="All">Their containers, the asked workload first, the others by name.</param>
public sealed record Peers(string Criterion, IReadOnlyList<WorkloadContainer> All)
{
    public static Peers Of(MeasuredWorkload asked, IReadOnlyList<WorkloadContainer> containers)
    {
        var own = containers.FirstOrDefault(container => container.Workload == asked);
        var isByTeam = own?.Team is not null;
        var alike = containers.Where(container => container.Workload == asked || (isByTeam ? container.Team == own!.Team : container.Workload.Namespace == asked.Namespace));
        return new(
            isByTeam ? "of the same team (by label)" : "of the same namespace (no label names a team)",
            [.. alike.OrderByDescending(container => container.Workload == asked).ThenBy(container => container.Workload.Namespace, StringComparer.Ordinal).ThenBy(container => container.Workload.Name, StringComparer.Ordinal)]);
    }

    /// <summary>The median of what the others set; null when less than two of them set it.</summary>
    public decimal? Median(MeasuredWorkload asked, Func<ContainerResources, decimal?> of)
    {
        decimal[] values = [.. All.Where(container => container.Workload != asked).Select(container => of(container.Set)).OfType<decimal>().Order()];
        return values.Length < 2 ? null : values.Length % 2 is 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
