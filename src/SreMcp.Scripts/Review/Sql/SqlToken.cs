namespace SreMcp.Scripts.Review;

internal enum SqlTokenKind
{
    /// <summary>A keyword or plain name, in upper case.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Name,

    /// <summary>A literal in single quotes or dollars.</summary>
    Text,
    Number,
    Sign,

    /// <summary>A line that psql reads itself: <c>\set</c>, <c>\connect</c>.</summary>
    Meta,
}

/// <param name="Depth">How many parentheses are open around it.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text, int Line, int Depth);
