using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>The strictest class ever seen for an identity, across all sessions. Two writers at once cannot loosen it: the file keeps the stricter.</summary>
public sealed class ClassMemory(StoreFile store, AuditChain chain, TimeProvider clock) : IClassMemory
{
    /// <inheritdoc/>
    /// <exception cref="SreException">SRE05xx when the store cannot be read: then the target counts as closed.</exception>
    public RememberedClass? StrictestSeen(Identity identity) => store.Read(connection => connection.Query(
        "SELECT environment, because, seen FROM classes WHERE identity = $identity",
        static reader => new RememberedClass(Kept(reader.GetInt64(0)), reader.GetString(1), reader.Moment(2)),
        ("$identity", identity.Value)).SingleOrDefault());

    /// <inheritdoc/>
    /// <exception cref="SreException">SRE05xx when it could not be kept.</exception>
    public void Remember(Identity identity, Environment environment, string because)
    {
        if (environment is Environment.Unknown || StrictestSeen(identity) is { } seen && seen.Environment <= environment)
        {
            return;
        }

        store.Write(connection => connection.Execute(
            """
            INSERT INTO classes (identity, environment, because, seen) VALUES ($identity, $environment, $because, $seen)
            ON CONFLICT (identity) DO UPDATE SET environment = excluded.environment, because = excluded.because, seen = excluded.seen
            WHERE excluded.environment < classes.environment
            """,
            ("$identity", identity.Value),
            ("$environment", (int)environment),
            ("$because", because),
            ("$seen", clock.GetUtcNow().ToUnixTimeMilliseconds())));
    }

    /// <summary>For an operator at a terminal only: forgets an identity's class, and says so in the chain. Returns what was forgotten; null when nothing was kept.</summary>
    /// <param name="reason">Why; stays in the chain.</param>
    public RememberedClass? Forget(Identity identity, string reason)
    {
        var row = chain.Row("forget", TimeOrderedId.New(clock)) with { Target = identity.Value, Reason = reason };
        return store.Write(connection =>
        {
            var forgotten = connection.Query(
                "DELETE FROM classes WHERE identity = $identity RETURNING environment, because, seen",
                static reader => new RememberedClass(Kept(reader.GetInt64(0)), reader.GetString(1), reader.Moment(2)),
                ("$identity", identity.Value)).SingleOrDefault();
            if (forgotten is not null)
            {
                AuditChain.Append(connection, row with { Environment = forgotten.Environment.Name(), Evidence = forgotten.Because });
            }

            return forgotten;
        });
    }

    private static Environment Kept(long value) => value is >= (int)Environment.Production and <= (int)Environment.Sandbox
        ? (Environment)value
        : throw new InvalidCastException("A remembered class is outside its range.");
}
