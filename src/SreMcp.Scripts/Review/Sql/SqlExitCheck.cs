namespace SreMcp.Scripts.Review;

/// <summary>psql goes on after an error and ends with 0, unless it is told otherwise.</summary>
internal static class SqlExitCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        if (review.Changes.Count > 0 && !review.Statements.Any(statement => statement.IsMeta && statement.Tokens[0].Text.Contains("ON_ERROR_STOP", StringComparison.OrdinalIgnoreCase)))
        {
            yield return new("exit-code", ReviewSeverity.Note, 1, "ON_ERROR_STOP is not set", "psql goes on after an error and ends with 0", "\\set ON_ERROR_STOP on at the top, or psql -v ON_ERROR_STOP=1");
        }
    }
}
