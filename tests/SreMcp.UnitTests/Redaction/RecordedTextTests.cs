using SreMcp.Policy;

namespace SreMcp.UnitTests.Redaction;

/// <summary>Recorded logs and kubectl output of real systems: a tool that hides half of them is of no use.</summary>
public sealed class RecordedTextTests
{
    [Theory]
    [InlineData("logs", 5)]
    [InlineData("kubernetes", 10)]
    public void Hides_few_words_of_ordinary_output(string folder, double mostPerThousandLines)
    {
        var cases = System.Environment.GetEnvironmentVariable("SRE_MCP_CASES");
        Assert.SkipWhen(string.IsNullOrEmpty(cases), "SRE_MCP_CASES names no folder with recorded texts");
        Redactor redactor = new(new byte[32]);
        var (lines, hidden) = (0, 0);
        List<string> samples = [];
        foreach (var file in Directory.EnumerateFiles(Path.Combine(cases, folder), "*", SearchOption.AllDirectories))
        {
            foreach (var line in File.ReadLines(file))
            {
                var before = TextCleaner.ManyLines(line, int.MaxValue);
                var after = redactor.Redact(before);
                lines++;
                var count = after.Split(Marker.Opening).Length - 1;
                hidden += count;
                if (count > 0)
                {
                    samples.Add($"{Path.GetFileName(file)}: {(before.Length > 200 ? before[..200] : before)}\n    {(after.Length > 200 ? after[..200] : after)}");
                }
            }
        }

        var rate = 1000.0 * hidden / lines;
        TestContext.Current.TestOutputHelper?.WriteLine($"{folder}: {hidden} redacted in {lines} lines, {rate:F2} per 1000\n{string.Join('\n', samples)}");
        Assert.True(rate <= mostPerThousandLines, $"{rate:F2} per 1000 lines\n{string.Join('\n', samples.Take(40))}");
    }
}
