namespace SreMcp.Findings;

/// <summary>A line without colours, cursor movements and rare control characters. Most lines have none and are returned as they are.</summary>
internal static class PlainLine
{
    private const byte Escape = 0x1b;
    private const byte FirstRare = 0x10;
    private const byte LastRare = 0x1f;

    /// <param name="scratch">At least as long as the line.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, Span<byte> scratch)
    {
        var place = line.IndexOfAnyInRange(FirstRare, LastRare);
        if (place < 0)
        {
            return line;
        }

        line[..place].CopyTo(scratch);
        for (var length = place; ; place++)
        {
            if (place >= line.Length)
            {
                return scratch[..length];
            }

            if (line[place] is Escape)
            {
                place = SequenceEnd(line, place);
            }
            else
            {
                scratch[length++] = line[place] is >= FirstRare and <= LastRare ? (byte)' ' : line[place];
            }
        }
    }

    /// <summary>Where the last byte of a sequence stands: <c>ESC [ 31 m</c>.</summary>
    private static int SequenceEnd(ReadOnlySpan<byte> line, int escape)
    {
        if (escape + 1 >= line.Length || line[escape + 1] is not (byte)'[')
        {
            return escape;
        }

        var end = escape + 2;
        while (end < line.Length && line[end] is < 0x40 or > 0x7e)
        {
            end++;
        }

        return end;
    }
}
