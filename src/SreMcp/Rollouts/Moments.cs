using System.Globalization;
using SreMcp.Tools;

namespace SreMcp.Rollouts;

/// <summary>Moments as people compare them: the time in UTC with how long ago that is.</summary>
internal static class Moments
{
    /// <summary><c>14:31 UTC (18m ago)</c>, with the date when it was another day.</summary>
    public static string Of(DateTimeOffset moment, DateTimeOffset now) => $"{Shown(moment, Day(moment) == Day(now) ? "HH:mm" : "yyyy-MM-dd HH:mm")} UTC ({Age.Of(now - moment)} ago)";

    private static string Day(DateTimeOffset moment) => Shown(moment, "yyyy-MM-dd");

    private static string Shown(DateTimeOffset moment, string format) => moment.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);
}
