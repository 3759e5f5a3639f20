using System.Text;

namespace SreMcp.Scripts;

/// <summary>
/// Text in printable ASCII, whatever the value is: it means the same in every encoding, stays on its line, and hides nothing from a
/// reader (no control, no invisible and no right-to-left character).
/// </summary>
internal static class AsciiText
{
    /// <param name="value">Any text.</param>
    /// <param name="language">Where it lands, for the error.</param>
    /// <param name="marks">Printable characters that mean something there; they are escaped, too.</param>
    /// <param name="escape">How the language writes a character that is not copied.</param>
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Write(string value, string language, string marks, Func<Rune, string> escape)
    {
        var text = new StringBuilder(value.Length + 16);
        foreach (var rune in Quotable.Check(value, language).EnumerateRunes())
        {
            _ = IsPlain(rune, marks) ? text.Append((char)rune.Value) : text.Append(escape(rune));
        }

        return text.ToString();
    }

    /// <summary>Whether <see cref="Write"/> copies every character.</summary>
    public static bool IsPlain(string value, string marks) => value.All(character => IsPlain(character, marks));

    private static bool IsPlain(Rune rune, string marks) => rune.IsAscii && IsPlain((char)rune.Value, marks);

    private static bool IsPlain(char character, string marks) => character is >= ' ' and <= '~' && !marks.Contains(character, StringComparison.Ordinal);
}
