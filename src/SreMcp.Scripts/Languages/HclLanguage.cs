namespace SreMcp.Scripts;

/// <summary>The configuration language of Terraform.</summary>
internal sealed class HclLanguage() : LexedLanguage(["#", "//"], hasBlockComments: true, hasSingleQuotes: false)
{
    public override string Name => "hcl";

    public override string? Malformation(string line) => line.Contains("<<", StringComparison.Ordinal) ? "a heredoc reads its text again; join a list of strings instead" : null;

    public override string? Refusal(Place place, string before, string after) =>
        place.Kind is PlaceKind.DoubleQuoted && (before.EndsWith('$') || before.EndsWith('%') || after.StartsWith('{')) ? "a value must not complete or begin a template sequence"
        : base.Refusal(place, before, after);

    public override string Quote(Place place, Parameter parameter, string value) => place.Kind switch
    {
        PlaceKind.DoubleQuoted => HclText.Fragment(value),
        PlaceKind.Comment => BashComment.Quote(value),
        _ when IsDigits(parameter) || parameter.Type is ParameterType.Flag => value,
        // A reference, not a text. Its type lets nothing through that is more than an address.
        PlaceKind.Code when parameter.Type is ParameterType.TerraformAddress => value,
        _ => HclText.Quote(value),
    };

    public override string? QuoteAll(Place place, Parameter parameter, TemplateValue values) => place.Kind is PlaceKind.Code
        ? Join(place, parameter, values, row => $"{{ {string.Join(", ", row.Select(column => $"{column.Name.Replace('-', '_')} = {column.Text}"))} }}")
        : null;
}
