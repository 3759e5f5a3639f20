namespace SreMcp.Scripts;

/// <summary>A language with strings in quotes, backslashes in them, and comments.</summary>
/// <param name="lineComments">What begins a comment up to the end of the line.</param>
internal abstract class LexedLanguage(string[] lineComments, bool hasBlockComments, bool hasSingleQuotes) : Language
{
    public override Place Walk(Place place, ReadOnlySpan<char> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var rest = text[index..];
            (place, var used) = place.Kind switch
            {
                PlaceKind.Code => Begin(place, rest),
                PlaceKind.DoubleQuoted or PlaceKind.SingleQuoted => InQuotes(place, rest),
                PlaceKind.BlockComment when rest.StartsWith("*/") => (place with { Kind = PlaceKind.Code }, 2),
                _ => (place, 1),
            };
            index += used - 1;
        }

        return place;
    }

    public override string? Refusal(Place place, string before, string after) => place.Kind switch
    {
        PlaceKind.Code when before.Length > 0 && IsPartOfWord(before[^1]) => "a value stands apart from the word before it",
        PlaceKind.Code when after.Length > 0 && IsPartOfWord(after[0]) => "a value stands apart from the word after it",
        PlaceKind.Code or PlaceKind.Comment => null,
        PlaceKind.DoubleQuoted => before.EndsWith('\\') ? "the character before a value must not escape it" : null,
        _ => "no value stands here: not in single quotes, a comment with an end, or a block",
    };

    protected virtual (Place Place, int Used) Begin(Place place, ReadOnlySpan<char> rest)
    {
        if (hasBlockComments && rest.StartsWith("/*"))
        {
            return (place with { Kind = PlaceKind.BlockComment }, 2);
        }

        foreach (var comment in lineComments)
        {
            if (rest.StartsWith(comment))
            {
                return (place with { Kind = PlaceKind.Comment }, rest.Length);
            }
        }

        return rest[0] switch
        {
            '"' => (place with { Kind = PlaceKind.DoubleQuoted }, 1),
            '\'' when hasSingleQuotes => (place with { Kind = PlaceKind.SingleQuoted }, 1),
            _ => (place, 1),
        };
    }

    private static (Place Place, int Used) InQuotes(Place place, ReadOnlySpan<char> rest) => (rest[0], place.Kind) switch
    {
        ('\\', _) => (place, Math.Min(2, rest.Length)),
        ('"', PlaceKind.DoubleQuoted) or ('\'', PlaceKind.SingleQuoted) => (place with { Kind = PlaceKind.Code }, 1),
        _ => (place, 1),
    };

    private static bool IsPartOfWord(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '$' or '"' or '\'';
}
