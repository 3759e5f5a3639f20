namespace SreMcp.Scripts.Review;

/// <summary>The script does not know which database it is in.</summary>
internal static class SqlTargetCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        var knows = review.Statements.Any(statement =>
            statement.Has("CURRENT_DATABASE") || statement.Has("CURRENT_CATALOG") || statement.Has("INET_SERVER_ADDR")
            || (statement.IsMeta && (statement.Tokens[0].Text.StartsWith("\\c ", StringComparison.Ordinal) || statement.Tokens[0].Text.StartsWith("\\connect ", StringComparison.Ordinal))));
        if (!knows)
        {
            yield return new(
                "target",
                review.Changes.Any(statement => statement.Destroys) ? ReviewSeverity.Should : ReviewSeverity.Note,
                review.Changes[0].Line,
                "nothing checks which database this is",
                "it runs wherever the connection happens to lead",
                "at the top: DO $$ BEGIN IF current_database() <> 'NAME' THEN RAISE EXCEPTION 'wrong database'; END IF; END $$;");
        }
    }
}
