using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>Where functions begin and end in a language of scripts, and what a line calls.</summary>
internal abstract partial class ScriptSyntax
{
    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    public static ScriptSyntax Bash { get; } = new BashSyntax();

    public static ScriptSyntax Python { get; } = new PythonSyntax();

    /// <summary>The function whose definition this line begins; null for every other line.</summary>
    public abstract string? FunctionAt(string line);

    /// <summary>The line after the last one of the function that begins at <paramref name="start"/>.</summary>
    public abstract int EndOf(IReadOnlyList<string> lines, int start);

    /// <summary>How many blank lines follow a function.</summary>
    public abstract int Gap { get; }

    /// <summary>Names that may be functions, where one can be called or handed on.</summary>
    public abstract IEnumerable<string> Called(string line);

    private sealed partial class BashSyntax : ScriptSyntax
    {
        public override int Gap => 1;

        public override string? FunctionAt(string line) => Start().Match(line) is { Success: true } start ? start.Groups["name"].Value : null;

        public override int EndOf(IReadOnlyList<string> lines, int start)
        {
            var end = start;
            while (end < lines.Count && lines[end] != "}")
            {
                end++;
            }

            return Math.Min(end + 1, lines.Count);
        }

        public override IEnumerable<string> Called(string line) => Command().Matches(line).Select(match => match.Groups["name"].Value);

        [GeneratedRegex(@"^(?<name>[a-z_][a-z0-9_]*)\(\) \{\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
        private static partial Regex Start();

        /// <summary>A word where a command can stand.</summary>
        [GeneratedRegex(@"(?<=(^|[;&|({!]|\b(if|elif|then|do|else|while|until)\s|\btrap\s'?)\s*)\b(?<name>[a-z_][a-z0-9_]*)(?![a-z0-9_=(])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
        private static partial Regex Command();
    }

    private sealed partial class PythonSyntax : ScriptSyntax
    {
        public override int Gap => 2;

        public override string? FunctionAt(string line) => Start().Match(line) is { Success: true } start ? start.Groups["name"].Value : null;

        public override int EndOf(IReadOnlyList<string> lines, int start)
        {
            var end = start + 1;
            for (var index = end; index < lines.Count && (lines[index].Length is 0 || lines[index][0] is ' ' or ')'); index++)
            {
                end = lines[index].Length is 0 ? end : index + 1;
            }

            return end;
        }

        public override IEnumerable<string> Called(string line) => Word().Matches(line).Select(match => match.Value);

        [GeneratedRegex(@"^def (?<name>[a-z_][a-z0-9_]*)\(", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
        private static partial Regex Start();

        [GeneratedRegex(@"(?<![\w.])[a-z_][a-z0-9_]*(?!\w)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
        private static partial Regex Word();
    }
}
