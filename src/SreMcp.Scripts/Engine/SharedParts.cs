using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>Puts shared parts into a script and leaves out the functions that the script never calls, so that a reviewer reads what runs.</summary>
internal static partial class SharedParts
{
    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    /// <summary>A function of a shared part with the comment above it and the blank line below.</summary>
    private sealed record Function(string Name, int Start, int End);

    /// <summary>The steps of a script. The first definition counts, so a script may bring its own in place of the usual one; what proves, asks and runs is never replaced.</summary>
    private static readonly string[] s_steps = ["read_state", "describe", "rehearse", "backup", "apply", "settle", "verify"];

    /// <summary>The part that a line asks for; null for every other line.</summary>
    public static string? Wanted(string line) => Mark().Match(line) is { Success: true } mark ? mark.Groups["name"].Value : null;

    /// <param name="lines">A script with its shared parts in place.</param>
    /// <param name="isShared">True for the lines that came from a shared part.</param>
    public static IReadOnlyList<string> LeaveOutUnused(IReadOnlyList<string> lines, IReadOnlyList<bool> isShared, ScriptSyntax syntax)
    {
        var functions = Functions(lines, isShared, syntax);
        var own = lines.Where((_, index) => !isShared[index]).Select(syntax.FunctionAt).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var replaced = functions.Where((function, index) => s_steps.Contains(function.Name) && (own.Contains(function.Name) || functions.Take(index).Any(earlier => earlier.Name == function.Name))).ToHashSet();
        var kept = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Range>(Between(functions, lines.Count));
        while (open.TryDequeue(out var range))
        {
            var (start, length) = range.GetOffsetAndLength(lines.Count);
            foreach (var name in lines.Skip(start).Take(length).Where(line => !line.TrimStart().StartsWith('#')).SelectMany(syntax.Called))
            {
                if (kept.Add(name) && functions.FirstOrDefault(function => function.Name == name && !replaced.Contains(function)) is { } function)
                {
                    open.Enqueue(function.Start..function.End);
                }
            }
        }

        var unused = functions.Where(function => !kept.Contains(function.Name) || replaced.Contains(function)).SelectMany(function => Enumerable.Range(function.Start, function.End - function.Start)).ToHashSet();
        return [.. lines.Where((_, index) => !unused.Contains(index))];
    }

    private static List<Function> Functions(IReadOnlyList<string> lines, IReadOnlyList<bool> isShared, ScriptSyntax syntax)
    {
        List<Function> functions = [];
        for (var index = 0; index < lines.Count; index++)
        {
            if (!isShared[index] || syntax.FunctionAt(lines[index]) is not { } name)
            {
                continue;
            }

            var start = index;
            while (start > 0 && lines[start - 1].StartsWith('#'))
            {
                start--;
            }

            var end = syntax.EndOf(lines, index);
            for (var blank = 0; blank < syntax.Gap && end < lines.Count && lines[end].Length is 0; blank++)
            {
                end++;
            }

            functions.Add(new(name, start, end));
        }

        return functions;
    }

    /// <summary>Everything outside the functions of shared parts runs or is the script's own.</summary>
    private static IEnumerable<Range> Between(List<Function> functions, int count)
    {
        var from = 0;
        foreach (var function in functions)
        {
            yield return from..function.Start;
            from = function.End;
        }

        yield return from..count;
    }

    [GeneratedRegex(@"^# <shared: (?<name>[a-z-]+)>\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Mark();
}
