namespace SreMcp.Scripts;

/// <summary>A part of a text with values in it.</summary>
internal abstract record TextNode
{
    private TextNode()
    {
    }

    /// <summary>One line.</summary>
    /// <param name="RepeatedFor">The list that the line is written once for each element of; null when it is written once.</param>
    internal sealed record Line(IReadOnlyList<TextPiece> Pieces, string? RepeatedFor) : TextNode;

    /// <summary>Once for each element of a list or row of a table.</summary>
    internal sealed record Each(string List, IReadOnlyList<TextNode> Body) : TextNode;

    /// <summary>One of two, by what a value is.</summary>
    /// <param name="Word">What it must be; null when it only has to be there and not <c>false</c>.</param>
    internal sealed record If(ValueName Value, string? Word, IReadOnlyList<TextNode> Then, IReadOnlyList<TextNode> Else) : TextNode;
}

/// <summary>Static text, a value when <paramref name="Value"/> is set, or a comma that the last element does not have.</summary>
internal readonly record struct TextPiece(string Text, ValueName? Value = null, Place Place = default, InnerLanguage? Inner = null, bool IsComma = false, bool IsWhole = false);

/// <summary>A declared name, and the column when it is of rows.</summary>
internal sealed record ValueName(Parameter Parameter, Parameter? Column)
{
    public string Text => Column is null ? Parameter.Name : $"{Parameter.Name}.{Column.Name}";

    /// <summary>What is quoted: the column of rows, otherwise the parameter itself.</summary>
    public Parameter Quoted => Column ?? Parameter;
}
