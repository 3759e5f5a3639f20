namespace SreMcp.Scripts;

/// <summary>The configuration language of nginx. It has no escape for its variables: a value with <c>$</c> is refused.</summary>
internal sealed class NginxLanguage() : LexedLanguage(["#"], hasBlockComments: false, hasSingleQuotes: true)
{
    public override string Name => "nginx";

    public override string? Refusal(Place place, string before, string after) =>
        place.Kind is PlaceKind.DoubleQuoted ? "a value is a word of its own" : base.Refusal(place, before, after);

    public override string Quote(Place place, Parameter parameter, string value) =>
        place.Kind is PlaceKind.Comment ? BashComment.Quote(value) : IsDigits(parameter) ? value : NginxText.Quote(value);
}
