using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>The steps of a script for somebody who does them by hand: what each is for, and its commands, from the very comments that explain the script.</summary>
/// <remarks>A comment line <c># By hand: COMMAND</c> is a command; constants in it are replaced by their values, quoted.</remarks>
internal sealed partial class WalkThrough(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values)
{
    private const string ByHand = "By hand: ";

    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    private static readonly (string Function, string Title)[] s_steps =
    [
        ("preflight", "Prove that it is the intended target"), ("read_state", "See how it is now"), ("describe", "See what would change"),
        ("rehearse", "Try it without changing anything"), ("backup", "Keep what is there"), ("apply", "Do it"), ("settle", "Wait until it has arrived everywhere"),
        ("verify", "Check that it is what was intended"),
    ];

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public string Of(ScriptBody script)
    {
        var functions = Functions(script.Lines, script.Syntax);
        _text.Append(CultureInfo.InvariantCulture, $"# {header.Does}\n\nChanges: {header.Changes}\nUndo: {header.Undo}\n");
        var number = 0;
        foreach (var (function, title) in s_steps.Where(step => functions.ContainsKey(step.Function)))
        {
            _text.Append(CultureInfo.InvariantCulture, $"\n## {++number}. {title}\n\n");
            Tell(function, functions);
        }

        return _text.ToString();
    }

    /// <summary>The comment of a function, then of those that it calls, each once.</summary>
    private void Tell(string name, Dictionary<string, (IReadOnlyList<string> Comment, IReadOnlyList<string> Body)> functions)
    {
        if (!_told.Add(name))
        {
            return;
        }

        var (comment, body) = functions[name];
        var prose = string.Join(' ', comment.Where(line => !line.StartsWith(ByHand, StringComparison.Ordinal) && !line.StartsWith("shellcheck ", StringComparison.Ordinal)));
        _ = prose.Length > 0 ? _text.Append(prose).Append('\n') : _text;
        foreach (var line in comment.Where(line => line.StartsWith(ByHand, StringComparison.Ordinal)))
        {
            _text.Append("\n    ").Append(Constant().Replace(line[ByHand.Length..], Value)).Append("\n\n");
        }

        foreach (var called in body.SelectMany(line => Word().Matches(line).Select(match => match.Value)).Where(word => functions.ContainsKey(word) && functions[word].Comment.Any(line => line.StartsWith(ByHand, StringComparison.Ordinal))))
        {
            Tell(called, functions);
        }
    }

    private string Value(Match match)
    {
        var parameter = header.Visible.FirstOrDefault(declared => declared.BashName == match.Groups["name"].Value);
        return parameter is not null && values.TryGetValue(parameter.Name, out var value) && value is TemplateValue.One one ? BashWord.Typed(one.Text) : match.Value;
    }

    private static Dictionary<string, (IReadOnlyList<string> Comment, IReadOnlyList<string> Body)> Functions(IReadOnlyList<string> lines, ScriptSyntax syntax)
    {
        var functions = new Dictionary<string, (IReadOnlyList<string> Comment, IReadOnlyList<string> Body)>(StringComparer.Ordinal);
        for (var index = 0; index < lines.Count; index++)
        {
            if (syntax.FunctionAt(lines[index]) is { } name)
            {
                string[] comment = [.. lines.Take(index).Reverse().TakeWhile(line => line.StartsWith("# ", StringComparison.Ordinal)).Reverse().Select(line => line[2..])];
                functions[name] = (comment, [.. lines.Take(syntax.EndOf(lines, index)).Skip(index + 1).Where(line => !line.TrimStart().StartsWith('#'))]);
            }
        }

        return functions;
    }

    [GeneratedRegex(@"(?<![\w$-])[a-z_][a-z0-9_]*(?![\w-])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Word();

    [GeneratedRegex(@"\$\{?(?<name>[A-Z][A-Z0-9_]*)\}?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Constant();
}
