namespace SreMcp.Scripts;

/// <summary>The query language of Azure Monitor.</summary>
internal sealed class KqlLanguage() : LexedLanguage(["//"], hasBlockComments: false, hasSingleQuotes: true)
{
    public override string Name => "kql";

    public override string Quote(Place place, Parameter parameter, string value) => place.Kind switch
    {
        PlaceKind.DoubleQuoted => KqlText.Fragment(value),
        PlaceKind.Comment => BashComment.Quote(value),
        _ when IsDigits(parameter) || parameter.Type is ParameterType.Flag => value,
        _ => KqlText.Quote(value),
    };
}
