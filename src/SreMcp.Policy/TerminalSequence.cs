namespace SreMcp.Policy;

/// <summary>Finds where a terminal's control sequence ends (ECMA-48), in its seven-bit form (ESC and a letter) and its eight-bit form (one C1 character).</summary>
internal static class TerminalSequence
{
    private const char Escape = '\u001b';
    private const char StringTerminator = '\u009c';
    private const char Bell = '\u0007';

    public static bool StartsAt(string text, int index) => text[index] is Escape or '\u0090' or '\u0098' or '\u009b' or '\u009d' or '\u009e' or '\u009f';

    /// <summary>Index of the first character behind the sequence that starts at <paramref name="start"/>; at least one further.</summary>
    public static int EndOf(string text, int start)
    {
        var index = start + 1;
        var introducer = text[start] == Escape ? At(text, index++) : (char)(text[start] - 0x40);
        return introducer switch
        {
            '[' => EndOfControl(text, index),
            ']' or 'P' or 'X' or '^' or '_' => EndOfString(text, index),
            >= ' ' and <= '~' => EndOfShort(text, start + 1),
            _ => start + 1,
        };
    }

    /// <summary>CSI: parameters, intermediates, one final. A sequence that breaks off takes nothing with it that it does not own.</summary>
    private static int EndOfControl(string text, int index)
    {
        while (At(text, index) is >= ' ' and <= '?')
        {
            index++;
        }

        return At(text, index) is >= '@' and <= '~' ? index + 1 : index;
    }

    /// <summary>OSC, DCS and their kin. Without a terminator only the introducer goes, so that nobody can hide the rest of a line.</summary>
    private static int EndOfString(string text, int index)
    {
        var end = index;
        while (end < text.Length && !char.IsControl(text[end]))
        {
            end++;
        }

        return At(text, end) switch
        {
            Bell or StringTerminator => end + 1,
            Escape when At(text, end + 1) == '\\' => end + 2,
            _ => index,
        };
    }

    /// <summary>ESC, intermediates, one final.</summary>
    private static int EndOfShort(string text, int index)
    {
        while (At(text, index) is >= ' ' and <= '/')
        {
            index++;
        }

        return At(text, index) is >= '0' and <= '~' ? index + 1 : index;
    }

    private static char At(string text, int index) => index < text.Length ? text[index] : '\0';
}
