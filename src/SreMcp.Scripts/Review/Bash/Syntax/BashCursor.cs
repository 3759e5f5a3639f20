namespace SreMcp.Scripts.Review;

/// <summary>A place in a text that only moves forward. It counts its steps, so that a test can hold a reader to them.</summary>
internal sealed class BashCursor(string text, int firstLine)
{
    public int Position { get; private set; }

    public int Line { get; private set; } = firstLine;

    /// <summary>How often it moved or looked ahead.</summary>
    public long Steps { get; private set; }

    public bool IsAtEnd => Position >= text.Length;

    /// <summary>The character under it; NUL at the end.</summary>
    public char Current => Position < text.Length ? text[Position] : '\0';

    public char Next => Position + 1 < text.Length ? text[Position + 1] : '\0';

    public char At(int offset) => Position + offset < text.Length ? text[Position + offset] : '\0';

    public void Move()
    {
        Steps++;
        if (Position < text.Length && text[Position++] == '\n')
        {
            Line++;
        }
    }

    public void Move(int count)
    {
        for (var index = 0; index < count; index++)
        {
            Move();
        }
    }

    public void MoveToEnd() => Position = text.Length;

    public bool StartsWith(string expected)
    {
        Steps++;
        return string.CompareOrdinal(text, Position, expected, 0, expected.Length) == 0;
    }

    /// <summary>What lies between a place and here.</summary>
    public string Since(int start, int limit = int.MaxValue) => text.Substring(start, Math.Min(Position - start, limit));

    /// <summary>The rest of the line, without its end, and moves behind the end.</summary>
    public string TakeLine()
    {
        var start = Position;
        var end = text.IndexOf('\n', start);
        var length = (end < 0 ? text.Length : end) - start;
        Steps += length + 1;
        Position = end < 0 ? text.Length : end + 1;
        Line += end < 0 ? 0 : 1;
        return text.Substring(start, length).TrimEnd('\r');
    }

    /// <summary>Length of the name of a variable that begins here; 0 when none does.</summary>
    public int NameLength()
    {
        var length = 0;
        while (IsNamePart(At(length)) && (length > 0 || !char.IsAsciiDigit(Current)))
        {
            length++;
            Steps++;
        }

        return length;
    }

    public static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';
}
