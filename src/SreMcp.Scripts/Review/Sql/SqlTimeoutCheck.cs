namespace SreMcp.Scripts.Review;

/// <summary>A change that waits for a lock makes everybody behind it wait.</summary>
internal static class SqlTimeoutCheck
{
    private static readonly string[] s_settings = ["LOCK_TIMEOUT", "STATEMENT_TIMEOUT"];

    public static IEnumerable<ReviewFinding> Find(SqlReview review)
    {
        var foreign = review.Changes.Where(statement => !review.OwnTables.Contains(statement.After("TABLE", "ON", "FROM", "INTO", "UPDATE"))).ToArray();
        if (foreign.Length is 0)
        {
            yield break;
        }

        var missing = s_settings.Where(setting => !review.Statements.Any(statement => Sets(statement, setting))).Select(setting => setting.ToLowerInvariant()).ToArray();
        if (missing.Length > 0)
        {
            yield return new(
                "timeout",
                foreign.Any(statement => statement.ChangesSchema) || missing.Length is 2 ? ReviewSeverity.Should : ReviewSeverity.Note,
                foreign[0].Line,
                $"no {string.Join(" and no ", missing)}",
                "while it waits for a lock, every query behind it waits as well",
                $"at the top: {string.Join(" ", missing.Select(setting => $"SET {setting} = '{(setting[0] is 'l' ? "5s" : "15min")}';"))}");
        }
    }

    private static bool Sets(SqlStatement statement, string setting) =>
        (statement.First is "SET" or "ALTER" or "SELECT" && statement.Tokens.Any(token => token.Text.Equals(setting, StringComparison.OrdinalIgnoreCase))) || (statement.IsMeta && statement.Tokens[0].Text.Contains(setting, StringComparison.OrdinalIgnoreCase));
}
