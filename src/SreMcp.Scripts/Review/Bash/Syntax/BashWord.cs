namespace SreMcp.Scripts.Review;

/// <summary>What is put into a word when the script runs.</summary>
internal enum BashExpansionKind
{
    Variable,
    Command,
    Arithmetic,
    Process,
}

/// <summary>One expansion of a word.</summary>
/// <param name="Name">The variable's name; empty for commands and arithmetic.</param>
/// <param name="Rest">What stands behind the name in braces: <c>:?</c>, <c>[@]</c>, <c>:-none</c>; cut.</param>
internal sealed record BashExpansion(BashExpansionKind Kind, string Name, string Rest, bool IsQuoted)
{
    /// <summary>True when an empty or missing value ends the script.</summary>
    public bool IsRequired => Rest.StartsWith(":?", StringComparison.Ordinal);
}

/// <summary>One word of a command after quotes are taken away.</summary>
/// <param name="Text">Without quotes; expansions stay as <c>${name}</c>, <c>$()</c> and <c>$(())</c>.</param>
/// <param name="IsQuoted">True when any part of it is quoted.</param>
/// <param name="HasGlob">True when an unquoted part has <c>*</c>, <c>?</c> or <c>[</c>.</param>
internal sealed record BashWord(int Line, string Text, IReadOnlyList<BashExpansion> Expansions, bool IsQuoted, bool HasGlob)
{
    public bool IsLiteral => Expansions.Count is 0;

    /// <summary>True when the word is one expansion and nothing else.</summary>
    public bool IsOnlyExpansion => Expansions.Count is 1 && Text.StartsWith('$') && (Text.EndsWith('}') || Text.EndsWith(')')) && Text.IndexOf('$', 1) < 0;
}

/// <summary><c>name=value</c>, <c>name+=value</c> or <c>name=(values)</c>, in front of a command, alone or behind <c>local</c> and its kin.</summary>
internal sealed record BashAssignment(string Name, IReadOnlyList<BashWord> Values, bool IsArray, int Line)
{
    /// <summary>The only value; empty for arrays and for nothing.</summary>
    public string Text => !IsArray && Values.Count is 1 ? Values[0].Text : "";
}

/// <summary>A redirection; a here-document carries its text.</summary>
internal sealed class BashRedirection(string @operator, BashWord target, int line)
{
    public string Operator { get; } = @operator;

    public BashWord Target { get; } = target;

    public int Line { get; } = line;

    /// <summary>Text of a here-document or here-string; null otherwise.</summary>
    public string? Body { get; set; }

    /// <summary>Line on which the body begins.</summary>
    public int BodyLine { get; set; }

    public bool IsHereDocument => Operator is "<<" or "<<-";

    public bool Writes => Operator is ">" or ">|" or "&>";
}
