namespace SreMcp.Store;

/// <summary>Some rows, newest first.</summary>
/// <param name="Next">Cursor for the rows after these; null when there are none.</param>
public sealed record Page<T>(IReadOnlyList<T> Rows, long? Next)
{
    /// <param name="rows">One more than <paramref name="limit"/> when there are more.</param>
    internal static Page<T> Of(List<T> rows, int limit, Func<T, long> cursor) =>
        rows.Count > limit ? new(rows[..limit], cursor(rows[limit - 1])) : new(rows, Next: null);
}
