namespace SreMcp.Scripts;

/// <summary>JSON (RFC 8259).</summary>
internal sealed class JsonLanguage() : LexedLanguage([], hasBlockComments: false, hasSingleQuotes: false)
{
    public override string Name => "json";

    /// <summary>Dashboards carry the templates of who shows them.</summary>
    public override bool HasBraces => true;

    public override string Quote(Place place, Parameter parameter, string value) => place.Kind switch
    {
        PlaceKind.DoubleQuoted => JsonText.Fragment(value),
        _ when IsDigits(parameter) || parameter.Type is ParameterType.Flag => value,
        _ => JsonText.Quote(value),
    };

    public override string? QuoteAll(Place place, Parameter parameter, TemplateValue values) => place.Kind is PlaceKind.Code
        ? Join(place, parameter, values, row => $"{{{string.Join(", ", row.Select(column => $"{JsonText.Quote(column.Name)}: {column.Text}"))}}}")
        : null;
}
