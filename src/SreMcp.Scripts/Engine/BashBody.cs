using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>A bash script: a value is <c>readonly NAME='…'</c>, a list an array, rows one array for each column.</summary>
internal sealed partial class BashBody : ScriptBody
{
    private const string Shebang = "#!/usr/bin/env bash";

    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    /// <summary>Upper-case names that bash or the machine provides.</summary>
    private static readonly string[] s_provided = ["BASH_SOURCE", "BASH_VERSINFO", "BASH_COMMAND", "BASH_SUBSHELL", "BASH_REMATCH", "LINENO", "TMPDIR", "HOME", "PATH"];

    private BashBody(string name, IReadOnlyList<string> lines, IReadOnlySet<string> parts)
        : base(name, lines, parts)
    {
    }

    public override ScriptSyntax Syntax => ScriptSyntax.Bash;

    /// <param name="file">Path inside the template, for messages.</param>
    /// <param name="shared">The text of a shared part by name; null when there is none.</param>
    /// <exception cref="SreException">SRE0607.</exception>
    public static BashBody Parse(string file, string text, TemplateHeader header, Func<string, string?> shared)
    {
        var (all, isShared, parts) = Compose(file, text, shared);
        var lines = SharedParts.LeaveOutUnused(all, isShared, ScriptSyntax.Bash);
        CheckMarks(file, lines, Shebang);
        var names = header.Visible.SelectMany(parameter => parameter.Constants, (parameter, constant) => (constant.Name, Parameter: parameter.Name))
            .ToDictionary(pair => pair.Name, pair => pair.Parameter, StringComparer.Ordinal);
        var uses = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Count; index++)
        {
            CheckLine(file, index + 1, lines[index], names, uses);
        }

        return new(Path.GetFileName(file), lines, parts) { Uses = uses, Needed = NeededOf(header, uses.Select(name => names[name])) };
    }

    protected override IEnumerable<string> NamesOf(Parameter parameter) => parameter.Constants.Select(constant => constant.Name);

    protected override IEnumerable<string> Constants(Parameter parameter, TemplateValue? value)
    {
        foreach (var (name, column) in parameter.Constants.Where(constant => Uses.Contains(constant.Name)))
        {
            // What the caller left out is empty in a script, which asks for that.
            yield return parameter.IsRepeated
                ? $"readonly -a {name}={BashWord.QuoteAll([.. Enumerable.Range(0, value?.Count ?? 0).Select(index => value!.At(index, column) ?? "")])}"
                : $"readonly {name}={BashWord.Quote(value?.At(0, null) ?? "")}";
        }
    }

    private static void CheckLine(string file, int number, string line, Dictionary<string, string> names, HashSet<string> uses)
    {
        if (line.Contains("{{", StringComparison.Ordinal) || line.AsSpan().ContainsAny('\r', '\0') || ForeignMark().IsMatch(line))
        {
            throw Malformed(file, number, "a script has no placeholders; values are constants such as \"$NAME\"");
        }

        if (UpperAssignment().Match(line) is { Success: true } assigned)
        {
            throw Malformed(file, number, $"'{assigned.Groups["name"].Value}' is assigned, but upper case is for what the bundle was made from; a script's own variables are lower case");
        }

        foreach (var name in UpperName().Matches(line).Concat(Arithmetic().Matches(line).SelectMany(sum => UpperWord().Matches(sum.Value))).Select(match => match.Groups["name"].Value))
        {
            if (names.ContainsKey(name))
            {
                uses.Add(name);
            }
            else if (!s_provided.Contains(name))
            {
                throw Malformed(file, number, $"${name} is not declared in the header{(Spelling.Nearest(name, names.Keys) is { } near ? $"; did you mean ${near}?" : "")}");
            }
        }
    }

    [GeneratedRegex(@"<%|%>|\[\[\[|@@[A-Za-z]|^\s*# <(?!header>\z|inputs>\z)[^>]*>\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex ForeignMark();

    [GeneratedRegex(@"\$(?:\{[#!]?|\(\()?(?<name>[A-Z][A-Z0-9_]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex UpperName();

    /// <summary>In arithmetic a name stands without a dollar sign.</summary>
    [GeneratedRegex(@"\(\(.*?\)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Arithmetic();

    [GeneratedRegex(@"(?<![\w$'""])(?<name>[A-Z][A-Z0-9_]*)(?!\w)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex UpperWord();

    [GeneratedRegex(@"^\s*(?:(?:local|declare|readonly|export|typeset)\s+(?:-\S+\s+)*)?(?<name>(?!IFS=)[A-Z][A-Z0-9_]*)\+?=", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex UpperAssignment();
}
