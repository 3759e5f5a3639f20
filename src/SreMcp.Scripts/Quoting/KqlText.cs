namespace SreMcp.Scripts;

/// <summary>A string literal of the Kusto query language in ASCII on one line ("The string data type"; escapes as in its lexer grammar, KqlTokens.g4).</summary>
internal static class KqlText
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Quote(string value) => $"\"{Fragment(value)}\"";

    /// <summary>For the inside of an open double-quoted literal that is not verbatim (no <c>@</c> before it).</summary>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Fragment(string value) => AsciiText.Write(value, "KQL", "\"\\", BackslashEscape.OfUtf16);
}
