namespace SreMcp.Tools;

/// <summary>How long ago, in the two largest units, as kubectl shows it.</summary>
internal static class Age
{
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 2 } => $"{span.TotalSeconds:0}s",
        { TotalHours: < 3 } => $"{Math.Floor(span.TotalMinutes):0}m",
        { TotalDays: < 2 } => $"{Math.Floor(span.TotalHours):0}h",
        _ => $"{Math.Floor(span.TotalDays):0}d",
    };
}
