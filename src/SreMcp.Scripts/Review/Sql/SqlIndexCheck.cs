namespace SreMcp.Scripts.Review;

/// <summary>Indexes that stop writing while they are built.</summary>
internal static class SqlIndexCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        foreach (var statement in review.Changes.Where(statement => statement.Name is "CREATE INDEX" || statement.Verb is "REINDEX"))
        {
            if (statement.Has("CONCURRENTLY"))
            {
                if (review.IsInTransaction(statement))
                {
                    yield return new("index-concurrently", ReviewSeverity.Must, statement.Line, $"{statement.Name} CONCURRENTLY inside a transaction", "the server refuses it", "move it out of BEGIN … COMMIT, into a script of its own");
                }
            }
            else if (!review.OwnTables.Contains(statement.After("ON")))
            {
                yield return new("index-lock", ReviewSeverity.Should, statement.Line, $"{statement.Name} without CONCURRENTLY", "nobody can write to the table until it is built", $"{statement.Name} CONCURRENTLY, outside a transaction; afterwards look for an index that is not valid");
            }
        }
    }
}
