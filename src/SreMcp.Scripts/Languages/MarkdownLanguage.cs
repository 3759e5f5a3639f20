namespace SreMcp.Scripts;

/// <summary>Markdown: a value is a code span in text and a bash word inside a <c>bash</c> fence.</summary>
internal sealed class MarkdownLanguage : Language
{
    private const string Fence = "```";
    private const string Commands = "bash";

    public override string Name => "markdown";

    public override Place BeginLine(Place place, string line) => place.Kind switch
    {
        PlaceKind.Block => place,
        _ when line.StartsWith('|') || line.StartsWith("    ", StringComparison.Ordinal) => new(PlaceKind.Closed),
        _ => new(PlaceKind.Code),
    };

    /// <summary>A value is its own code span, so one that is open around it would end at its fence.</summary>
    public override Place Walk(Place place, ReadOnlySpan<char> text) =>
        place.Kind is PlaceKind.Code or PlaceKind.QuotedIdentifier && text.Count('`') % 2 != 0
            ? new(place.Kind is PlaceKind.Code ? PlaceKind.QuotedIdentifier : PlaceKind.Code)
            : place;

    public override Place EndLine(Place place, string line) => (line.StartsWith(Fence, StringComparison.Ordinal), place.Kind) switch
    {
        (true, PlaceKind.Block) => new(PlaceKind.Code),
        (true, _) => new(PlaceKind.Block, line[Fence.Length..]),
        (_, PlaceKind.Block) => place,
        _ => new(PlaceKind.Code),
    };

    public override string? Refusal(Place place, string before, string after) => place.Kind switch
    {
        PlaceKind.Code when !before.EndsWith('`') && !after.StartsWith('`') => null,
        PlaceKind.Block when place.Detail == Commands && !IsOpen(before, '\'') && !IsOpen(before, '"') => null,
        _ => "a value stands in plain text or in a bash fence; not in another fence, a table, an indented block or between backticks",
    };

    public override string Quote(Place place, Parameter parameter, string value) => (place.Kind, parameter.Type) switch
    {
        (PlaceKind.Block, _) => BashWord.Typed(value),
        (_, ParameterType.Number or ParameterType.Choice or ParameterType.Duration or ParameterType.Flag) => value,
        _ => MarkdownCode.Quote(value),
    };
}
