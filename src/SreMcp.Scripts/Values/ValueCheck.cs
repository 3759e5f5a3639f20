using System.Globalization;
using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>Whether a value is what its parameter declares.</summary>
internal static partial class ValueCheck
{
    private const int TextLimit = 4096;
    private const int ContextLimit = 512;
    private const int SubdomainLimit = 253;

    /// <summary>Milliseconds that matching a hostile value may take.</summary>
    private const int MatchLimit = 1000;

    /// <summary>The value in its canonical form: durations in seconds, integers without leading zeros.</summary>
    /// <exception cref="SreException">SRE0604, with the declaration.</exception>
    public static string Canonical(Parameter parameter, string value) => parameter.Type switch
    {
        ParameterType.Text or ParameterType.Texts => Text(parameter, value, TextLimit),
        ParameterType.Number => Number(parameter, value),
        ParameterType.Duration => Seconds(parameter, value),
        ParameterType.Choice => parameter.Choices.Contains(value) ? value : throw Wrong(parameter, value, NearestChoice(parameter, value)),
        ParameterType.KubernetesContext => Context(parameter, value),
        ParameterType.KubernetesNamespace => Shape(parameter, value, IsLabel(value)),
        ParameterType.KubernetesName => Shape(parameter, value, IsSubdomain(value)),
        ParameterType.KubernetesWorkload => WorkloadName.TryParse(value, out _) ? value : throw Wrong(parameter, value, "it must be namespace/Kind/name with a Deployment, StatefulSet or DaemonSet"),
        ParameterType.Uid => Shape(parameter, value, UidShape().IsMatch(value)),
        _ => throw Wrong(parameter, value, "its type is unknown"),
    };

    internal static bool IsLabel(string value) => Label().IsMatch(value);

    internal static bool IsSubdomain(string value) => value.Length <= SubdomainLimit && Subdomain().IsMatch(value);

    private static string Text(Parameter parameter, string value, int limit)
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
        _ => Text(parameter, value, ContextLimit),
    };

    private static string Shape(Parameter parameter, string value, bool fits) =>
        fits ? value : throw Wrong(parameter, value, value.StartsWith('-') ? "a name never starts with '-'" : "it has a character or a length that such a name cannot have");

    private static string Number(Parameter parameter, string value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? InRange(parameter, value, number)
            : throw Wrong(parameter, value, "it is not a whole number");

    private static string Seconds(Parameter parameter, string value)
    {
        var match = DurationShape().Match(value);
        if (!match.Success)
        {
            throw Wrong(parameter, value, "it is not a number with a unit (s, m, h)");
        }

        var unit = match.Groups["unit"].ValueSpan[0] switch { 'h' => 3600, 'm' => 60, _ => 1 };
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

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Label();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"^(?<number>[0-9]{1,6})(?<unit>[smh])\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex DurationShape();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]{0,62}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchLimit)]
    private static partial Regex UidShape();
}
