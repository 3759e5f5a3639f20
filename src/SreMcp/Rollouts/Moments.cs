using System.Globalization;
using SreMcp.Tools;

namespace SreMcp.Rollouts;

/// <summary>Moments as people compare them: the time in UTC with how long ago that is.</summary>
internal static class Moments
{
    /// <summary><c>14:31 UTC (18m ago)</c>, with the date when it was another day.</summary>
    public static string Of(DateTimeOffset moment, DateTimeOffset now) =>
        $"{moment.UtcDateTime.ToString(moment.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC ({Age.Of(now - moment)} ago)";
}
