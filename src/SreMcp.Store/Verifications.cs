using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>What the server itself saw pass: a digest, where, when, and the decision that allowed it.</summary>
public sealed record Verification(string Digest, Environment Environment, DateTimeOffset Time, string DecisionId);

/// <summary>The ledger behind the requirement <c>verified-in</c>. Claims of scripts never enter it.</summary>
public sealed class Verifications(StoreFile store, TimeProvider clock)
{
    /// <exception cref="SreException">SRE05xx when it could not be made durable.</exception>
    public void Record(string digest, Environment environment, string decisionId) => store.Write(connection => connection.Execute(
        "INSERT INTO verifications (digest, environment, time, decision) VALUES ($digest, $environment, $time, $decision)",
        ("$digest", digest),
        ("$environment", (int)environment),
        ("$time", clock.GetUtcNow().ToUnixTimeMilliseconds()),
        ("$decision", decisionId)));

    /// <summary>The newest pass of this exact digest in this environment; null when there is none, or when its decision is not in the audit chain.</summary>
    public Verification? Find(string digest, Environment environment) => store.Read(connection => connection.Query(
        """
        SELECT digest, environment, time, decision FROM verifications
        WHERE digest = $digest AND environment = $environment AND decision IN (SELECT decision FROM chain)
        ORDER BY seq DESC LIMIT 1
        """,
        static reader => new Verification(reader.GetString(0), (Environment)reader.GetInt32(1), reader.Moment(2), reader.GetString(3)),
        ("$digest", digest),
        ("$environment", (int)environment)).SingleOrDefault());
}
