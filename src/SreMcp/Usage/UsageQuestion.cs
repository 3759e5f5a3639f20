using SreMcp.Findings;

namespace SreMcp.Usage;

/// <summary>What is asked about use.</summary>
/// <param name="Workload"><c>Kind/name</c>; null for all.</param>
/// <param name="Above">Percent of the measure; null for the worst, whatever they use.</param>
/// <param name="Limit">Rows.</param>
/// <param name="Since">Over how long; null for now.</param>
internal sealed record UsageQuestion(string? Context, string? Namespace, string? Labels, string? Workload, UsageMeasure Measure, int? Above, int Limit, TimeSpan? Since = null);
