using System.Text;
using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>A Markdown document with <c>{{name}}</c> placeholders: a code span in text, a bash word inside a <c>bash</c> fence.</summary>
/// <remarks>A line with a <see cref="ParameterType.Texts"/> placeholder is repeated for every element, and left out when there is none.</remarks>
internal sealed partial class MarkdownBody : Body
{
    private readonly IReadOnlyList<Line> _lines;

    private MarkdownBody(string name, IReadOnlyList<Line> lines, IReadOnlySet<string> uses)
        : base(name)
    {
        _lines = lines;
        Uses = uses;
    }

    private sealed record Line(IReadOnlyList<Piece> Pieces, bool IsCommand, string? RepeatedFor);

    /// <summary>Static text, or a place for a value when <paramref name="Parameter"/> is set.</summary>
    private readonly record struct Piece(string Text, Parameter? Parameter);

    public override bool IsExecutable => false;

    public override IReadOnlySet<string> Uses { get; }

    /// <exception cref="SreException">SRE0607.</exception>
    public static MarkdownBody Parse(string file, string text, TemplateHeader header)
    {
        var names = header.Visible.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        var uses = new HashSet<string>(StringComparer.Ordinal);
        List<Line> lines = [];
        string? fence = null;
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            var number = lines.Count + 1;
            var pieces = Pieces(file, number, line, names);
            var parameters = pieces.Select(piece => piece.Parameter).OfType<Parameter>().ToArray();
            if (parameters.Length > 0 && (fence is not (null or "bash") || line.StartsWith('|') || line.StartsWith("    ", StringComparison.Ordinal) || IsInsideSpan(pieces)))
            {
                throw Malformed(file, number, "a value stands in plain text or in a bash fence; not in another fence, a table, an indented block or between backticks");
            }

            uses.UnionWith(parameters.Select(parameter => parameter.Name));
            lines.Add(new(pieces, fence == "bash", parameters.FirstOrDefault(parameter => parameter.Type is ParameterType.Texts)?.Name));
            fence = line.StartsWith("```", StringComparison.Ordinal) ? fence is null ? line[3..] : null : fence;
        }

        return fence is null ? new(Path.GetFileName(file), lines, uses) : throw Malformed(file, lines.Count, "a fence is not closed");
    }

    public override string Render(TemplateHeader header, IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        var document = new StringBuilder();
        foreach (var line in _lines)
        {
            var times = line.RepeatedFor is { } list ? values[list].Count : 1;
            for (var index = 0; index < times; index++)
            {
                foreach (var piece in line.Pieces)
                {
                    document.Append(piece.Parameter is { } parameter ? Quote(line, parameter, values[parameter.Name], index) : piece.Text);
                }

                document.Append('\n');
            }
        }

        return document.ToString();
    }

    private static string Quote(Line line, Parameter parameter, IReadOnlyList<string> values, int index)
    {
        var value = values[parameter.Type is ParameterType.Texts ? index : 0];
        return (line.IsCommand, parameter.Type) switch
        {
            (true, _) => BashWord.Typed(value),
            (_, ParameterType.Number or ParameterType.Choice or ParameterType.Duration) => value,
            _ => MarkdownCode.Quote(value),
        };
    }

    /// <summary>A value is its own code span: one that is open around it, or backticks right beside it, would merge with its fence.</summary>
    private static bool IsInsideSpan(List<Piece> pieces)
    {
        var backticks = 0;
        for (var index = 0; index < pieces.Count; index++)
        {
            if (pieces[index].Parameter is null)
            {
                backticks += pieces[index].Text.Count(character => character == '`');
            }
            else if (backticks % 2 != 0 || pieces[index - 1].Text.EndsWith('`') || pieces[index + 1].Text.StartsWith('`'))
            {
                return true;
            }
        }

        return false;
    }

    private static List<Piece> Pieces(string file, int number, string line, Dictionary<string, Parameter> names)
    {
        List<Piece> pieces = [];
        var end = 0;
        foreach (Match match in Placeholder().Matches(line))
        {
            var name = match.Groups["name"].Value;
            if (!names.TryGetValue(name, out var parameter))
            {
                throw Malformed(file, number, $"{{{{{name}}}}} is not declared in the header{(Spelling.Nearest(name, names.Keys) is { } near ? $"; did you mean {{{{{near}}}}}?" : "")}");
            }

            pieces.Add(new(line[end..match.Index], null));
            pieces.Add(new("", parameter));
            end = match.Index + match.Length;
        }

        pieces.Add(new(line[end..], null));
        return pieces.Any(piece => piece.Text.Contains("{{", StringComparison.Ordinal) || piece.Text.Contains("}}", StringComparison.Ordinal)
                || piece.Text.Contains("<%", StringComparison.Ordinal) || piece.Text.AsSpan().ContainsAny('\r', '\0'))
            ? throw Malformed(file, number, "the only placeholder is {{name}}; nothing asks for raw output")
            : pieces;
    }

    [GeneratedRegex(@"(?<!\{)\{\{(?<name>[a-z][a-z0-9-]*)\}\}(?!\})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
