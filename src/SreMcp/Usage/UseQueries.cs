using SreMcp.Sources.Prometheus;

namespace SreMcp.Usage;

/// <summary>The questions to a Prometheus about use: series as every kubelet's cAdvisor names them.</summary>
/// <param name="By">The labels that tell containers, or nodes, apart.</param>
/// <param name="Since">Over how long; null for now.</param>
internal sealed record UseQueries(string By, IReadOnlyList<LabelMatcher> Matchers, TimeSpan? Since)
{
    private const string MemoryBytes = "container_memory_working_set_bytes";
    private const string CpuSeconds = "container_cpu_usage_seconds_total";

    /// <summary>The time over which CPU use is averaged, and how often a longer time is looked at: at most 576 times.</summary>
    private static readonly TimeSpan Rate = TimeSpan.FromMinutes(5);
    private const int MostSteps = 576;

    /// <summary>The most, or what is used now.</summary>
    public string Memory => Most(Since is null ? Series(MemoryBytes) : $"max_over_time({Series(MemoryBytes)}[{PromQl.Duration(Since.Value)}])");

    public string Cpu => Most(Since is null ? Cores(Rate) : $"max_over_time({CoresOverTime})");

    public string UsualMemory => Most($"quantile_over_time(0.95, {Series(MemoryBytes)}[{PromQl.Duration(Since ?? Rate)}])");

    public string UsualCpu => Most($"quantile_over_time(0.95, {CoresOverTime})");

    /// <summary>How many series there were.</summary>
    public string Count => $"count({Series(MemoryBytes)})";

    /// <summary>What CPU figures are averages of.</summary>
    public TimeSpan Averaged => Step > Rate ? Step : Rate;

    private TimeSpan Step => Since is not { } since || since / MostSteps <= TimeSpan.FromMinutes(1) ? TimeSpan.FromMinutes(1)
        : since / MostSteps <= Rate ? Rate
        : TimeSpan.FromMinutes(Math.Ceiling((since / MostSteps).TotalMinutes));

    private string CoresOverTime => $"{Cores(Averaged)}[{PromQl.Duration(Since ?? Rate)}:{PromQl.Duration(Step)}]";

    /// <summary>One figure for each of them: a container that was started anew has another series, and some keep every series twice.</summary>
    private string Most(string vector) => $"max by ({By}) ({vector})";

    private string Cores(TimeSpan over) => $"rate({Series(CpuSeconds)}[{PromQl.Duration(over)}])";

    private string Series(string metric) => PromQl.Series(metric, Matchers);
}
