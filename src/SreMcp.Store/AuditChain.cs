using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>The append-only chain of decisions and of what became of them. Each row holds the hash of the one before; processes that append at once take turns, so it never forks.</summary>
/// <param name="session">Which run of the server writes, such as a <see cref="TimeOrderedId"/>.</param>
public sealed class AuditChain(StoreFile store, string session, TimeProvider clock) : IDecisionLog
{
    private const int LongestPage = 1000;

    /// <inheritdoc/>
    public RecordedDecision Append(Decision decision)
    {
        var row = Row("decision", TimeOrderedId.New(clock)) with
        {
            Operation = decision.Operation.Name,
            Target = decision.Target.Display,
            Environment = decision.Classification.Environment.Name(),
            Verdict = NameOf(decision.Verdict),
            Rule = decision.RuleId,
            Source = decision.Source.ToString(),
            Reason = decision.Reason,
            Evidence = string.Join('\n', decision.Classification.Evidence.Select(vote => $"{vote.Votes.Name()}: {vote.Because} ({vote.Source})")),
            Requirements = string.Join(", ", decision.Requirements.Select(NameOf)),
        };
        return new(decision, row.Decision, Append(row));
    }

    /// <summary>Records what became of an allowed decision, such as <c>done</c>, <c>failed</c> or <c>refused-by-guard</c>.</summary>
    /// <returns>The new head.</returns>
    /// <exception cref="SreException">SRE05xx when the row could not be made durable.</exception>
    public string AppendOutcome(string decisionId, string outcome, UntrustedText detail = default) =>
        Append(Row("outcome", decisionId) with { Outcome = outcome, Detail = detail.IsEmpty ? null : detail.ForAnalysis() });

    /// <summary>Hash of the newest row; null while there is none.</summary>
    public string? Head() => store.Read(connection => Last(connection) is { Seq: > 0 } last ? Convert.ToHexStringLower(last.Hash) : null);

    /// <summary>Rows, newest first.</summary>
    public Page<AuditRow> List(AuditFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, LongestPage);
        var rows = store.Read(connection => connection.Query(
            $"""
            SELECT {ChainRow.Columns} FROM chain
            WHERE ($since IS NULL OR time >= $since) AND ($operation IS NULL OR operation = $operation)
              AND ($target IS NULL OR instr(lower(target), lower($target)) > 0) AND ($verdict IS NULL OR verdict = $verdict)
              AND ($decision IS NULL OR decision = $decision) AND ($session IS NULL OR session = $session) AND ($cursor IS NULL OR seq < $cursor)
            ORDER BY seq DESC LIMIT $limit
            """,
            static reader => ChainRow.Of(reader).Shown(),
            ("$since", filter.Since?.ToUnixTimeMilliseconds()),
            ("$operation", filter.Operation),
            ("$target", filter.Target),
            ("$verdict", filter.Verdict),
            ("$decision", filter.DecisionId),
            ("$session", filter.Session),
            ("$cursor", filter.Cursor),
            ("$limit", limit + 1)));
        return Page<AuditRow>.Of(rows, limit, row => row.Seq);
    }

    /// <summary>Looks for an edit, a gap, a change of order and a cut at the end, over the whole chain.</summary>
    /// <param name="expectedHead">A head that a transcript shows, whole or its first 8 or more digits: the only thing that tells a chain that was rewritten as a whole.</param>
    public ChainReport Verify(string? expectedHead = null) => store.Read(connection => ChainVerification.Run(connection, expectedHead));

    /// <summary>Writes every row, oldest first, as one JSON object a line.</summary>
    public void Export(Stream target)
    {
        for (long after = 0; ;)
        {
            var from = after;
            var rows = store.Read(connection => connection.Query(
                $"SELECT {ChainRow.Columns} FROM chain WHERE seq > $after ORDER BY seq LIMIT {LongestPage}", ChainRow.Of, ("$after", from)));
            if (rows.Count == 0)
            {
                return;
            }

            rows.ForEach(row => ChainExport.Write(target, row));
            after = rows[^1].Seq;
        }
    }

    /// <summary>Appends inside a change that must stand or fall with its row.</summary>
    internal static string Append(SqliteConnection connection, ChainRow row)
    {
        var last = Last(connection);
        row = row with { Seq = last.Seq + 1 };
        var hash = row.HashAfter(last.Hash);
        connection.Execute(
            $"""
            INSERT INTO chain ({ChainRow.Columns})
            VALUES ($seq, $time, $kind, $session, $decision, $operation, $target, $environment, $verdict, $rule, $source, $reason, $evidence, $requirements, $outcome, $detail, $hash)
            """,
            ("$seq", row.Seq),
            ("$time", row.Time.ToUnixTimeMilliseconds()),
            ("$kind", row.Kind),
            ("$session", row.Session),
            ("$decision", row.Decision),
            ("$operation", row.Operation),
            ("$target", row.Target),
            ("$environment", row.Environment),
            ("$verdict", row.Verdict),
            ("$rule", row.Rule),
            ("$source", row.Source),
            ("$reason", row.Reason),
            ("$evidence", row.Evidence),
            ("$requirements", row.Requirements),
            ("$outcome", row.Outcome),
            ("$detail", row.Detail),
            ("$hash", hash));
        return Convert.ToHexStringLower(hash);
    }

    internal ChainRow Row(string kind, string decisionId) => new() { Time = clock.GetUtcNow(), Kind = kind, Session = session, Decision = decisionId };

    private string Append(ChainRow row) => store.Write(connection => Append(connection, row));

    /// <summary>The highest number ever given and the newest hash there is: after a cut the numbers go on behind the gap, so that it stays visible.</summary>
    private static (long Seq, byte[] Hash) Last(SqliteConnection connection) =>
        connection.Query(
            """
            SELECT max(coalesce((SELECT max(seq) FROM chain), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'chain'), 0)),
                   (SELECT hash FROM chain ORDER BY seq DESC LIMIT 1)
            """,
            static reader => (reader.GetInt64(0), reader.IsDBNull(1) ? ChainRow.BeforeFirst : reader.GetFieldValue<byte[]>(1))).Single();

    private static string NameOf(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.Require => "require",
        _ => "deny",
    };

    private static string NameOf(Requirement requirement) => requirement.Kind switch
    {
        RequirementKind.DryRun => "dry-run",
        RequirementKind.Confirmation => "confirmation",
        RequirementKind.VerifiedIn => $"verified-in [{string.Join(", ", requirement.In.Select(Environments.Name))}]",
        _ => "reason",
    };
}
