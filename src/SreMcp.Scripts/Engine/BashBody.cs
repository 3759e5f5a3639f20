using System.Text;
using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>A bash script whose text never changes: values arrive as <c>readonly NAME='…'</c> at the one line <c># &lt;inputs&gt;</c>.</summary>
internal sealed partial class BashBody : Body
{
    private const string Shebang = "#!/usr/bin/env bash";
    private const string HeaderMark = "# <header>";
    private const string InputsMark = "# <inputs>";

    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    /// <summary>Upper-case names that bash or the machine provides.</summary>
    private static readonly string[] s_provided = ["BASH_SOURCE", "BASH_VERSINFO", "BASH_COMMAND", "BASH_SUBSHELL", "BASH_REMATCH", "LINENO", "TMPDIR", "HOME", "PATH"];

    private readonly IReadOnlyList<string> _lines;

    private BashBody(string name, IReadOnlyList<string> lines, IReadOnlySet<string> uses, IReadOnlySet<string> needed, IReadOnlySet<string> parts)
        : base(name)
    {
        _lines = lines;
        Uses = uses;
        Needed = needed;
        Parts = parts;
    }

    public override bool IsExecutable => true;

    public override IReadOnlySet<string> Needed { get; }

    /// <summary>The constants that the script names; others would only be read past.</summary>
    public IReadOnlySet<string> Uses { get; }

    /// <summary>The script as it stands before values arrive, shared parts included; what the linter reads.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The shared parts that the script asked for.</summary>
    public IReadOnlySet<string> Parts { get; }

    /// <param name="file">Path inside the template, for messages.</param>
    /// <param name="shared">The text of a shared part by name; null when there is none.</param>
    /// <exception cref="SreException">SRE0607.</exception>
    public static BashBody Parse(string file, string text, TemplateHeader header, Func<string, string?> shared)
    {
        var (lines, parts) = Compose(file, text, shared);
        if (lines is not [Shebang, HeaderMark, ..])
        {
            throw Malformed(file, 1, $"a script starts with '{Shebang}' and '{HeaderMark}'");
        }

        if (lines.Count(line => line == InputsMark) != 1)
        {
            throw Malformed(file, 0, $"a script has exactly one line '{InputsMark}'");
        }

        var names = header.Visible.SelectMany(parameter => parameter.Constants, (parameter, constant) => (constant.Name, Parameter: parameter.Name))
            .ToDictionary(pair => pair.Name, pair => pair.Parameter, StringComparer.Ordinal);
        var uses = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Count; index++)
        {
            CheckLine(file, index + 1, lines[index], names, uses);
        }

        // An optional parameter may be absent, and is then empty.
        var optional = header.Parameters.Where(parameter => !parameter.Required && parameter.Default is null).Select(parameter => parameter.Name);
        return new(Path.GetFileName(file), lines, uses, uses.Select(name => names[name]).Except(optional).ToHashSet(StringComparer.Ordinal), parts);
    }

    public override string Render(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values)
    {
        var script = new StringBuilder();
        foreach (var line in _lines)
        {
            _ = line switch
            {
                HeaderMark => AppendHeader(script, header, values),
                InputsMark => AppendInputs(script, header, values),
                _ => script.Append(line).Append('\n'),
            };
        }

        return script.ToString();
    }

    /// <summary>The lines with shared parts in place of their marks, and the names of those parts. A shared part may ask for another; each arrives once.</summary>
    private static (IReadOnlyList<string> Lines, IReadOnlySet<string> Parts) Compose(string file, string text, Func<string, string?> shared)
    {
        List<string> lines = [];
        List<bool> isShared = [];
        var parts = new HashSet<string>(StringComparer.Ordinal);
        Add(text, inPart: false);
        return (SharedParts.LeaveOutUnused(lines, isShared), parts);

        void Add(string from, bool inPart)
        {
            foreach (var line in Split(from))
            {
                if (SharedParts.Wanted(line) is not { } wanted)
                {
                    lines.Add(line);
                    isShared.Add(inPart);
                }
                else if (parts.Add(wanted))
                {
                    Add(shared(wanted) ?? throw Malformed(file, lines.Count + 1, $"there is no shared part '{wanted}'"), inPart: true);
                }
            }
        }
    }

    private static string[] Split(string text) => text.TrimEnd('\n').Split('\n');

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

    private static StringBuilder AppendHeader(StringBuilder script, TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values)
    {
        string Value(string name) => BashComment.Quote(values[name].At(0, null)!);
        (string Label, string Text)[] lines =
        [
            ("Does", header.Does),
            ("Target", $"{Value(TemplateHeader.TargetName)} ({Value(TemplateHeader.EnvironmentName)})"),
            ("Changes", header.Changes),
            ("Safety", header.Safety.Name()),
            ("Undo", header.Undo),
            ("Template", Value(TemplateHeader.TemplateName)),
            ("Digest", Value(TemplateHeader.DigestName)),
        ];
        script.Append("# Generated by SRE MCP from a template. Review it before you run it.\n#\n");
        foreach (var (label, text) in lines)
        {
            script.Append("# ").Append((label + ":").PadRight(11)).Append(BashComment.Quote(text)).Append('\n');
        }

        return script;
    }

    private StringBuilder AppendInputs(StringBuilder script, TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values)
    {
        script.Append("# --- What this bundle was made from. Values are data; nothing here is executed. ---\n");
        foreach (var parameter in header.Visible.Where(parameter => parameter.Constants.Any(constant => Uses.Contains(constant.Name))))
        {
            _ = parameter.Says is null ? script : script.Append("# ").Append(BashComment.Quote(parameter.Says)).Append('\n');
            foreach (var (name, column) in parameter.Constants.Where(constant => Uses.Contains(constant.Name)))
            {
                var value = values.TryGetValue(parameter.Name, out var given) ? given : None(parameter);
                _ = parameter.IsRepeated
                    ? script.Append("readonly -a ").Append(name).Append('=').Append(BashWord.QuoteAll([.. Enumerable.Range(0, value.Count).Select(index => value.At(index, column) ?? "")])).Append('\n')
                    : script.Append("readonly ").Append(name).Append('=').Append(BashWord.Quote(value.At(0, null)!)).Append('\n');
            }
        }

        return script;
    }

    /// <summary>What the caller left out is empty in a script, which asks for that.</summary>
    private static TemplateValue None(Parameter parameter) => parameter.IsRepeated ? new TemplateValue.Many([]) : "";

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
