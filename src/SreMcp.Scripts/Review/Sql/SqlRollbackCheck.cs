namespace SreMcp.Scripts.Review;

/// <summary>No way back once it is committed.</summary>
internal static class SqlRollbackCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        var keeps = review.Statements.Any(statement =>
            statement.First is "ROLLBACK" or "SAVEPOINT" || (statement.Verb is "CREATE" && statement.Has("TABLE") && statement.Has("AS")) || statement.Follows("SELECT", "INTO") || (statement.Verb is "COPY" && statement.Has("TO"))
            || statement.Follows("RENAME", "TO") || (statement.Verb is "INSERT" && statement.Has("SELECT")) || (statement.IsMeta && statement.Tokens[0].Text.StartsWith("\\copy", StringComparison.Ordinal)) || (statement.Verb is "DELETE" && statement.Has("RETURNING")));
        if (!keeps && review.Changes.FirstOrDefault(statement => statement.Destroys || statement.Verb is "UPDATE") is { } first)
        {
            yield return new("rollback", ReviewSeverity.Should, first.Line, "no way back", "after COMMIT the old rows are only in the backup", "keep them: CREATE TABLE …_before AS SELECT … with the same WHERE, and write the script that puts them back");
        }
    }
}
