using SreMcp.Policy;

namespace SreMcp.Findings;

/// <summary>How findings count and name.</summary>
internal static class Wording
{
    public static string Count(int number, string one) => number is 1 ? $"1 {one}" : $"{number} {one}{(one.EndsWith('s') ? "es" : "s")}";

    /// <summary>The first names, and how many more.</summary>
    public static string Names(IEnumerable<string> names, int most = 4)
    {
        var all = names.Distinct(StringComparer.Ordinal).ToArray();
        return all.Length <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Length - most} more";
    }

    /// <summary>A name that others chose, safe among our own words.</summary>
    public static string Clean(string? name, int limit = 120) => TextCleaner.OneLine(name, limit);

    /// <summary>«3 of 4 pods».</summary>
    public static string Share(int some, int all) => some == all ? $"{(all is 1 ? "its only pod" : $"all {all} pods")}" : $"{some} of {all} pods";

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 120 } => $"{Math.Max(0, span.TotalSeconds):0} s",
        { TotalMinutes: < 120 } => $"{span.TotalMinutes:0} min",
        { TotalHours: < 48 } => $"{span.TotalHours:0} h",
        _ => $"{span.TotalDays:0} d",
    };
}
