namespace SreMcp.Scripts.Review;

/// <summary>A SQL script and what its checks need of it.</summary>
internal sealed class SqlReview(IReadOnlyList<SqlStatement> statements)
{
    public IReadOnlyList<SqlStatement> Statements { get; } = statements;

    /// <summary>What is changed, in order.</summary>
    public IReadOnlyList<SqlStatement> Changes { get; } = [.. statements.Where(statement => statement.Changes)];

    /// <summary>Tables that the script makes itself: nobody waits for a lock on them.</summary>
    public IReadOnlySet<string> OwnTables { get; } = statements.Where(statement => statement.Verb is "CREATE" && statement.Has("TABLE")).Select(statement => statement.After("TABLE")).ToHashSet(StringComparer.Ordinal);

    public bool HasTransaction => Statements.Any(statement => !statement.IsInBlock && (statement.First is "BEGIN" || statement.Follows("START", "TRANSACTION")));

    /// <summary>True when a transaction is open at this statement.</summary>
    public bool IsInTransaction(SqlStatement statement) => Inside.Contains(statement);

    private HashSet<SqlStatement> Inside => field ??= Find(Statements);

    public static IEnumerable<ReviewFinding> Of(string text)
    {
        var review = new SqlReview(SqlStatement.Read(text));
        return review.Changes.Count is 0
            ? SqlExitCheck.Find(review)
            : [.. SqlRowCheck.Find(review), .. SqlDropCheck.Find(review), .. SqlIndexCheck.Find(review), .. SqlAlterCheck.Find(review), .. SqlTimeoutCheck.Find(review), .. SqlTransactionCheck.Find(review), .. SqlVerificationCheck.Find(review), .. SqlRollbackCheck.Find(review), .. SqlTargetCheck.Find(review), .. SqlExitCheck.Find(review)];
    }

    private static HashSet<SqlStatement> Find(IReadOnlyList<SqlStatement> statements)
    {
        var inside = new HashSet<SqlStatement>(ReferenceEqualityComparer.Instance);
        var isOpen = false;
        foreach (var statement in statements)
        {
            if (isOpen)
            {
                inside.Add(statement);
            }

            if (!statement.IsInBlock)
            {
                isOpen = statement.First is "BEGIN" or "START" || (isOpen && statement.First is not ("COMMIT" or "END" or "ROLLBACK" or "ABORT"));
            }
        }

        return inside;
    }
}
