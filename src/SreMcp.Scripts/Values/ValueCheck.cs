using System.Globalization;
using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>Whether a value is what its parameter declares.</summary>
internal static partial class ValueCheck
{
    private const int TextLimit = 4096;
    private const int ContextLimit = 512;

    /// <summary>Milliseconds that matching a hostile value may take.</summary>
    private const int MatchLimit = 1000;

    /// <summary>The value in its canonical form, element by element: durations in seconds, integers without leading zeros, columns with their defaults.</summary>
    /// <param name="most">Elements or rows.</param>
    /// <exception cref="SreException">SRE0604, with the declaration.</exception>
    public static TemplateValue Canonical(Parameter parameter, TemplateValue value, int most = TemplateValue.MostElements) => (parameter, value) switch
    {
        _ when value.Count > most => throw Wrong(parameter, $"{value.Count} elements", $"at most {most} are allowed"),
        ({ Type: ParameterType.Rows }, TemplateValue.Table table) => new TemplateValue.Table([.. table.Rows.Select((row, index) => Row(parameter, row, index))]),
        ({ Type: ParameterType.Rows }, _) => throw Wrong(parameter, "text", "it is a list of rows, each with its columns by name"),
        ({ IsMany: true }, TemplateValue.Many many) => new TemplateValue.Many([.. many.Texts.Select(text => Text(parameter, text))]),
        ({ IsMany: true }, TemplateValue.One one) => new TemplateValue.Many([Text(parameter, one.Text)]),
        (_, TemplateValue.One one) => Text(parameter, one.Text),
        _ => throw Wrong(parameter, "list", "it is one value, not a list"),
    };

    /// <summary>One text in its canonical form.</summary>
    /// <exception cref="SreException">SRE0604, with the declaration.</exception>
    public static string Text(Parameter parameter, string value) => parameter.Type switch
    {
        ParameterType.Number => Number(parameter, value),
        ParameterType.Duration => Seconds(parameter, value),
        ParameterType.Flag => value is "true" or "false" ? value : throw Wrong(parameter, value, "it must be true or false"),
        ParameterType.Choice => parameter.Choices.Contains(value) ? value : throw Wrong(parameter, value, NearestChoice(parameter, value)),
        ParameterType.KubernetesContext => Context(parameter, value),
        _ when value.Length <= TextLimit && ValueShape.Misfit(parameter.Type, value) is { } why => throw Wrong(parameter, value, why),
        _ => Plain(parameter, value, TextLimit),
    };

    private static Dictionary<string, string> Row(Parameter rows, IReadOnlyDictionary<string, string> given, int index)
    {
        foreach (var name in given.Keys.Where(name => rows.Columns.All(column => column.Name != name)))
        {
            throw Wrong(rows, name, $"row {index + 1} has a column that is not declared{(Spelling.Nearest(name, rows.Columns.Select(column => column.Name)) is { } near ? $", did you mean {near}?" : "")}");
        }

        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in rows.Columns)
        {
            if ((given.TryGetValue(column.Name, out var text) ? text : column.Default) is { } value)
            {
                row[column.Name] = Text(column, value);
            }
            else if (column.Required)
            {
                throw Wrong(rows, $"row {index + 1}", $"it has no {column.Name}");
            }
        }

        return row;
    }

    private static string Plain(Parameter parameter, string value, int limit)
    {
        if (value.Length > limit)
        {
            throw Wrong(parameter, value, $"it has {value.Length} characters, at most {limit} are allowed");
        }

        return string.Equals(TextCleaner.OneLine(value, limit), value, StringComparison.Ordinal)
            ? value
            : throw Wrong(parameter, value, "it must be one line without control or invisible characters");
    }

    private static string Context(Parameter parameter, string value) => value switch
    {
        "" => throw Wrong(parameter, value, "it is empty"),
        ['-', ..] => throw Wrong(parameter, value, "a name never starts with '-'"),
        _ when value.Trim() != value => throw Wrong(parameter, value, "it starts or ends with a space"),
        _ => Plain(parameter, value, ContextLimit),
    };

    private static string Number(Parameter parameter, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? InRange(parameter, value, number)
            : throw Wrong(parameter, value, "it is not a whole number");

    private static string Seconds(Parameter parameter, string value)
    {
        var match = DurationShape().Match(value);
        if (!match.Success)
        {
            throw Wrong(parameter, value, "it is not a number with a unit (s, m, h, d)");
        }

        var unit = match.Groups["unit"].ValueSpan[0] switch { 'd' => 86_400, 'h' => 3600, 'm' => 60, _ => 1 };
        return InRange(parameter, value, long.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) * unit);
    }

    private static string InRange(Parameter parameter, string value, long number) =>
        number >= (parameter.Min ?? long.MinValue) && number <= (parameter.Max ?? long.MaxValue)
            ? number.ToString(CultureInfo.InvariantCulture)
            : throw Wrong(parameter, value, "it is out of range");

    private static string NearestChoice(Parameter parameter, string value) =>
        Spelling.Nearest(value, parameter.Choices) is { } near ? $"did you mean {near}?" : "it is none of the choices";

    private static SreException Wrong(Parameter parameter, string value, string why) => new(
        Errors.Templates.WrongParameter,
        $"'{TextCleaner.OneLine(value, 80)}' is not a {parameter.Name}: {why}.",
        $"The declaration is {parameter.Declaration}");

    [GeneratedRegex(@"^(?<number>[0-9]{1,6})(?<unit>[smhd])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex DurationShape();
}
