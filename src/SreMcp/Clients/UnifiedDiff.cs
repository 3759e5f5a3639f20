using System.Globalization;
using System.Text;

namespace SreMcp.Clients;

/// <summary>The difference of two texts as <c>diff -u</c> writes it.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Above this many pairs of lines the middle is shown as taken out and put in.</summary>
    private const int MostPairs = 4_000_000;

    /// <param name="show">What may be shown of a line: files like these hold other people's secrets.</param>
    /// <returns>Empty for equal texts.</returns>
    public static string Of(string name, string before, string after, Func<string, string> show)
    {
        if (before == after)
        {
            return "";
        }

        var (old, @new) = (Lines(before), Lines(after));
        var steps = Steps(old, @new);
        var text = new StringBuilder($"--- {(before.Length == 0 ? "/dev/null" : name)}\n+++ {name}\n");
        foreach (var (from, to) in Hunks(steps))
        {
            var (oldLine, newLine) = (steps.Take(from).Count(step => step.Sign is not '+'), steps.Take(from).Count(step => step.Sign is not '-'));
            var (olds, news) = (steps[from..to].Count(step => step.Sign is not '+'), steps[from..to].Count(step => step.Sign is not '-'));
            text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(oldLine, olds)} +{Range(newLine, news)} @@\n");
            foreach (var (sign, line) in steps[from..to])
            {
                var isWhole = line.EndsWith('\n');
                text.Append(sign).Append(show(line.TrimEnd('\r', '\n'))).Append(isWhole ? "\n" : "\n\\ No newline at end of file\n");
            }
        }

        return text.ToString();
    }

    private static string Range(int before, int count) => count == 1 ? $"{before + 1}" : $"{(count == 0 ? before : before + 1)},{count}";

    private static string[] Lines(string text)
    {
        List<string> lines = [];
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is var at and >= 0 ? at + 1 : text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return [.. lines];
    }

    private static (char Sign, string Line)[] Steps(string[] old, string[] @new)
    {
        var head = 0;
        while (head < old.Length && head < @new.Length && old[head] == @new[head])
        {
            head++;
        }

        var tail = 0;
        while (tail < old.Length - head && tail < @new.Length - head && old[^(tail + 1)] == @new[^(tail + 1)])
        {
            tail++;
        }

        return
        [
            .. old[..head].Select(line => (' ', line)),
            .. Middle(old[head..^tail], @new[head..^tail]),
            .. old[^tail..].Select(line => (' ', line)),
        ];
    }

    /// <summary>Keeps the longest common subsequence.</summary>
    private static List<(char Sign, string Line)> Middle(string[] old, string[] @new)
    {
        if ((long)old.Length * @new.Length > MostPairs)
        {
            return [.. old.Select(line => ('-', line)), .. @new.Select(line => ('+', line))];
        }

        int[][] common = [.. old.Append("").Select(_ => new int[@new.Length + 1])];
        for (var left = old.Length - 1; left >= 0; left--)
        {
            for (var right = @new.Length - 1; right >= 0; right--)
            {
                common[left][right] = old[left] == @new[right] ? common[left + 1][right + 1] + 1 : Math.Max(common[left + 1][right], common[left][right + 1]);
            }
        }

        List<(char, string)> steps = [];
        var (at, to) = (0, 0);
        while (at < old.Length || to < @new.Length)
        {
            steps.Add(at < old.Length && to < @new.Length && old[at] == @new[to] ? (' ', old[at])
                : at < old.Length && (to == @new.Length || common[at + 1][to] >= common[at][to + 1]) ? ('-', old[at])
                : ('+', @new[to]));
            var sign = steps[^1].Item1;
            at += sign is '+' ? 0 : 1;
            to += sign is '-' ? 0 : 1;
        }

        return steps;
    }

    /// <summary>Runs of changes with the lines around them, merged where they touch.</summary>
    private static List<(int From, int To)> Hunks((char Sign, string Line)[] steps)
    {
        List<(int From, int To)> hunks = [];
        for (var index = 0; index < steps.Length; index++)
        {
            if (steps[index].Sign is ' ')
            {
                continue;
            }

            var (from, to) = (Math.Max(0, index - Context), Math.Min(steps.Length, index + 1 + Context));
            if (hunks is [.., var last] && from <= last.To)
            {
                hunks[^1] = (last.From, to);
            }
            else
            {
                hunks.Add((from, to));
            }
        }

        return hunks;
    }
}
