using System.Globalization;
using System.Text.RegularExpressions;

namespace SreMcp.Findings;

/// <summary>A figure that lines of one wording report, and that only grows: memory in use, a rate, a duration.</summary>
/// <param name="First">The line with the first figure.</param>
/// <param name="Last">The line with the last one.</param>
/// <param name="Count">Lines that report it.</param>
/// <param name="Growth">The last figure by the first one.</param>
public sealed partial record LogTrend(string First, string Last, int Count, double Growth)
{
    private const int Fewest = 5;
    private const double LeastGrowth = 3;
    private const double LeastRising = 0.8;
    private const int LineLimit = 500;

    /// <summary>The figure that grows most; null when none does.</summary>
    public static LogTrend? In(IReadOnlyList<string> lines) =>
        lines.Where(line => line.Length <= LineLimit).Select(Read).OfType<Reading>()
            .GroupBy(reading => reading.Wording, StringComparer.Ordinal)
            .Select(same => Of([.. same])).OfType<LogTrend>()
            .MaxBy(trend => trend.Growth);

    private static LogTrend? Of(IReadOnlyList<Reading> readings)
    {
        if (readings.Count < Fewest || readings[0].Amount <= 0)
        {
            return null;
        }

        var rising = readings.Zip(readings.Skip(1)).Count(pair => pair.Second.Amount >= pair.First.Amount);
        var growth = readings[^1].Amount / readings[0].Amount;
        return growth >= LeastGrowth && rising >= (readings.Count - 1) * LeastRising ? new(readings[0].Line, readings[^1].Line, readings.Count, growth) : null;
    }

    private static Reading? Read(string line)
    {
        var figures = Figure().Matches(line);
        return figures.Count > 0 && double.TryParse(figures[^1].Groups["number"].ValueSpan, CultureInfo.InvariantCulture, out var number)
            ? new(line, Varying().Replace(line, ""), number * Scale(figures[^1].Groups["unit"].ValueSpan))
            : null;
    }

    private static double Scale(ReadOnlySpan<char> unit) => char.ToUpperInvariant(unit[0]) switch
    {
        'K' => 1L << 10,
        'M' when unit.Length > 1 && unit[1] is not 's' => 1L << 20,
        'G' => 1L << 30,
        'T' => 1L << 40,
        _ => 1,
    };

    [GeneratedRegex("""(?<![\w.:])(?<number>[0-9]+(\.[0-9]+)?) ?(?<unit>%|[KMGTkmgt]i?[Bb]\b|ms\b)""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Figure();

    /// <summary>Digits, units and the level: a figure that grows turns from information into a warning.</summary>
    [GeneratedRegex("""(?<![A-Za-z])(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL)(?![A-Za-z])|[0-9][0-9.,:]*|(?<=[0-9] ?)([KMGTkmgt]i?[Bb]|ms)\b""", RegexOptions.ExplicitCapture, 200)]
    private static partial Regex Varying();

    private sealed record Reading(string Line, string Wording, double Amount);
}
