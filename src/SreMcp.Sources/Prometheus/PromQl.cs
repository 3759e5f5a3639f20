using System.Globalization;
using System.Text;

namespace SreMcp.Sources.Prometheus;

/// <summary>Writes PromQL. Whatever a value holds, it stays a value.</summary>
public static class PromQl
{
    /// <summary>A text as PromQL quotes it: printable ASCII as it is, everything else escaped. Half a surrogate pair becomes U+FFFD.</summary>
    public static string Quoted(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var text = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' or '\\' => text.Append('\\').Append((char)rune.Value),
                >= ' ' and <= '~' => text.Append((char)rune.Value),
                <= 0xFFFF => text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
            };
        }

        return text.Append('"').ToString();
    }

    /// <summary>The series of a metric whose labels match.</summary>
    /// <param name="metric">A name of ours.</param>
    public static string Series(string metric, IEnumerable<LabelMatcher> matchers) =>
        $"{metric}{{{string.Join(',', matchers.Select(matcher => $"{matcher.Label}{(matcher.IsNot ? "!=" : "=")}{Quoted(matcher.Value)}"))}}}";

    /// <summary>A duration in whole seconds, at least one.</summary>
    public static string Duration(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)time.TotalSeconds)}s");
}

/// <summary>One condition on a label.</summary>
/// <param name="Label">A name of ours or of an operator.</param>
/// <param name="Value">Of anybody; compared as it is, never as a pattern.</param>
/// <param name="IsNot">True for every other value.</param>
public readonly record struct LabelMatcher(string Label, string Value, bool IsNot = false);
