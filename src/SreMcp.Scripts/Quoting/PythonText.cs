namespace SreMcp.Scripts;

/// <summary>A string literal of Python 3 in ASCII on one line (language reference, section 2.4.1). Not for f-strings, where braces mean something.</summary>
internal static class PythonText
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Quote(string value) => $"\"{AsciiText.Write(value, "Python", "\"\\", BackslashEscape.Of)}\"";
}
