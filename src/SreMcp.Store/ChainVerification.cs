using Microsoft.Data.Sqlite;

namespace SreMcp.Store;

/// <summary>Walks the whole chain once.</summary>
internal sealed class ChainVerification
{
    private const int MostBreaks = 100;
    private const int ShortestHead = 8;

    private readonly string? _expectedHead;
    private readonly List<ChainBreak> _breaks = [];
    private byte[] _previous = ChainRow.BeforeFirst;
    private long _seq;
    private long _rows;
    private bool _headSeen;

    private ChainVerification(string? expectedHead) => _expectedHead = expectedHead?.Trim().TrimEnd('…').ToLowerInvariant();

    public static ChainReport Run(SqliteConnection connection, string? expectedHead)
    {
        var walk = new ChainVerification(expectedHead);
        connection.ForEach($"SELECT {ChainRow.Columns} FROM chain ORDER BY seq", walk.Visit);
        walk.LookBehindTheEnd(connection);
        walk.LookForDecisions(connection);
        walk.LookForHead();
        return new(walk._rows, walk._rows == 0 ? null : Convert.ToHexStringLower(walk._previous), walk._breaks);
    }

    private void Visit(SqliteDataReader reader)
    {
        var row = ChainRow.Of(reader);
        if (row.Seq != _seq + 1)
        {
            Add(ChainBreakKind.Missing, _seq + 1, row.Seq == _seq + 2 ? $"Row {_seq + 1} was deleted." : $"Rows {_seq + 1} to {row.Seq - 1} were deleted.");
        }
        else if (!row.HashAfter(_previous).AsSpan().SequenceEqual(row.Hash))
        {
            Add(ChainBreakKind.Altered, row.Seq, $"Row {row.Seq} is not what was written after row {_seq}: one of the two was edited, replaced or moved.");
        }

        _headSeen |= _expectedHead is { Length: >= ShortestHead } head && Convert.ToHexStringLower(row.Hash).StartsWith(head, StringComparison.Ordinal);
        (_previous, _seq, _rows) = (row.Hash, row.Seq, _rows + 1);
    }

    private void LookBehindTheEnd(SqliteConnection connection)
    {
        var given = connection.Query("SELECT seq FROM sqlite_sequence WHERE name = 'chain'", static reader => reader.GetInt64(0)).FirstOrDefault();
        if (given > _seq)
        {
            Add(ChainBreakKind.CutAtEnd, _seq + 1, $"The newest rows, {_seq + 1} to {given}, were deleted.");
        }
        else if (given < _seq)
        {
            Add(ChainBreakKind.Altered, _seq, $"The counter of rows says {given}, but row {_seq} exists: somebody wrote to the file by hand.");
        }
    }

    private void LookForDecisions(SqliteConnection connection)
    {
        var unknown = connection.Query(
            "SELECT id FROM journal WHERE decision IS NOT NULL AND decision <> 'unrecorded' AND decision NOT IN (SELECT decision FROM chain) ORDER BY seq LIMIT 10",
            static reader => reader.GetString(0));
        unknown.ForEach(id => Add(ChainBreakKind.DecisionUnknown, _seq, $"The journal's call {id} names a decision that is not in the chain: its row was deleted."));
    }

    private void LookForHead()
    {
        if (_expectedHead is { Length: < ShortestHead })
        {
            Add(ChainBreakKind.HeadUnknown, _seq, $"The head to look for is too short to prove anything; give at least {ShortestHead} digits.");
        }
        else if (_expectedHead is not null && !_headSeen)
        {
            Add(ChainBreakKind.HeadUnknown, _seq, "No row has the head that the transcript shows: the chain was rewritten or cut since, or the transcript is of another user or machine.");
        }
    }

    private void Add(ChainBreakKind kind, long seq, string means)
    {
        if (_breaks.Count < MostBreaks)
        {
            _breaks.Add(new(kind, seq, means));
        }
    }
}
