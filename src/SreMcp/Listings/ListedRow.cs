using SreMcp.Sources.Kubernetes;

namespace SreMcp.Listings;

/// <summary>One row of an answer: where it is, what the columns say, and what is wrong with it.</summary>
internal sealed record ListedRow(string? Namespace, string Name, IReadOnlyList<string> Cells, Problem? Problem);

/// <summary>The rows of one context under their headings.</summary>
internal sealed class ListedRows
{
    /// <summary>The most rows that a scan keeps; beyond it the caller is told to narrow.</summary>
    public const int Most = 20_000;

    public IReadOnlyList<string> Headings { get; set; } = [];

    public List<ListedRow> Rows { get; } = [];

    /// <summary>How many objects were looked at.</summary>
    public int Seen { get; set; }

    /// <summary>How many of them have a name as asked for.</summary>
    public int Named { get; set; }
}
