using System.Globalization;
using System.Text;

namespace SreMcp.Policy;

/// <summary>Reads a name as a person would: letters that only look like others become those others, what cannot be seen is dropped. Upper and lower case stay.</summary>
/// <remarks>Written out because <see cref="string.Normalize()"/> leaves text as it is with invariant globalization, and because no normal form knows homoglyphs.</remarks>
public static class LookAlikes
{
    private static readonly Lazy<Dictionary<int, string>> Letters = new(LookAlikeTable.Read);

    /// <summary>The name itself when it is plain ASCII without control characters.</summary>
    public static string Fold(string name)
    {
        if (!name.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return name;
        }

        var folded = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.Value is >= ' ' and <= '~')
            {
                folded.Append((char)rune.Value);
            }
            else if (!IsUnseen(rune))
            {
                folded.Append(Letters.Value.GetValueOrDefault(rune.Value) ?? Regular(rune.Value) ?? rune.ToString());
            }
        }

        return folded.ToString();
    }

    private static bool IsUnseen(Rune rune) =>
        rune.Value is 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x2800 or 0x3164 or 0xffa0
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Alphabets that Unicode lists in order: full width, mathematical, circled, in parentheses, in squares, flags.</summary>
    private static string? Regular(int rune) => rune switch
    {
        >= 0xff01 and <= 0xff5e => Ascii(rune - 0xff01 + '!'),
        >= 0x1d7ce and <= 0x1d7ff => Ascii('0' + ((rune - 0x1d7ce) % 10)),
        >= 0x1d400 and <= 0x1d6a3 => Ascii((rune - 0x1d400) % 52 is var letter && letter < 26 ? 'A' + letter : 'a' + letter - 26),
        >= 0x249c and <= 0x24b5 => Ascii('a' + rune - 0x249c),
        >= 0x24b6 and <= 0x24cf => Ascii('A' + rune - 0x24b6),
        >= 0x24d0 and <= 0x24e9 => Ascii('a' + rune - 0x24d0),
        >= 0x1f110 and <= 0x1f129 => Ascii('A' + rune - 0x1f110),
        >= 0x1f130 and <= 0x1f149 => Ascii('A' + rune - 0x1f130),
        >= 0x1f150 and <= 0x1f169 => Ascii('A' + rune - 0x1f150),
        >= 0x1f170 and <= 0x1f189 => Ascii('A' + rune - 0x1f170),
        >= 0x1f1e6 and <= 0x1f1ff => Ascii('A' + rune - 0x1f1e6),
        _ => null,
    };

    private static string Ascii(int rune) => ((char)rune).ToString();
}
