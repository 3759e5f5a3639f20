using System.Text;
using System.Text.RegularExpressions;
using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings.Logs;

/// <summary>Recorded logs of real systems, judged by a reading of their lines that shares nothing with the product's.</summary>
public sealed partial class RecordedLogTests
{
    [Fact]
    public void No_two_lines_of_one_template_differ_in_constant_words()
    {
        foreach (var group in Lines().GroupBy(line => LineTemplate.Of(Encoding.UTF8.GetBytes(line)).Text, StringComparer.Ordinal))
        {
            var words = group.Select(line => string.Join(' ', Words(line))).Distinct(StringComparer.Ordinal).ToArray();
            Assert.True(words.Length == 1, $"{group.Key}\n{string.Join('\n', words)}");
        }
    }

    [Fact]
    public void No_class_of_errors_is_lost()
    {
        var patterns = new LogPatterns();
        foreach (var line in Lines())
        {
            patterns.Add(Encoding.UTF8.GetBytes(line), at: null);
        }

        var summary = patterns.Summarise();
        Assert.Equal(0, summary.Overflow);
        string[] classes = ["password authentication failed", "SSL handshake failure", "no shared cipher", "was not found in", "Failed authentication"];
        foreach (var name in classes)
        {
            Assert.Contains(summary.Patterns, pattern => pattern.Template.ForAnalysis().Contains(name, StringComparison.Ordinal) && pattern.Level >= LogLevel.Error);
        }

        var failed = Lines().Count(line => FailedRequest().IsMatch(line));
        Assert.True(failed > 0);
        Assert.True(summary.Errors >= failed, $"{failed} requests failed, {summary.Errors} errors");
    }

    [Fact]
    public void Every_line_that_says_it_is_an_error_is_counted_in_an_error_pattern()
    {
        var patterns = new LogPatterns();
        string[] errors = [.. Lines().Where(line => SaysError().IsMatch(line))];
        foreach (var line in errors)
        {
            patterns.Add(Encoding.UTF8.GetBytes(line), at: null);
        }

        var summary = patterns.Summarise();
        Assert.True(errors.Length > 20, $"{errors.Length} lines");
        Assert.Equal(errors.Length, summary.Patterns.Where(pattern => pattern.Level >= LogLevel.Error).Sum(pattern => pattern.Count));
    }

    private static List<string> Lines()
    {
        var cases = System.Environment.GetEnvironmentVariable("SRE_MCP_CASES");
        Assert.SkipWhen(string.IsNullOrEmpty(cases), "SRE_MCP_CASES names no folder with recorded logs");
        return [.. Directory.EnumerateFiles(Path.Combine(cases, "logs"), "*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(File.ReadLines)];
    }

    /// <summary>Words of letters, without whatever stands beside a digit, in quotes without a blank, or behind an equals sign.</summary>
    private static IEnumerable<string> Words(string line)
    {
        var rest = Varying().Replace(line, " ");
        return Word().Matches(rest).Select(match => match.Value);
    }

    [GeneratedRegex("""=[^\s",;]+|"[^"\s]*"|[^\s"/?&=]*\d[^\s"/?&=]*""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Varying();

    [GeneratedRegex("[A-Za-z]{2,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    /// <summary>Where loggers put a level: in brackets, perhaps behind a module, or in capitals before a colon.</summary>
    [GeneratedRegex(@"\[(?:\w+:)?(?:error|crit|alert|emerg)\]|\b(?:ERROR|FATAL|PANIC):", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SaysError();

    [GeneratedRegex("HTTP/[0-9.]+\" 5[0-9][0-9] ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FailedRequest();
}
