using System.Buffers;
using System.Globalization;
using System.Text;

namespace SreMcp.Policy;

/// <summary>Removes what could steer a terminal or hide from a reader. Linear in the text's length, whatever it holds.</summary>
public static class TextCleaner
{
    /// <summary>Marks that may stand on one letter. Real writing needs three; floods of hundreds bury the lines around them.</summary>
    private const int MarksOnALetter = 4;

    /// <summary>One line; line breaks and tabs become spaces. Cut with an ellipsis at <paramref name="limit"/> characters.</summary>
    public static string OneLine(string? text, int limit) => Clean(text, limit, keepLines: false);

    /// <summary>Keeps line feeds and tabs.</summary>
    public static string ManyLines(string? text, int limit) => Clean(text, limit, keepLines: true);

    private static string Clean(string? text, int limit, bool keepLines)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        limit = Math.Clamp(limit, 0, Array.MaxLength / 4);
        var plain = text.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        if (plain < 0 && text.Length <= limit)
        {
            return text;
        }

        plain = Math.Min(plain < 0 ? text.Length : plain, limit + 1);
        var clean = new StringBuilder(text, 0, plain, Math.Min(text.Length, limit + 3));
        var marks = 0;
        for (var index = plain; index < text.Length && clean.Length <= limit;)
        {
            if (TerminalSequence.StartsAt(text, index))
            {
                index = TerminalSequence.EndOf(text, index);
                continue;
            }

            var status = Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var used);
            var isCrlf = rune.Value is '\r' && index + 1 < text.Length && text[index + 1] == '\n';
            index += used;
            if (isCrlf || (status is OperationStatus.Done && IsInvisible(rune)))
            {
                continue;
            }

            marks = IsMark(rune) ? marks + 1 : 0;
            if (marks <= MarksOnALetter)
            {
                Append(clean, Shown(rune, keepLines));
            }
        }

        return Cut(clean, limit);
    }

    private static void Append(StringBuilder clean, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        clean.Append(units[..rune.EncodeToUtf16(units)]);
    }

    private static string Cut(StringBuilder clean, int limit)
    {
        if (clean.Length > limit)
        {
            clean.Length = limit > 0 && char.IsHighSurrogate(clean[limit - 1]) ? limit - 1 : limit;
            clean.Append('…');
        }

        return clean.ToString();
    }

    /// <summary>Every kind of blank and line break is one plain blank, so that neither a fence nor a pattern can be fooled by a rare one.</summary>
    private static Rune Shown(Rune rune, bool keepLines) => rune.Value switch
    {
        '\n' or '\t' when keepLines => rune,
        '\t' or '\n' or '\v' or '\f' or '\r' or 0x85 or 0x2800 => new(' '),
        > 0x7f when Rune.IsWhiteSpace(rune) => new(' '),
        _ => rune,
    };

    private static bool IsMark(Rune rune) => rune.Value >= 0x300
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark;

    /// <summary>Control, bidirectional, tag, variation-selector, zero-width, filler and private-use characters.</summary>
    private static bool IsInvisible(Rune rune) => rune.Value switch
    {
        >= '\t' and <= '\r' or 0x85 => false,
        < 0x20 or (>= 0x7f and <= 0x9f) => true,
        < 0xad => false,
        0x034f or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x3164 or 0xffa0 => true,
        >= 0x180b and <= 0x180f => true,
        >= 0x2060 and <= 0x206f => true,
        >= 0xfe00 and <= 0xfe0f => true,
        >= 0xfdd0 and <= 0xfdef => true,
        >= 0xe000 and <= 0xf8ff => true,
        >= 0xfff0 and <= 0xfffb => true,
        >= 0xe0000 => true,
        var value when (value & 0xfffe) == 0xfffe => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format,
    };
}
