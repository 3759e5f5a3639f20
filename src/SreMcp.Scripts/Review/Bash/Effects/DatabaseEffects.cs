namespace SreMcp.Scripts.Review;

/// <summary>Clients of databases; the SQL that they are handed is read as SQL.</summary>
internal static class DatabaseEffects
{
    public static BashEffect? Of(BashInvocation invocation) => invocation.Program switch
    {
        "dropdb" => new("dropdb", Destroys: true, EffectTarget.Database) { Why = "the whole database is gone" },
        "pg_restore" when invocation.Has("--clean", "-c") => new("pg_restore --clean", Destroys: true, EffectTarget.Database) { Why = "it drops what is there before it restores" },
        "pg_restore" => new("pg_restore", Destroys: false, EffectTarget.Database),
        "redis-cli" when invocation.Arguments.Any(word => word.Text.ToUpperInvariant() is "FLUSHALL" or "FLUSHDB") => new("redis-cli FLUSHALL", Destroys: true, EffectTarget.Database) { Why = "every key is gone" },
        "mongo" or "mongosh" when invocation.Arguments.Any(word => word.Text.Contains("dropDatabase", StringComparison.Ordinal) || word.Text.Contains(".drop(", StringComparison.Ordinal) || word.Text.Contains("deleteMany({})", StringComparison.Ordinal)) => new("mongosh drop", Destroys: true, EffectTarget.Database) { Why = "the data is gone" },
        "etcdctl" when invocation.Does("del") => new("etcdctl del", Destroys: true, EffectTarget.Database) { Why = "keys of the cluster's own store are gone", Unbounded = invocation.Has("--prefix") ? "--prefix takes every key below it" : null, Bound = "name the keys one by one" },
        "psql" or "mysql" or "mariadb" => OfSql(invocation),
        _ => null,
    };

    /// <summary>The SQL of a command with the line it begins on; empty when it comes from a file or a pipe.</summary>
    public static IEnumerable<(string Text, int Line)> Statements(BashInvocation invocation)
    {
        for (var index = 1; index < invocation.Words.Count; index++)
        {
            var text = invocation.Words[index].Text;
            if (text is "-c" or "--command" or "-e" or "--execute" && index + 1 < invocation.Words.Count)
            {
                yield return (invocation.Words[index + 1].Text, invocation.Words[index + 1].Line);
            }
            else if (text.StartsWith("--command=", StringComparison.Ordinal) || text.StartsWith("--execute=", StringComparison.Ordinal))
            {
                yield return (text[10..], invocation.Words[index].Line);
            }
            else if (text.Length > 3 && text[0] == '-' && text[1] != '-' && text[^1] is 'c' or 'e' && text.Length < 8 && index + 1 < invocation.Words.Count)
            {
                yield return (invocation.Words[index + 1].Text, invocation.Words[index + 1].Line);
            }
        }

        foreach (var document in invocation.Command.Redirections.Where(redirection => redirection.Body is not null))
        {
            yield return (document.Body!, document.BodyLine);
        }
    }

    private static BashEffect? OfSql(BashInvocation invocation)
    {
        BashEffect? strongest = null;
        foreach (var (text, line) in Statements(invocation))
        {
            foreach (var statement in SqlStatement.Read(text, line).Where(statement => statement.Changes))
            {
                var effect = new BashEffect($"{invocation.Program}: {statement.Name}", statement.Destroys, EffectTarget.Database)
                {
                    Why = statement.Destroys ? "the rows are gone" : "",
                    Unbounded = statement.IsUnbounded ? "the statement has no WHERE, so it takes every row" : null,
                    Bound = "add a WHERE, and count the rows before",
                };
                strongest = strongest is null || (effect.Destroys && !strongest.Destroys) || (effect.Unbounded is not null && strongest.Unbounded is null) ? effect : strongest;
            }
        }

        return strongest ?? (invocation.Has("-f", "--file") ? new($"{invocation.Program} -f", Destroys: false, EffectTarget.Database) : null);
    }
}
