namespace SreMcp.Scripts;

/// <summary>
/// A double-quoted scalar on one line in ASCII, with escapes that YAML 1.1 and 1.2 share (1.2.2, sections 5.7 and 7.3.1). Quoted, it is
/// text whatever it looks like: <c>no</c>, <c>1e3</c>, <c>---</c>.
/// </summary>
/// <remarks>As a key of a mapping it has to stay below 1,024 characters, a limit of YAML for keys on one line.</remarks>
internal static class YamlText
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Quote(string value) => $"\"{Fragment(value)}\"";

    /// <summary>For the inside of an open double-quoted scalar.</summary>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Fragment(string value) => AsciiText.Write(value, "YAML", "\"\\", BackslashEscape.Of);
}
