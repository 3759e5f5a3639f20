using System.Globalization;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Ages as the API server words them: two units while young, one later.</summary>
internal static class HumanAge
{
    public static string Since(string? moment, DateTimeOffset now) =>
        DateTimeOffset.TryParse(moment, CultureInfo.InvariantCulture, out var then) ? Of(now - then) : "<unknown>";

    public static string Of(TimeSpan age)
    {
        var (seconds, minutes, hours) = ((long)age.TotalSeconds, (long)age.TotalMinutes, (long)age.TotalHours);
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            < 600 => Two(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => $"{minutes}m",
            < 8 * 3600 => Two(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => $"{hours}h",
            < 8 * 24 * 3600 => Two(hours / 24, "d", hours % 24, "h"),
            < 2 * 365 * 24 * 3600 => $"{hours / 24}d",
            < 8L * 365 * 24 * 3600 => Two(hours / 24 / 365, "y", hours / 24 % 365, "d"),
            _ => $"{hours / 24 / 365}y",
        };
    }

    private static string Two(long first, string firstUnit, long second, string secondUnit) =>
        second == 0 ? $"{first}{firstUnit}" : $"{first}{firstUnit}{second}{secondUnit}";
}
