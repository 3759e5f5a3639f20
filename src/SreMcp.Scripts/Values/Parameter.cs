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

    /// <summary>Smallest value of an integer, or of a duration in seconds.</summary>
    public long? Min { get; init; }

    public long? Max { get; init; }

    /// <summary>The words of a choice.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What it is for, in a sentence.</summary>
    public string? Says { get; init; }

    public string? Example { get; init; }

    public string? Default { get; init; }

    /// <summary>The name of the bash constant.</summary>
    public string BashName => Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>The declaration on one line: <c>revision: integer, at least 1. Default is the one before the live one.</c></summary>
    public string Declaration
    {
        get
        {
            var text = new StringBuilder($"{Name}: {Type.Name()}");
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
            return (Example is null ? text : text.Append(CultureInfo.InvariantCulture, $" Example: {Example}")).ToString();
        }
    }
}
