namespace SreMcp.Scripts.Review;

/// <summary>Several changes that can end half done.</summary>
internal static class SqlTransactionCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        var outside = review.Changes.Where(statement => !statement.IsInBlock && !statement.Has("CONCURRENTLY") && statement.Name is not "DROP DATABASE" && statement.Verb is not ("VACUUM" or "REINDEX") && !review.IsInTransaction(statement)).ToArray();
        if (outside.Length > 0)
        {
            yield return new(
                "transaction",
                outside.Length > 1 || outside[0].Destroys ? ReviewSeverity.Should : ReviewSeverity.Note,
                outside[0].Line,
                review.HasTransaction ? "a change outside the transaction" : "no transaction",
                outside.Length > 1 ? "an error in the middle leaves half of it done" : "there is no moment to look before it is final",
                "BEGIN before the first change, verify, then COMMIT; with ROLLBACK instead it is the dry run");
        }

        if (review.HasTransaction && !review.Statements.Any(statement => statement.First is "COMMIT" or "END" or "ROLLBACK" or "ABORT"))
        {
            yield return new("transaction", ReviewSeverity.Should, review.Statements[^1].Line, "the transaction is never ended", "the client rolls it back when it leaves, and nothing is changed", "end with COMMIT, or with ROLLBACK for a dry run");
        }
    }
}
