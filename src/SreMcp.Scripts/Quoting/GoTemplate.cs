using System.Text.RegularExpressions;

namespace SreMcp.Scripts;

/// <summary>
/// A layer over text that Go's text/template reads (annotations and labels of Prometheus alerts, Helm charts): braces that could open an
/// action are written by one, <c>{{`{{`}}</c>. Nothing else is special outside an action.
/// </summary>
/// <remarks>
/// Prometheus reads YAML first, so this comes before the quotes of YAML; Helm reads it after the template, so there it comes last. The
/// backquotes are good for both. The text of a template must not put an open brace right before a value.
/// </remarks>
internal static partial class GoTemplate
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Escape(string value) =>
        Braces().Replace(Quotable.Check(value, "a Go template"), braces => $"{{{{`{braces.Value}`}}}}");

    // A single brace at the end could be completed by what follows.
    [GeneratedRegex(@"\{{2,}|\{\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Braces();
}
