namespace SreMcp.Scripts.Review;

/// <summary>Nobody looks whether the change did what it should.</summary>
internal static class SqlVerificationCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        var first = review.Changes[0];
        var looks = review.Statements.SkipWhile(statement => !ReferenceEquals(statement, first)).Skip(1)
            .Any(statement => (statement.First is "SELECT" && !statement.Has("SET_CONFIG")) || statement.First is "DO" or "ASSERT" or "RAISE" || statement.Follows("GET", "DIAGNOSTICS") || (statement.IsMeta && statement.Tokens[0].Text.StartsWith("\\if", StringComparison.Ordinal)));
        if (!looks && review.Changes.Any(statement => statement.ChangesRows || statement.Destroys))
        {
            yield return new("verification", ReviewSeverity.Should, first.Line, "no verification", "a wrong WHERE is committed like a right one", "before COMMIT: a DO block that counts and does RAISE EXCEPTION when the count is not the expected one");
        }
    }
}
