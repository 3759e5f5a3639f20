using System.Globalization;
using SreMcp.Findings;

namespace SreMcp.Usage;

/// <summary>Figures and measures as all views of use write them.</summary>
internal static class UsageWords
{
    public static string Name(UsageMeasure measure) => measure switch
    {
        UsageMeasure.MemoryLimit => "memory limit",
        UsageMeasure.MemoryRequest => "memory request",
        UsageMeasure.CpuLimit => "CPU limit",
        _ => "CPU request",
    };

    public static string Percent(decimal? share) => share is { } part ? string.Create(CultureInfo.InvariantCulture, $"{part * 100:0} %") : "";

    public static string Bytes(decimal? bytes) => bytes is { } amount ? Quantity.Bytes(amount) : "-";

    public static string Cores(decimal? cores) => cores is { } amount ? Quantity.Cores(amount) : "-";

    /// <summary>Request and limit: <c>50m/200m</c>.</summary>
    public static string Pair(decimal? request, decimal? limit, Func<decimal?, string> shown) => request is null && limit is null ? "none" : $"{shown(request)}/{shown(limit)}";
}
