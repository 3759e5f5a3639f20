namespace SreMcp.Scripts;

/// <summary>What one container asks for and may use, as quantities of Kubernetes; null where its template says nothing.</summary>
public sealed record ContainerResources(string Container)
{
    public string? CpuRequest { get; init; }

    public string? CpuLimit { get; init; }

    public string? MemoryRequest { get; init; }

    public string? MemoryLimit { get; init; }

    /// <summary>One row of the fact <c>resources</c>; a column that the template says nothing about is absent.</summary>
    internal IReadOnlyDictionary<string, string> ToRow()
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal) { ["container"] = Container };
        foreach (var (column, quantity) in new[] { ("cpu-request", CpuRequest), ("cpu-limit", CpuLimit), ("memory-request", MemoryRequest), ("memory-limit", MemoryLimit) })
        {
            if (quantity is not null)
            {
                row[column] = WorkloadFacts.Shown(quantity);
            }
        }

        return row;
    }
}
