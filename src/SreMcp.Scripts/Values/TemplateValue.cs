namespace SreMcp.Scripts;

/// <summary>What a caller or a reader gives for one declared name: a text, several texts, or rows with named columns. Untrusted until a header has checked it.</summary>
public abstract record TemplateValue
{
    /// <summary>Most elements or rows that a value may have.</summary>
    public const int MostElements = 200;

    /// <summary>Most elements or rows of a fact, which a reader found and no caller wrote.</summary>
    public const int MostFound = 20_000;

    private TemplateValue()
    {
    }

    /// <summary>How many elements it has; a single text has one.</summary>
    public abstract int Count { get; }

    /// <summary>As a caller would write it, for people.</summary>
    internal abstract string Shown { get; }

    /// <summary>The element at a place; of rows, its column.</summary>
    /// <param name="column">Null for texts.</param>
    /// <returns>Null where a row does not have the column.</returns>
    internal abstract string? At(int index, string? column);

    public static implicit operator TemplateValue(string text) => new One(text);

    public sealed record One(string Text) : TemplateValue
    {
        public override int Count => 1;

        internal override string Shown => Text;

        internal override string At(int index, string? column) => Text;
    }

    public sealed record Many(IReadOnlyList<string> Texts) : TemplateValue
    {
        public override int Count => Texts.Count;

        internal override string Shown => $"[{string.Join(", ", Texts)}]";

        internal override string At(int index, string? column) => Texts[index];
    }

    public sealed record Table(IReadOnlyList<IReadOnlyDictionary<string, string>> Rows) : TemplateValue
    {
        public override int Count => Rows.Count;

        internal override string Shown => $"[{string.Join(", ", Rows.Select(row => $"{{{string.Join(", ", row.Select(cell => $"{cell.Key}: {cell.Value}"))}}}"))}]";

        internal override string? At(int index, string? column) => column is not null && Rows[index].TryGetValue(column, out var text) ? text : null;
    }
}
