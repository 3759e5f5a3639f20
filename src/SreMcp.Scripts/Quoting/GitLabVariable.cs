using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>
/// A layer over the text of a value under <c>variables:</c> in a GitLab CI file, before it is quoted for YAML: a dollar sign is doubled ("Use
/// CI/CD variables, Prevent CI/CD variable expansion"). Not for <c>script</c>, which only the shell reads, and not for keys that GitLab
/// expands by itself, such as <c>environment:name</c> and <c>include</c>: they know no escape.
/// </summary>
internal static partial class GitLabVariable
{
    /// <exception cref="SreException">SRE0605 for <c>%NAME%</c>, which GitLab expands as well and which has no escape; also for NUL and half surrogates.</exception>
    public static string Escape(string value) => PercentReference().Match(Quotable.Check(value, "GitLab CI")) is { Success: true } reference
        ? throw new SreException(Errors.Templates.Unquotable, $"A value holds {reference.Value}, which GitLab takes for a variable; there is no escape for it.")
        : value.Replace("$", "$$", StringComparison.Ordinal);

    [GeneratedRegex("%[a-zA-Z_][a-zA-Z0-9_]*%", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PercentReference();
}
