using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>Reads a text with placeholders strictly: whatever is not a declared name at a place where its language can quote it stops the template.</summary>
internal sealed partial class BodyReader(string file, IReadOnlyList<string> lines, TemplateHeader header, Language language)
{
    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    private readonly Dictionary<string, Parameter> _names = header.Visible.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
    private readonly List<string> _loops = [];
    private int _line;
    private int _conditions;
    private Place _place = new(PlaceKind.Code);

    /// <summary>The names without which the text cannot be written: those outside of every condition and list.</summary>
    public HashSet<string> Needed { get; } = new(StringComparer.Ordinal);

    /// <summary>Every name of the text, in conditions and lists, too.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<TextNode> Read()
    {
        var (nodes, end) = Block();
        return end is not null ? throw Bad($"'{end}' closes nothing")
            : _place.Kind is PlaceKind.Code or PlaceKind.Block && (_place.Kind is PlaceKind.Code || language is YamlLanguage) ? nodes
            : throw Bad(language is MarkdownLanguage ? "a fence is not closed" : "a string or a comment is not closed");
    }

    /// <summary>The nodes up to the line that ends them, and that line: null at the end of the text.</summary>
    private (IReadOnlyList<TextNode> Nodes, string? End) Block()
    {
        List<TextNode> nodes = [];
        while (_line < lines.Count)
        {
            var line = lines[_line++];
            if (Control().Match(line) is not { Success: true } control)
            {
                nodes.Add(Line(line));
                continue;
            }

            if (control.Groups["end"].Success || control.Groups["else"].Success)
            {
                return (nodes, line.Trim());
            }

            nodes.Add(control.Groups["each"] is { Success: true } each ? Each(each.Value) : If(control.Groups["if"].Value, control.Groups["word"] is { Success: true } word ? word.Value : null));
        }

        return (nodes, null);
    }

    private TextNode.Each Each(string name)
    {
        var parameter = Declared(name).Parameter;
        if (!parameter.IsRepeated || _loops.Contains(name))
        {
            throw Bad($"{name} is not a list, or is being repeated already");
        }

        Need(parameter, isRepeating: true);
        _loops.Add(name);
        _conditions++;
        var start = _place;
        var (body, end) = Block();
        _conditions--;
        _loops.Remove(name);
        return end is "{{/}}" && _place == start ? new(name, body) : throw Bad($"'{{{{#each {name}}}}}' does not end where it began: it is closed by {{{{/}}}}, in the same place of the text");
    }

    private TextNode.If If(string name, string? word)
    {
        var value = Declared(name);
        if (value.Column is not null && !_loops.Contains(value.Parameter.Name))
        {
            throw Bad($"{name} has a value for each row: it is asked inside of {{{{#each {value.Parameter.Name}}}}}");
        }

        if (word is not null && value.Quoted.Type is ParameterType.Choice && !value.Quoted.Choices.Contains(word))
        {
            throw Bad($"{name} is never '{word}'; its choices are {string.Join(", ", value.Quoted.Choices)}");
        }

        var start = _place;
        _conditions++;
        var (then, end) = Block();
        IReadOnlyList<TextNode> otherwise = [];
        if (end is "{{#else}}")
        {
            CheckPlace(start, name);
            (otherwise, end) = Block();
        }

        _conditions--;
        CheckPlace(start, name);
        return end is "{{/}}" ? new(value, word, then, otherwise) : throw Bad($"'{{{{#if {name}}}}}' is not closed by {{{{/}}}}");
    }

    /// <summary>What stands in a condition may never be written, and a list that the caller left out repeats nothing. A fact is never left out.</summary>
    private void Need(Parameter parameter, bool isRepeating)
    {
        Named.Add(parameter.Name);
        if (_conditions is 0 && !(isRepeating && header.Parameters.Contains(parameter)))
        {
            Needed.Add(parameter.Name);
        }
    }

    private void CheckPlace(Place start, string name)
    {
        if (_place != start)
        {
            throw Bad($"'{{{{#if {name}}}}}' does not end in the place of the text where it began");
        }
    }

    private TextNode.Line Line(string line)
    {
        var matches = Placeholder().Matches(line);
        var rest = Placeholder().Replace(line, "x");
        if (line.AsSpan().ContainsAny('\r', '\0') || line.Contains("<%", StringComparison.Ordinal) || HasForeignBraces(rest))
        {
            throw Bad("the only placeholder is {{name}}; nothing asks for raw output");
        }

        if (language.Malformation(rest) is { } malformed)
        {
            throw Bad(malformed);
        }

        var place = language.BeginLine(_place, rest);
        List<TextPiece> pieces = [];
        string? repeated = null;
        var end = 0;
        foreach (Match match in matches)
        {
            place = language.Walk(place, line.AsSpan(end, match.Index - end));
            pieces.Add(new(line[end..match.Index]));
            end = match.Index + match.Length;
            pieces.Add(match.Value is "{{,}}" ? Comma() : Value(match, place, line[..match.Index], line[end..], ref repeated));
        }

        pieces.Add(new(line[end..]));
        _place = language.EndLine(language.Walk(place, line.AsSpan(end)), rest);
        return _place.Kind is PlaceKind.DoubleQuoted or PlaceKind.SingleQuoted or PlaceKind.QuotedIdentifier ? throw Bad("a string is not closed on its line") : new(pieces, repeated);
    }

    private TextPiece Comma() => _loops.Count > 0 ? new(",", IsComma: true) : throw Bad("{{,}} stands between the elements of {{#each}}");

    private TextPiece Value(Match match, Place place, string before, string after, ref string? repeated)
    {
        var value = Declared(match.Groups["name"].Value);
        var inner = match.Groups["inner"] is { Success: true } word
            ? InnerLanguage.Find(word.Value, language) ?? throw Bad($"there is no quoting for '{word.Value}' inside of another language; there is {string.Join(", ", InnerLanguage.Names)}")
            : null;
        if ((inner is null || inner == InnerLanguage.SqlText ? language.Refusal(place, before, after) : InnerRefusal(inner, place, before)) is { } why)
        {
            throw Bad(why);
        }

        var isRepeating = value.Parameter.IsRepeated && !_loops.Contains(value.Parameter.Name);
        var isWhole = isRepeating && value.Column is null && inner is null && CanListAll(place);
        Need(value.Parameter, isRepeating && !isWhole);
        if (value.Parameter.Type is ParameterType.Rows && value.Column is null && !isWhole)
        {
            throw Bad($"{value.Parameter.Name} has columns: say which, such as {{{{{value.Parameter.Name}.{value.Parameter.Columns[0].Name}}}}}");
        }

        repeated = isRepeating && !isWhole ? value.Parameter.Name : repeated;
        return new("", value, place, inner, IsWhole: isWhole);
    }

    /// <summary>Asked with one harmless element, since an empty list has no answer in every language.</summary>
    private bool CanListAll(Place place) => language.QuoteAll(place, new() { Name = "x", Type = ParameterType.Text, IsMany = true }, new TemplateValue.Many(["x"])) is not null;

    private static string? InnerRefusal(InnerLanguage inner, Place place, string before) =>
        place.Kind is PlaceKind.Block or PlaceKind.DoubleQuoted ? inner.Refusal(place.Kind is PlaceKind.Block ? before : OfString(before)) : "an inner language stands inside of double quotes or a block";

    /// <summary>What the inner language sees of a line: the text of the string, where the outer one escapes its quotes.</summary>
    private static string OfString(string before) => before[(Opening(before) + 1)..].Replace("\\\"", "\"", StringComparison.Ordinal);

    private static int Opening(string before)
    {
        var open = -1;
        for (var index = 0; index < before.Length; index++)
        {
            index += before[index] is '\\' ? 1 : 0;
            open = index < before.Length && before[index] is '"' && before[Math.Max(index - 1, 0)] is not '\\' ? open < 0 ? index : -1 : open;
        }

        return open;
    }

    private bool HasForeignBraces(string rest) => language.HasBraces
        ? OwnBraces().Replace(rest, "") is var left && left.Contains("{{", StringComparison.Ordinal)
        : rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal);

    private ValueName Declared(string text)
    {
        var (name, column) = text.Split('.') is [var first, var second] ? (first, second) : (text, null);
        if (!_names.TryGetValue(name, out var parameter))
        {
            throw Bad($"{{{{{name}}}}} is not declared in the header{(Spelling.Nearest(name, _names.Keys) is { } near ? $"; did you mean {{{{{near}}}}}?" : "")}");
        }

        return column is null
            ? new(parameter, null)
            : new(parameter, parameter.Columns.FirstOrDefault(declared => declared.Name == column) ?? throw Bad($"{name} has no column '{column}'"));
    }

    private SreException Bad(string why) => Body.Malformed(file, _line, why);

    [GeneratedRegex(@"(?<![\{])\{\{(?:,|(?<name>[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?)(?: as (?<inner>[a-z-]+))?)\}\}(?!\})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\s*\{\{(?:#each (?<each>[a-z][a-z0-9-]*)|#if (?<if>[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?)(?: = (?<word>[A-Za-z0-9_-]+))?|(?<else>#else)|(?<end>/))\}\}\s*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Control();

    /// <summary>What the language itself has in double braces: always with a space after them.</summary>
    [GeneratedRegex(@"\$?\{\{ [^{}]*\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex OwnBraces();
}
