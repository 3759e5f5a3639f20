namespace SreMcp.Scripts.Review;

/// <summary>DELETE and UPDATE that take every row.</summary>
internal static class SqlRowCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review) => review.Changes.Where(statement => statement.IsUnbounded).Select(statement => new ReviewFinding(
        "unbounded", ReviewSeverity.Must, statement.Line, $"{statement.Verb} without WHERE takes every row", "one statement empties or rewrites the table", "add a WHERE, and count the rows it takes before the change"));
}
