namespace SreMcp.Scripts;

/// <summary>PostgreSQL, run by <c>psql</c>. A value is a literal, or an identifier when its type says so; in a body in dollar quotes it holds no dollar.</summary>
internal sealed class SqlLanguage : Language
{
    public override string Name => "sql";

    public override Place Walk(Place place, ReadOnlySpan<char> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var rest = text[index..];
            (place, var used) = place.Kind switch
            {
                PlaceKind.Code => Begin(place, rest),
                PlaceKind.SingleQuoted when rest[0] is '\'' => (place with { Kind = PlaceKind.Code }, 1),
                PlaceKind.QuotedIdentifier when rest[0] is '"' => (place with { Kind = PlaceKind.Code }, 1),
                PlaceKind.BlockComment when rest.StartsWith("*/") => (place with { Kind = PlaceKind.Code }, 2),
                _ => (place, 1),
            };
            index += used - 1;
        }

        return place;
    }

    public override string? Refusal(Place place, string before, string after) => place.Kind switch
    {
        PlaceKind.Comment => null,
        PlaceKind.Code when before.StartsWith('\\') => "no value stands in a command of psql",
        PlaceKind.Code when before.Length > 0 && IsPartOfWord(before[^1]) => "a value stands apart from the word before it",
        PlaceKind.Code when after.Length > 0 && IsPartOfWord(after[0]) => "a value stands apart from the word after it",
        PlaceKind.Code => null,
        _ => "no value stands inside quotes or a comment with an end: it brings its own quotes",
    };

    public override string Quote(Place place, Parameter parameter, string value) => (place.Kind, parameter.Type) switch
    {
        (PlaceKind.Comment, _) => WithoutDollars(BashComment.Quote(value)),
        (_, ParameterType.Number or ParameterType.Duration or ParameterType.Flag or ParameterType.SqlType) => value,
        (_, ParameterType.SqlName) => Identifier(place, value),
        (_, ParameterType.SqlTable) => string.Join('.', value.Split('.').Select(part => Identifier(place, part))),
        _ => place.Detail.Length > 0 ? SqlLiteral.InBody(value) : SqlLiteral.Quote(value),
    };

    /// <summary>The words of a list with commas between them, for <c>IN (…)</c> and lists of columns.</summary>
    public override string? QuoteAll(Place place, Parameter parameter, TemplateValue values) => place.Kind is PlaceKind.Code && parameter.Type is not ParameterType.Rows && values.Count > 0
        ? string.Join(", ", Enumerable.Range(0, values.Count).Select(index => Quote(place, parameter, values.At(index, null)!)))
        : null;

    private static string Identifier(Place place, string value) => place.Detail.Length > 0 ? SqlIdentifier.InBody(value) : SqlIdentifier.Quote(value);

    /// <summary>A comment inside of a body must not end the body.</summary>
    private static string WithoutDollars(string value) => value.Replace("$", "(dollar)", StringComparison.Ordinal);

    private static (Place Place, int Used) Begin(Place place, ReadOnlySpan<char> rest)
    {
        if (rest.StartsWith("--"))
        {
            return (place with { Kind = PlaceKind.Comment }, rest.Length);
        }

        if (rest.StartsWith("/*"))
        {
            return (place with { Kind = PlaceKind.BlockComment }, 2);
        }

        if (rest[0] is '$' && rest[1..].IndexOf('$') is >= 0 and var length && !rest.Slice(1, length).ContainsAnyExcept(s_tag))
        {
            var tag = rest[..(length + 2)].ToString();
            return (place with { Detail = place.Detail == tag ? "" : place.Detail.Length is 0 ? tag : place.Detail }, tag.Length);
        }

        return rest[0] switch
        {
            '\'' => (place with { Kind = PlaceKind.SingleQuoted }, 1),
            '"' => (place with { Kind = PlaceKind.QuotedIdentifier }, 1),
            _ => (place, 1),
        };
    }

    private static bool IsPartOfWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '$' or '"' or '\'' or ':' or '\\';

    private static readonly System.Buffers.SearchValues<char> s_tag = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
}
