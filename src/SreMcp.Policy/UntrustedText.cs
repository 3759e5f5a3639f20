using System.Text;

namespace SreMcp.Policy;

/// <summary>Text that others wrote: logs, events, annotations, tickets, error bodies. It keeps its taint until it is rendered in a fence.</summary>
/// <remarks>There is no implicit way back to a string: <see cref="ToString"/> names the length only, so that an accidental interpolation shows nothing.</remarks>
public readonly struct UntrustedText : IEquatable<UntrustedText>
{
    /// <summary>How much of an error body is shown, in characters.</summary>
    public const int ErrorBodyLimit = 300;

    private readonly string? _raw;

    public UntrustedText(string? raw) => _raw = raw;

    public static UntrustedText Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(_raw);

    /// <summary>Length of the raw text in UTF-16 units.</summary>
    public int Length => _raw?.Length ?? 0;

    /// <summary>The text on one line without anything that a terminal or a reader could mistake for ours, cut at <paramref name="limit"/> characters. Still to be fenced.</summary>
    public string Line(int limit) => TextCleaner.OneLine(_raw, limit);

    /// <summary>As <see cref="Line"/>, with line breaks kept.</summary>
    public string Lines(int limit) => TextCleaner.ManyLines(_raw, limit);

    /// <summary>The raw text, for parsing and for redaction only; never for an answer.</summary>
    public string ForAnalysis() => _raw ?? "";

    public bool Equals(UntrustedText other) => string.Equals(_raw ?? "", other._raw ?? "", StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is UntrustedText other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_raw ?? "");

    public static bool operator ==(UntrustedText left, UntrustedText right) => left.Equals(right);

    public static bool operator !=(UntrustedText left, UntrustedText right) => !left.Equals(right);

    public override string ToString() => $"(untrusted text, {Length} characters)";
}

/// <summary>Removes what could steer a terminal or hide from a reader.</summary>
public static class TextCleaner
{
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

        var clean = new StringBuilder(Math.Min(text.Length, limit + 1));
        for (var index = 0; index < text.Length;)
        {
            if (text[index] == '\u001b' || text[index] == '\u009b')
            {
                index = AfterEscape(text, index);
                continue;
            }

            var status = Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var used);
            index += used;
            if (status is not System.Buffers.OperationStatus.Done)
            {
                rune = Rune.ReplacementChar;
            }

            if (rune.Value is '\n' or '\r' or '\t' or 0x2028 or 0x2029 or 0x85)
            {
                clean.Append(keepLines && rune.Value is '\n' or '\t' ? (char)rune.Value : ' ');
            }
            else if (!IsInvisible(rune))
            {
                clean.Append(rune.ToString());
            }

            if (clean.Length > limit)
            {
                clean.Length = limit > 0 && char.IsHighSurrogate(clean[limit - 1]) ? limit - 1 : limit;
                return clean.Append('…').ToString();
            }
        }

        return clean.ToString();
    }

    /// <summary>Control, bidirectional, tag, variation-selector, zero-width and private-use characters.</summary>
    private static bool IsInvisible(Rune rune) => rune.Value switch
    {
        < 0x20 or (>= 0x7f and <= 0x9f) => true,
        0xad or 0x034f or 0x061c or 0x115f or 0x1160 or 0x17b4 or 0x17b5 or 0x3164 or 0xffa0 or 0xfeff => true,
        >= 0x180b and <= 0x180f => true,
        >= 0x200b and <= 0x200f => true,
        >= 0x202a and <= 0x202e => true,
        >= 0x2060 and <= 0x206f => true,
        >= 0xfe00 and <= 0xfe0f => true,
        >= 0xfff0 and <= 0xfffb => true,
        >= 0xe000 and <= 0xf8ff => true,
        >= 0xe0000 => true,
        _ => false,
    };

    /// <summary>Skips one terminal sequence: CSI to its final byte, OSC and other strings to their terminator, else two characters.</summary>
    private static int AfterEscape(string text, int start)
    {
        var isCsi = text[start] == '\u009b' || (start + 1 < text.Length && text[start + 1] == '[');
        var index = start + (text[start] == '\u009b' ? 1 : 2);
        if (isCsi)
        {
            while (index < text.Length && text[index] is >= ' ' and <= '?')
            {
                index++;
            }

            return Math.Min(index + 1, text.Length);
        }

        if (start + 1 < text.Length && text[start + 1] is ']' or 'P' or 'X' or '^' or '_')
        {
            while (index < text.Length && text[index] is not ('\a' or '\u001b' or '\n'))
            {
                index++;
            }

            return index < text.Length && text[index] == '\a' ? index + 1 : index;
        }

        return Math.Min(index, text.Length);
    }
}
