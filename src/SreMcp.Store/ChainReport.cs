namespace SreMcp.Store;

/// <summary>How a chain can be broken.</summary>
public enum ChainBreakKind
{
    /// <summary>A row is not what was written after the row before it: edited, replaced or moved.</summary>
    Altered,

    /// <summary>Rows are gone from the middle or the beginning.</summary>
    Missing,

    /// <summary>Rows are gone from the end.</summary>
    CutAtEnd,

    /// <summary>A transcript shows a head that is not in the chain: rows up to it were rewritten, or cut.</summary>
    HeadUnknown,

    /// <summary>The journal names a decision that the chain does not hold.</summary>
    DecisionUnknown,
}

/// <summary>Where the chain breaks and what that means, in our own words.</summary>
/// <param name="Seq">The first row concerned.</param>
public sealed record ChainBreak(ChainBreakKind Kind, long Seq, string Means);

/// <summary>What verification found.</summary>
/// <param name="Rows">Rows that were read.</param>
/// <param name="Head">Hash of the newest row in hexadecimal; null for an empty chain.</param>
/// <param name="Breaks">In order of the rows, at most 100.</param>
public sealed record ChainReport(long Rows, string? Head, IReadOnlyList<ChainBreak> Breaks)
{
    public bool Holds => Breaks.Count == 0;
}
