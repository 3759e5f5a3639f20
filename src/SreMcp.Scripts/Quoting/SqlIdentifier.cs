using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// A quoted identifier of PostgreSQL (manual, section 4.1.1): never a keyword, never folded to lower case. The form <c>U&amp;"…"</c> writes
/// characters as <c>\XXXX</c> and <c>\+XXXXXX</c>, and for identifiers it does not depend on <c>standard_conforming_strings</c>.
/// </summary>
internal static class SqlIdentifier
{
    /// <summary>NAMEDATALEN - 1. PostgreSQL would cut a longer name, and then it names another object.</summary>
    private const int LongestInBytes = 63;

    private const string Language = "SQL";

    /// <exception cref="SreException">SRE0605 when the value is empty, longer than 63 bytes of UTF-8, or holds NUL or half a surrogate pair.</exception>
    public static string Quote(string value) => Quote(value, "");

    /// <summary>As <see cref="Quote(string)"/> for the inside of a dollar-quoted body: no dollar sign is left that could end the body.</summary>
    /// <exception cref="SreException">SRE0605 as above.</exception>
    public static string InBody(string value) => Quote(value, "$");

    private static string Quote(string value, string marks)
    {
        Check(value);

        // A backslash is an ordinary character in "…", and the escape character in U&"…".
        return AsciiText.IsPlain(value, marks)
            ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : $"U&\"{AsciiText.Write(value, Language, marks + "\"\\", Escape)}\"";
    }

    private static string Escape(Rune rune) => rune.Value switch
    {
        '"' => "\"\"",
        '\\' => @"\\",
        <= 0xffff => $@"\{rune.Value:x4}",
        _ => $@"\+{rune.Value:x6}",
    };

    private static void Check(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(Quotable.Check(value, Language));
        if (bytes is 0 or > LongestInBytes)
        {
            throw new SreException(Errors.Templates.Unquotable, $"A name in PostgreSQL has 1 to {LongestInBytes} bytes of UTF-8; this one has {bytes}.");
        }
    }
}
