using System.Globalization;
using System.Text;

namespace SreMcp.Scripts;

/// <summary>One declared value of a template: a parameter that the caller gives, or a fact that is read from the target.</summary>
public sealed record Parameter
{
    /// <summary>Lower case with dashes, such as <c>cluster-id</c>: <c>$CLUSTER_ID</c> in bash, <c>{{cluster-id}}</c> in Markdown.</summary>
    public required string Name { get; init; }

    public required ParameterType Type { get; init; }

    public bool Required { get; init; }

    /// <summary>A list of such values, at most <see cref="TemplateValue.MostElements"/>.</summary>
    public bool IsMany { get; init; }

    /// <summary>The columns of <see cref="ParameterType.Rows"/>.</summary>
    public IReadOnlyList<Parameter> Columns { get; init; } = [];

    /// <summary>True for a list and for rows: a text names it once for every element.</summary>
    internal bool IsRepeated => IsMany || Type is ParameterType.Rows;

    /// <summary>Smallest value of an integer, or of a duration in seconds.</summary>
    public long? Min { get; init; }

    public long? Max { get; init; }

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What it is for, in a sentence.</summary>
    public string? Says { get; init; }

    /// <summary>A value that people would give; checked as one when the header is read.</summary>
    public TemplateValue? Example { get; init; }

    public string? Default { get; init; }

    internal TemplateValue? Preset => Default is null ? null : new TemplateValue.One(Default);

    /// <summary>The name of the bash constant.</summary>
    public string BashName => Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>The constants of a script: one, or of rows one for each column, named after both.</summary>
    internal IEnumerable<(string Name, string? Column)> Constants => Type is ParameterType.Rows
        ? Columns.Select(column => ($"{BashName}_{column.BashName}", (string?)column.Name))
        : [(BashName, null)];

    /// <summary>The declaration on one line: <c>revision: integer, at least 1. Default is the one before the live one.</c></summary>
    public string Declaration
    {
        get
        {
            var text = new StringBuilder($"{Name}: {(IsMany ? "list of " : "")}{Type.Name()}");
            _ = Columns.Count > 0 ? text.Append(CultureInfo.InvariantCulture, $" with {string.Join("; ", Columns.Select(column => column.Declaration.TrimEnd('.')))}") : text;
            _ = Choices.Count > 0 ? text.Append(CultureInfo.InvariantCulture, $" ({string.Join(", ", Choices)})") : text;
            _ = (Min, Max, Type) switch
            {
                ({ } min, { } max, ParameterType.Duration) => text.Append(CultureInfo.InvariantCulture, $", {min} to {max} seconds"),
                ({ } min, { } max, _) => text.Append(CultureInfo.InvariantCulture, $", {min} to {max}"),
                ({ } min, null, _) => text.Append(CultureInfo.InvariantCulture, $", at least {min}"),
                (null, { } max, _) => text.Append(CultureInfo.InvariantCulture, $", at most {max}"),
                _ => text,
            };
            _ = Required ? text.Append(", required") : text;
            _ = Default is null ? text : text.Append(CultureInfo.InvariantCulture, $", default {Default}");
            _ = text.Append('.');
            _ = Says is null ? text : text.Append(' ').Append(Says);
            return (Example is null ? text : text.Append(CultureInfo.InvariantCulture, $" Example: {Example.Shown}")).ToString();
        }
    }
}
