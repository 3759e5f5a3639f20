using SreMcp.Clients;

namespace SreMcp.UnitTests.Clients;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Shows_nothing_for_equal_texts() => Assert.Empty(UnifiedDiff.Of("f", "a\n", "a\n", line => line));

    [Fact]
    public void Shows_a_new_file_from_nothing() =>
        Assert.Equal("--- /dev/null\n+++ f\n@@ -0,0 +1,2 @@\n+a\n+b\n", UnifiedDiff.Of("f", "", "a\nb\n", line => line));

    [Fact]
    public void Shows_three_lines_around_each_change_and_missing_ends()
    {
        const string Before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10";
        const string After = "1\nTWO\n3\n4\n5\n6\n7\n8\n9\n10\n";

        Assert.Equal(
            "--- f\n+++ f\n@@ -1,5 +1,5 @@\n 1\n-2\n+TWO\n 3\n 4\n 5\n@@ -7,4 +7,4 @@\n 7\n 8\n 9\n-10\n\\ No newline at end of file\n+10\n",
            UnifiedDiff.Of("f", Before, After, line => line));
    }

    [Fact]
    public void Shows_every_line_only_as_it_may_be_shown() =>
        Assert.DoesNotContain("secret", UnifiedDiff.Of("f", "secret 1\nx\n", "secret 1\nsecret 2\n", line => line.Replace("secret", "***", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Leads_from_the_old_text_to_the_new_one()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            var (before, after) = (RandomText(random), RandomText(random));
            Assert.Equal(after, Applied(before, UnifiedDiff.Of("f", before, after, line => line)));
        }
    }

    private static string RandomText(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => $"{"abcde"[random.Next(5)]}\n")) + (random.Next(2) == 0 ? "" : "z");

    /// <summary>What <c>patch</c> does.</summary>
    private static string Applied(string before, string diff)
    {
        if (diff.Length == 0)
        {
            return before;
        }

        var old = before.Split('\n');
        var lines = diff.Split('\n')[2..^1];
        List<string> result = [];
        var at = 0;
        var endsWhole = before.EndsWith('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            if (line.StartsWith("@@", StringComparison.Ordinal))
            {
                var range = line.Split(' ')[1][1..].Split(',');
                var start = int.Parse(range[0], System.Globalization.CultureInfo.InvariantCulture) - (range is [_, "0"] ? 0 : 1);
                result.AddRange(old[at..start]);
                at = start;
            }
            else if (line[0] is '\\')
            {
                endsWhole = lines[index - 1][0] is '-' && endsWhole;
            }
            else
            {
                Assert.True(line[0] is '+' || (at < old.Length && old[at] == line[1..]), $"line {at + 1} of\n{before}\nis not {line} of\n{diff}");
                at += line[0] is '+' ? 0 : 1;
                if (line[0] is not '-')
                {
                    result.Add(line[1..]);
                    endsWhole = true;
                }
            }
        }

        var rest = old[at..];
        if (rest.Length > 0 && rest[^1].Length == 0)
        {
            rest = rest[..^1];
        }

        if (rest.Length > 0)
        {
            result.AddRange(rest);
            endsWhole = before.EndsWith('\n');
        }

        return result.Count == 0 ? "" : string.Join('\n', result) + (endsWhole ? "\n" : "");
    }
}
