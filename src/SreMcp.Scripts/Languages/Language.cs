namespace SreMcp.Scripts;

/// <summary>How a language quotes a value, and where in its text a value may stand. It follows the static text of a template only: what is quoted never changes where the text is.</summary>
internal abstract class Language
{
    /// <summary>The word for it in a header and in messages.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it has its own use for <c>{{ </c> or <c>${{ </c>, which are then left alone.</summary>
    public virtual bool HasBraces => false;

    /// <summary>Why this line of a template cannot be followed; null when it can.</summary>
    public virtual string? Malformation(string line) => null;

    /// <summary>Where a line begins.</summary>
    /// <param name="line">The whole line, with <c>x</c> in place of each value.</param>
    public virtual Place BeginLine(Place place, string line) => place;

    /// <summary>Where the text is after some static characters of a line.</summary>
    public abstract Place Walk(Place place, ReadOnlySpan<char> text);

    /// <summary>Where the text is after the line.</summary>
    public virtual Place EndLine(Place place, string line) => place.Kind is PlaceKind.Comment ? place with { Kind = PlaceKind.Code } : place;

    /// <summary>Why a value cannot stand here; null when it can.</summary>
    /// <param name="before">The line up to the value.</param>
    /// <param name="after">The line after it.</param>
    public abstract string? Refusal(Place place, string before, string after);

    /// <summary>The value as the language needs it at this place.</summary>
    /// <exception cref="SreException">SRE0605 when the language cannot carry it.</exception>
    public abstract string Quote(Place place, Parameter parameter, string value);

    /// <summary>A list literal; null where the language has none at this place, so that the line is repeated instead.</summary>
    public virtual string? QuoteAll(Place place, Parameter parameter, TemplateValue values) => null;

    /// <summary>True for values that are written the same everywhere: digits.</summary>
    protected static bool IsDigits(Parameter parameter) => parameter.Type is ParameterType.Number or ParameterType.Duration;

    /// <summary>Elements with commas between them; rows as <paramref name="row"/> makes them of their columns.</summary>
    protected string Join(Place place, Parameter parameter, TemplateValue values, Func<IEnumerable<(string Name, string Text)>, string> row)
    {
        var elements = Enumerable.Range(0, values.Count).Select(index => parameter.Type is ParameterType.Rows
            ? row(parameter.Columns.Where(column => values.At(index, column.Name) is not null).Select(column => (column.Name, Quote(place, column, values.At(index, column.Name)!))))
            : Quote(place, parameter, values.At(index, null)!));
        return $"[{string.Join(", ", elements)}]";
    }

    /// <summary>Whether the static text leaves a quote open, counting the same line only.</summary>
    protected static bool IsOpen(string before, char quote) => before.Count(character => character == quote) % 2 != 0;
}
