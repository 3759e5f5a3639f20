namespace SreMcp.Scripts;

/// <summary>What a text is in, at one point of it.</summary>
internal enum PlaceKind
{
    /// <summary>Where a whole value may stand: an expression, a scalar, prose.</summary>
    Code,

    /// <summary>Inside a string in double quotes.</summary>
    DoubleQuoted,

    /// <summary>Inside a string in single quotes.</summary>
    SingleQuoted,

    /// <summary>Inside an identifier in double quotes, where double quotes are that.</summary>
    QuotedIdentifier,

    /// <summary>In a comment that ends with the line.</summary>
    Comment,

    /// <summary>In a comment that has an end of its own.</summary>
    BlockComment,

    /// <summary>In text that is read again by another language: a block scalar of YAML, a fence of Markdown.</summary>
    Block,

    /// <summary>Where no value may stand.</summary>
    Closed,
}

/// <summary>One point of a text.</summary>
/// <param name="Detail">The tag of a body in dollar quotes, the language of a fence; empty outside of one.</param>
/// <param name="Indent">The column that a block scalar is deeper than.</param>
internal readonly record struct Place(PlaceKind Kind, string Detail = "", int Indent = 0);
