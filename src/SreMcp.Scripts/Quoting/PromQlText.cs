using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// Text inside a double-quoted string of PromQL, which has the escapes of Go ("Querying basics, String literals"). An open brace is written
/// as an escape: in a file of rules and in a dashboard, two of them could begin a template of those who read the query first.
/// </summary>
internal static class PromQlText
{
    private const string RegexMarks = @"\.+*?()|[]{}^$";

    /// <exception cref="SreException">SRE0605 for NUL, half surrogates and U+FFFD: Prometheus writes a rule's query out and reads it again, and then takes that character for broken UTF-8.</exception>
    public static string Fragment(string value) => value.Contains('\ufffd', StringComparison.Ordinal)
        ? throw new SreException(Errors.Templates.Unquotable, "A value holds U+FFFD, which stands for broken text; Prometheus refuses it.")
        : AsciiText.Write(value, "PromQL", "\"\\{", BackslashEscape.Of);

    /// <summary>As <see cref="Fragment"/> for <c>=~</c> and <c>!~</c>: a part of a regular expression (RE2) that matches the value and nothing else. Not for the inside of a class in brackets.</summary>
    /// <exception cref="SreException">SRE0605 as above.</exception>
    public static string Regex(string value)
    {
        var pattern = new StringBuilder(value.Length + 16);
        foreach (var character in value)
        {
            _ = (RegexMarks.Contains(character, StringComparison.Ordinal) ? pattern.Append('\\') : pattern).Append(character);
        }

        return Fragment(pattern.ToString());
    }
}
