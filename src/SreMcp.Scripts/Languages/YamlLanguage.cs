namespace SreMcp.Scripts;

/// <summary>YAML, also where the system that reads it evaluates its texts once more.</summary>
/// <param name="name">The word for it in a header.</param>
/// <param name="escape">Makes a value survive that second reading as the text it is.</param>
internal sealed class YamlLanguage(string name, Func<string, string> escape) : Language
{
    public override string Name => name;

    public override bool HasBraces => name is not "yaml";

    public override Place BeginLine(Place place, string line) => place.Kind is PlaceKind.Block && line.AsSpan().Trim().Length > 0 && Indent(line) <= place.Indent
        ? new(PlaceKind.Code)
        : place;

    public override Place Walk(Place place, ReadOnlySpan<char> text)
    {
        if (place.Kind is PlaceKind.Block)
        {
            return place;
        }

        for (var index = 0; index < text.Length; index++)
        {
            place = (place.Kind, text[index]) switch
            {
                (PlaceKind.Code, '"') => new(PlaceKind.DoubleQuoted),
                (PlaceKind.Code, '\'') when index is 0 || !char.IsAsciiLetterOrDigit(text[index - 1]) => new(PlaceKind.SingleQuoted),
                (PlaceKind.Code, '#') when index is 0 || text[index - 1] is ' ' => new(PlaceKind.Comment),
                (PlaceKind.DoubleQuoted, '"') or (PlaceKind.SingleQuoted, '\'') => new(PlaceKind.Code),
                _ => place,
            };
            index += text[index] is '\\' && place.Kind is PlaceKind.DoubleQuoted ? 1 : 0;
        }

        return place;
    }

    public override Place EndLine(Place place, string line)
    {
        if (place.Kind is PlaceKind.Block)
        {
            return place;
        }

        // The header of a block scalar: | or > with indicators at the end of a line.
        var end = line.AsSpan().TrimEnd();
        while (end.Length > 0 && end[^1] is '-' or '+' or (>= '1' and <= '9'))
        {
            end = end[..^1];
        }

        return place.Kind is PlaceKind.Code && end.Length > 1 && end[^1] is '|' or '>' && end[^2] is ' ' ? new(PlaceKind.Block, Indent: Indent(line)) : base.EndLine(place, line);
    }

    public override string? Refusal(Place place, string before, string after) => place.Kind switch
    {
        PlaceKind.DoubleQuoted => before.EndsWith('\\') ? "the character before a value must not escape it" : null,
        PlaceKind.Comment => null,
        PlaceKind.Code => IsWholeScalar(before, after) ? null : "a value is a whole scalar, or stands inside double quotes",
        PlaceKind.Block => "in a block, say which language reads the value, such as {{name as bash}}",
        _ => "no value stands in single quotes",
    };

    public override string Quote(Place place, Parameter parameter, string value) => place.Kind switch
    {
        PlaceKind.DoubleQuoted => YamlText.Fragment(escape(value)),
        PlaceKind.Comment => BashComment.Quote(value),
        PlaceKind.Block => escape(value),
        _ when IsDigits(parameter) || parameter.Type is ParameterType.Flag => value,
        _ => YamlText.Quote(escape(value)),
    };

    public override string? QuoteAll(Place place, Parameter parameter, TemplateValue values) => place.Kind is PlaceKind.Code
        ? Join(place, parameter, values, row => $"{{{string.Join(", ", row.Select(column => $"{column.Name}: {column.Text}"))}}}")
        : null;

    private static bool IsWholeScalar(string before, string after)
    {
        var start = before.TrimEnd();
        var isStart = start.Length is 0 || start[^1] is '[' or '{' || (before.EndsWith(' ') && start[^1] is ':' or '-' or ',');
        return isStart && (after.Length is 0 || after[0] is ',' or ']' or '}' or ':' || after.StartsWith(" #", StringComparison.Ordinal) || after.StartsWith(" }", StringComparison.Ordinal));
    }

    private static int Indent(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;
}
