using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// A double-quoted parameter of an nginx directive. nginx reads <c>\"</c>, <c>\\</c>, <c>\n</c>, <c>\r</c> and <c>\t</c> there, takes every
/// other byte as it is, and has no escape for the dollar sign of its variables.
/// </summary>
/// <remarks>What a directive makes of the text stays its own: <c>~</c> begins a regular expression where one is allowed.</remarks>
internal static class NginxText
{
    /// <summary>NGX_CONF_BUFFER holds one parameter with its quotes; nginx refuses a longer one.</summary>
    private const int LongestInBytes = 4000;

    /// <exception cref="SreException">SRE0605 for a dollar sign, for text that needs more than 4,000 bytes, and for NUL and half surrogates.</exception>
    public static string Quote(string value) => $"\"{Fragment(value)}\"";

    /// <summary>For the inside of a parameter in double quotes, where no variable is open.</summary>
    /// <exception cref="SreException">SRE0605 for a dollar sign, for text that needs more than 4,000 bytes, and for NUL and half surrogates.</exception>
    public static string Fragment(string value)
    {
        if (Quotable.Check(value, "nginx").Contains('$', StringComparison.Ordinal))
        {
            throw new SreException(Errors.Templates.Unquotable, "A value holds a dollar sign, which begins a variable in nginx; there is no escape for it.");
        }

        var text = new StringBuilder(value, value.Length + 16)
            .Replace(@"\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n").Replace("\r", @"\r").Replace("\t", @"\t").ToString();
        var bytes = Encoding.UTF8.GetByteCount(text);
        return bytes <= LongestInBytes
            ? text
            : throw new SreException(Errors.Templates.Unquotable, $"A value needs {bytes} bytes in nginx, which reads at most {LongestInBytes} for one parameter.");
    }
}
