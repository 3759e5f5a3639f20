using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// A text constant of PostgreSQL (manual, sections 4.1.2.1 and 4.1.2.2). It means the same with <c>standard_conforming_strings</c> on and
/// off and in every client encoding, and psql finds no <c>:variable</c> and no backslash command in it, since it leaves quoted text alone.
/// </summary>
/// <remarks>Characters beyond ASCII need a database in UTF-8; in another, PostgreSQL converts them or refuses the statement.</remarks>
internal static class SqlLiteral
{
    private const string Language = "SQL";

    /// <summary><c>'plain'</c> with quotes doubled; <c>E'…'</c> when a backslash, a line break or anything beyond printable ASCII is inside.</summary>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Quote(string value) => Quote(value, @"\");

    /// <summary>As <see cref="Quote(string)"/> for the inside of a dollar-quoted body, where only a dollar sign could end the body: none is left.</summary>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string InBody(string value) => Quote(value, @"\$");

    private static string Quote(string value, string marks)
    {
        var prefix = AsciiText.IsPlain(value, marks) ? "" : "E";
        return $"{prefix}'{AsciiText.Write(value, Language, marks + "'", Escape)}'";
    }

    /// <summary>A doubled quote is a quote whatever <c>backslash_quote</c> says; <c>\'</c> is not.</summary>
    private static string Escape(Rune rune) => rune.Value is '\'' ? "''" : BackslashEscape.Of(rune);
}
