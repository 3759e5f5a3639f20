using System.Text.RegularExpressions;
using SreMcp.Scripts.Review;

namespace SreMcp.Scripts;

/// <summary>A Python script: a value is <c>NAME = literal</c>, a list a list, rows a list of dictionaries; what was left out is <c>None</c> or an empty list.</summary>
/// <remarks>Imports of shared parts join those of the script above the constants, each once, and only those that are used.</remarks>
internal sealed partial class PythonBody : ScriptBody
{
    private const string Shebang = "#!/usr/bin/env python3";

    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    private static readonly PythonLanguage s_language = new();
    private static readonly Place s_code = new(PlaceKind.Code);

    private PythonBody(string name, IReadOnlyList<string> lines, IReadOnlySet<string> parts)
        : base(name, lines, parts)
    {
    }

    public override ScriptSyntax Syntax => ScriptSyntax.Python;

    /// <param name="file">Path inside the template, for messages.</param>
    /// <param name="shared">The text of a shared part by name; null when there is none.</param>
    /// <exception cref="SreException">SRE0607.</exception>
    public static PythonBody Parse(string file, string text, TemplateHeader header, Func<string, string?> shared)
    {
        var (all, isShared, parts) = Compose(file, text, shared);
        var lines = GatherImports(SharedParts.LeaveOutUnused(all, isShared, ScriptSyntax.Python));
        CheckMarks(file, lines, Shebang);
        var names = header.Visible.ToDictionary(parameter => parameter.BashName, parameter => parameter.Name, StringComparer.Ordinal);
        CheckLines(file, lines, names);
        HashSet<string> uses = [.. lines.Where(IsCode).SelectMany(line => UpperName().Matches(line)).Select(match => match.Value).Where(names.ContainsKey)];
        return new(Path.GetFileName(file), lines, parts) { Uses = uses, Needed = NeededOf(header, uses.Select(name => names[name])) };
    }

    protected override IEnumerable<string> NamesOf(Parameter parameter) => [parameter.BashName];

    protected override IEnumerable<string> Constants(Parameter parameter, TemplateValue? value)
    {
        yield return parameter.IsRepeated
            ? $"{parameter.BashName} = {s_language.QuoteAll(s_code, parameter, value ?? new TemplateValue.Many([]))}"
            : $"{parameter.BashName} = {(value?.At(0, null) is { } text ? s_language.Quote(s_code, parameter, text) : "None")}";
    }

    private static bool IsCode(string line) => !line.TrimStart().StartsWith('#');

    /// <summary>One block of imports in front of the constants, so that a reader sees at once what a script needs.</summary>
    private static List<string> GatherImports(IReadOnlyList<string> lines)
    {
        var imports = lines.Where(line => Import().IsMatch(line)).ToHashSet(StringComparer.Ordinal);
        string[] rest = [.. lines.Where(line => !imports.Contains(line))];
        var code = rest.Where(IsCode).SelectMany(line => DottedName().Matches(line)).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        string[] used = [.. imports.Where(import => code.Any(name => name == Bound(import) || name.StartsWith($"{Bound(import)}.", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];
        List<string> gathered = [];
        foreach (var line in rest)
        {
            if (line is InputsMark && used.Length > 0)
            {
                gathered.AddRange(used);
                gathered.Add("");
            }

            // Nothing but blank lines may be left where imports stood.
            if (line.Length > 0 || gathered is not [.., "", ""])
            {
                gathered.Add(line);
            }
        }

        return gathered;
    }

    /// <summary>The name that an import makes known.</summary>
    private static string Bound(string import) => import[(import.LastIndexOf(' ') + 1)..];

    private static void CheckLines(string file, List<string> lines, Dictionary<string, string> names)
    {
        for (var index = 0; index < lines.Count; index++)
        {
            if (lines[index].Contains("{{", StringComparison.Ordinal) || lines[index].AsSpan().ContainsAny('\r', '\0', '\t'))
            {
                throw Malformed(file, index + 1, "a script has no placeholders and no tabs; values are constants such as NAME");
            }
        }

        foreach (var line in new PythonLexer(string.Join('\n', lines)).Read())
        {
            for (var index = 0; index < line.Tokens.Count; index++)
            {
                CheckToken(file, line, index, names);
            }
        }
    }

    private static void CheckToken(string file, PythonLine line, int index, Dictionary<string, string> names)
    {
        var token = line.Tokens[index];
        var isMember = index > 0 && line.Tokens[index - 1].Text == ".";
        string[] found = token.Kind switch
        {
            CodeTokenKind.Name when !isMember && WholeUpperName().IsMatch(token.Text) => [token.Text],
            CodeTokenKind.Template => [.. Inserted().Matches(token.Text).Select(match => match.Groups["name"].Value)],
            _ => [],
        };
        foreach (var name in found)
        {
            if (!names.ContainsKey(name))
            {
                throw Malformed(file, token.Line, $"{name} is not declared in the header{(Spelling.Nearest(name, names.Keys) is { } near ? $"; did you mean {near}?" : "")}");
            }

            if (index + 1 < line.Tokens.Count && line.Tokens[index + 1].Text == "=" && (index + 2 >= line.Tokens.Count || line.Tokens[index + 2].Text != "="))
            {
                throw Malformed(file, token.Line, $"{name} is assigned, but upper case is for what the bundle was made from; a script's own variables are lower case");
            }
        }
    }

    [GeneratedRegex(@"^(import [a-z_][a-z0-9_.]*|from [a-z_][a-z0-9_.]* import [A-Za-z_][A-Za-z0-9_]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Import();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(\.\w+)*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex DottedName();

    [GeneratedRegex(@"(?<!\w)[A-Z][A-Z0-9_]*(?!\w)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex UpperName();

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex WholeUpperName();

    /// <summary>A constant inside of an f-string.</summary>
    [GeneratedRegex(@"\{(?<name>[A-Z][A-Z0-9_]+)(?![\w])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Inserted();
}
