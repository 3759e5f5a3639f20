using System.Globalization;
using System.Text;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Logs;

public sealed class LogPatternsTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-11-20T20:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public void Counts_each_pattern_with_its_first_and_last_time_and_errors_first()
    {
        var patterns = new LogPatterns();
        for (var index = 0; index < 1000; index++)
        {
            Add(patterns, index % 100 == 7 ? $"ERROR order {index} failed" : $"INFO order {index} done", Start.AddSeconds(index));
        }

        var summary = patterns.Summarise();
        Assert.Equal(["ERROR order * failed", "INFO order * done"], summary.Patterns.Select(pattern => pattern.Template.ForAnalysis()));
        var error = summary.Patterns[0];
        Assert.Equal((10, Start.AddSeconds(7), Start.AddSeconds(907), "ERROR order 7 failed"), (error.Count, error.First, error.Last, error.Sample.ForAnalysis()));
        Assert.Equal((1000, 1000, 10, 0), (summary.Lines, summary.Entries, summary.Errors, summary.Overflow));
    }

    [Fact]
    public void Tells_statuses_apart_although_only_a_digit_differs()
    {
        var patterns = new LogPatterns();
        foreach (var status in new[] { 900, 200, 503, 200, 404, 503, 503, 900 })
        {
            Add(patterns, $"\"GET / HTTP/1.1\" {status} 17");
        }

        Assert.Equal([3, 1, 2, 2], patterns.Summarise().Patterns.Select(pattern => (int)pattern.Count));
    }

    [Fact]
    public void Folds_a_stack_trace_into_one_entry_and_keeps_its_cause()
    {
        var patterns = new LogPatterns();
        foreach (var cause in new[] { "java.net.ConnectException: refused", "java.io.IOException: closed", "java.net.ConnectException: refused" })
        {
            Add(patterns, "ERROR could not save order 12", "java.lang.IllegalStateException: no", "\tat com.example.A.b(A.java:12)", "\tat com.example.C.d(C.java:7)", $"Caused by: {cause}", "\tat x.Y.z(Y.java:1)", "\t... 12 more", "INFO next");
        }

        var summary = patterns.Summarise();
        Assert.Equal(24, summary.Lines);
        Assert.Equal(9, summary.Entries);
        Assert.Equal([3, 2, 1, 3], summary.Patterns.Select(pattern => (int)pattern.Count));
        Assert.Contains(summary.Patterns, pattern => pattern.Template.ForAnalysis().EndsWith("⏎ Caused by: java.net.ConnectException: refused", StringComparison.Ordinal) && pattern.Lines == 12);
    }

    [Fact]
    public void Folds_a_python_traceback_under_the_error_that_ends_it()
    {
        var patterns = new LogPatterns();
        foreach (var error in new[] { "ValueError: bad 12", "KeyError: 'x'" })
        {
            Add(patterns, "Traceback (most recent call last):", "  File \"/app/main.py\", line 12, in <module>", "    run()", error, "INFO next");
        }

        var summary = patterns.Summarise();
        Assert.Equal((4, 2), (summary.Entries, summary.Errors));
        Assert.Contains(summary.Patterns, pattern => pattern.Template.ForAnalysis().EndsWith("⏎ ValueError: bad *", StringComparison.Ordinal));
        Assert.Contains(summary.Patterns, pattern => pattern.Template.ForAnalysis().EndsWith("⏎ KeyError: *", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_how_much_fits_no_pattern_and_keeps_room_for_errors()
    {
        var patterns = new LogPatterns();
        for (var index = 0; index < 30_000; index++)
        {
            Add(patterns, $"INFO word{Letters(index)} said");
        }

        Add(patterns, "ERROR the one that matters");
        var summary = patterns.Summarise();
        Assert.Equal("ERROR the one that matters", summary.Patterns[0].Template.ForAnalysis());
        Assert.Equal(30_000 - LogPatterns.MostPatterns, summary.Overflow);
        Assert.Equal(30_001, summary.Entries);
    }

    private static string Letters(int index) => string.Concat(index.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0')));

    private static void Add(LogPatterns patterns, string line, DateTimeOffset at) => patterns.Add(Encoding.UTF8.GetBytes(line), at);

    private static void Add(LogPatterns patterns, params string[] lines)
    {
        foreach (var line in lines)
        {
            Add(patterns, line, Start);
        }
    }
}
