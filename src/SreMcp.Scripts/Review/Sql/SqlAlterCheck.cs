namespace SreMcp.Scripts.Review;

/// <summary>ALTER TABLE that rewrites or reads the whole table under a lock, and its kin.</summary>
internal static class SqlAlterCheck
{
    private static readonly string[] s_volatile = ["RANDOM", "GEN_RANDOM_UUID", "UUID_GENERATE_V4", "CLOCK_TIMESTAMP", "NEXTVAL", "TIMEOFDAY"];

    public static IEnumerable<ReviewFinding> Find(SqlReview review) => review.Changes
        .Where(statement => !review.OwnTables.Contains(statement.After("TABLE")))
        .Select(Of).OfType<ReviewFinding>();

    private static ReviewFinding? Of(SqlStatement statement) => statement switch
    {
        { Verb: "VACUUM" or "CLUSTER" } => Finding(statement, statement.Verb is "VACUUM" ? "VACUUM FULL" : "CLUSTER", "rewrites the table, and nobody can read it meanwhile", "use pg_repack, or plain VACUUM"),
        { Name: not "ALTER TABLE" } => null,
        _ when statement.Has("TYPE") && statement.Has("ALTER") && (statement.Has("COLUMN") || statement.Follows("DATA", "TYPE")) => Finding(statement, "ALTER COLUMN TYPE", "rewrites the table under a lock that even readers wait for", "add a new column, fill it in batches, switch, drop the old one"),
        _ when statement.Has("ADD") && Array.Exists(s_volatile, statement.Has) => Finding(statement, "ADD COLUMN with a default that differs by row", "rewrites the table under a lock that even readers wait for", "add the column without default, set the default, fill it in batches"),
        _ when statement.Follows("SET", "NOT", "NULL") => Finding(statement, "SET NOT NULL", "reads the whole table under a lock", "ADD CONSTRAINT … CHECK (… IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT, then SET NOT NULL"),
        _ when statement.Has("ADD") && (statement.Follows("FOREIGN", "KEY") || statement.Has("CHECK")) && !statement.Follows("NOT", "VALID") => Finding(statement, "ADD CONSTRAINT without NOT VALID", "reads the whole table under a lock", "add it NOT VALID, then VALIDATE CONSTRAINT in a transaction of its own"),
        _ => null,
    };

    private static ReviewFinding Finding(SqlStatement statement, string what, string why, string fix) => new("table-lock", ReviewSeverity.Should, statement.Line, what, why, fix);
}
