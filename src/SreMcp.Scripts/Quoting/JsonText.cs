namespace SreMcp.Scripts;

/// <summary>
/// A JSON string (RFC 8259, section 7) in ASCII; characters beyond U+FFFF are two escapes. It can stand in an HTML page, too: no
/// <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> or <c>'</c> is left, so that <c>&lt;/script&gt;</c> ends nothing.
/// </summary>
internal static class JsonText
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Quote(string value) => $"\"{Fragment(value)}\"";

    /// <summary>For the inside of an open double-quoted string.</summary>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Fragment(string value) => AsciiText.Write(value, "JSON", "\"\\<>&'", BackslashEscape.OfUtf16);
}
