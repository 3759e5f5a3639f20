using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>The configuration language of nginx. It has no escape for its variables: a value with <c>$</c> is refused.</summary>
internal sealed partial class NginxLanguage() : LexedLanguage(["#"], hasBlockComments: false, hasSingleQuotes: true)
{
    /// <summary>Milliseconds; a template is somebody else's text.</summary>
    private const int MatchLimit = 1000;

    public override string Name => "nginx";

    public override string? Refusal(Place place, string before, string after) =>
        place.Kind is PlaceKind.DoubleQuoted && OpenVariable().IsMatch(before) ? "a value must not go on with the name of a variable" : base.Refusal(place, before, after);

    public override string Quote(Place place, Parameter parameter, string value) => place.Kind switch
    {
        PlaceKind.Comment => BashComment.Quote(value),
        PlaceKind.DoubleQuoted => NginxText.Fragment(value),
        _ => IsDigits(parameter) ? value : NginxText.Quote(value),
    };

    [GeneratedRegex(@"\$(\{[^}]*|[A-Za-z0-9_]*)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex OpenVariable();
}
