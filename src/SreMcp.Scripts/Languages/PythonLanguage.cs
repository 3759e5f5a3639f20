namespace SreMcp.Scripts;

/// <summary>Python 3. Values stand in code only; in a text they would be read by eye, and in an f-string by Python.</summary>
internal sealed class PythonLanguage() : LexedLanguage(["#"], hasBlockComments: false, hasSingleQuotes: true)
{
    private static readonly string[] s_triple = ["\"\"\"", "'''"];

    public override string Name => "python";

    public override Place Walk(Place place, ReadOnlySpan<char> text)
    {
        if (place.Kind is not PlaceKind.Block)
        {
            return base.Walk(place, text);
        }

        var end = text.IndexOf(place.Detail);
        return end < 0 ? place : base.Walk(new(PlaceKind.Code), text[(end + 3)..]);
    }

    public override string? Refusal(Place place, string before, string after) =>
        place.Kind is PlaceKind.Code ? base.Refusal(place, before, after) : "a value stands in code, as a literal of its own";

    public override string Quote(Place place, Parameter parameter, string value) => parameter.Type switch
    {
        ParameterType.Flag => value is "true" ? "True" : "False",
        _ when IsDigits(parameter) => value,
        _ => PythonText.Quote(value),
    };

    public override string QuoteAll(Place place, Parameter parameter, TemplateValue values) =>
        Join(place, parameter, values, row => $"{{{string.Join(", ", row.Select(column => $"{PythonText.Quote(column.Name)}: {column.Text}"))}}}");

    protected override (Place Place, int Used) Begin(Place place, ReadOnlySpan<char> rest)
    {
        foreach (var triple in s_triple)
        {
            if (rest.StartsWith(triple))
            {
                var end = rest[3..].IndexOf(triple);
                return end < 0 ? (new(PlaceKind.Block, triple), rest.Length) : (place, end + 6);
            }
        }

        return base.Begin(place, rest);
    }
}
