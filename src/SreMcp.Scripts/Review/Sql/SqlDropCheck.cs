namespace SreMcp.Scripts.Review;

/// <summary>DROP and TRUNCATE that no transaction can take back.</summary>
internal static class SqlDropCheck
{
    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        foreach (var statement in review.Changes.Where(statement => statement.Verb is "DROP" or "TRUNCATE" || statement.Follows("DROP", "COLUMN")))
        {
            var isOwn = review.OwnTables.Contains(statement.After("TABLE", "TRUNCATE"));
            if (!isOwn && statement.Name is not "DROP INDEX" && (statement.Name is "DROP DATABASE" || !review.IsInTransaction(statement)))
            {
                var what = statement.Verb is "ALTER" ? "DROP COLUMN" : statement.Name;
                yield return new("destructive", ReviewSeverity.Must, statement.Line, $"{what} outside a transaction", "it is final the moment it runs", statement.Name is "DROP DATABASE" ? "rename the database first, and drop it when nobody has missed it" : "BEGIN before it, look at the result, COMMIT at the end");
            }

            if (statement.Has("CASCADE"))
            {
                yield return new("cascade", ReviewSeverity.Should, statement.Line, $"{statement.Verb} … CASCADE", "it takes along whatever depends on it: views, foreign keys, other tables", "name what is to go, one by one, without CASCADE");
            }
        }
    }
}
