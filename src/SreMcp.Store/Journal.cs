using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>Every call: begun before the work, completed after it. A row that was acknowledged survives kill -9; one without an end was interrupted.</summary>
/// <param name="session">Which run of the server writes.</param>
public sealed class Journal(StoreFile store, string session, TimeProvider clock)
{
    private const int LongestPage = 500;

    /// <summary>Writes the call before anything happens and returns its id.</summary>
    /// <exception cref="SreException">SRE05xx when the row could not be made durable: then nothing may execute.</exception>
    public string Begin(JournalCall call)
    {
        var id = TimeOrderedId.New(clock);
        store.Write(connection => connection.Execute(
            """
            INSERT INTO journal (id, session, started, tool, class, arguments, target, environment, decision)
            VALUES ($id, $session, $started, $tool, $class, $arguments, $target, $environment, $decision)
            """,
            ("$id", id),
            ("$session", session),
            ("$started", clock.GetUtcNow().ToUnixTimeMilliseconds()),
            ("$tool", call.Tool),
            ("$class", NameOf(call.Class)),
            ("$arguments", call.Arguments),
            ("$target", call.Target),
            ("$environment", call.Environment?.Name()),
            ("$decision", call.DecisionId)));
        return id;
    }

    /// <summary>Adds what was learned after the call began: where it goes and what policy decided.</summary>
    public void Decide(string id, string target, Policy.Environment environment, string? decisionId) => store.Write(connection => connection.Execute(
        "UPDATE journal SET target = $target, environment = $environment, decision = $decision WHERE id = $id",
        ("$id", id),
        ("$target", target),
        ("$environment", environment.Name()),
        ("$decision", decisionId)));

    /// <summary>Writes how the call ended.</summary>
    public void Complete(string id, JournalOutcome outcome) => store.Write(connection => connection.Execute(
        "UPDATE journal SET ended = $ended, outcome = $outcome, characters = $characters, before = $before WHERE id = $id",
        ("$id", id),
        ("$ended", clock.GetUtcNow().ToUnixTimeMilliseconds()),
        ("$outcome", outcome.Code),
        ("$characters", outcome.Characters),
        ("$before", outcome.Before)));

    /// <summary>Rows, newest first.</summary>
    public Page<JournalRow> List(JournalFilter filter)
    {
        var limit = Math.Clamp(filter.Limit, 1, LongestPage);
        var rows = store.Read(connection => connection.Query(
            """
            SELECT seq, id, session, started, ended, tool, class, arguments, target, environment, decision, outcome, characters, before FROM journal
            WHERE ($since IS NULL OR started >= $since) AND ($tool IS NULL OR tool = $tool)
              AND ($target IS NULL OR instr(lower(target), lower($target)) > 0) AND ($outcome IS NULL OR coalesce(outcome, 'interrupted') = $outcome)
              AND ($text IS NULL OR instr(lower(arguments || char(10) || coalesce(target, '') || char(10) || coalesce(before, '')), lower($text)) > 0)
              AND ($session IS NULL OR session = $session) AND ($cursor IS NULL OR seq < $cursor)
            ORDER BY seq DESC LIMIT $limit
            """,
            Row,
            ("$since", filter.Since?.ToUnixTimeMilliseconds()),
            ("$tool", filter.Tool),
            ("$target", filter.Target),
            ("$outcome", filter.Outcome),
            ("$text", filter.Text),
            ("$session", filter.Session),
            ("$cursor", filter.Cursor),
            ("$limit", limit + 1)));
        return Page<JournalRow>.Of(rows, limit, row => row.Seq);
    }

    private static JournalRow Row(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.Moment(3),
        reader.IsDBNull(4) ? null : reader.Moment(4),
        reader.GetString(5),
        reader.GetString(6),
        new UntrustedText(reader.GetString(7)),
        new UntrustedText(reader.TextOrNull(8)),
        reader.TextOrNull(9),
        reader.TextOrNull(10),
        reader.TextOrNull(11) ?? JournalRow.Interrupted,
        reader.IsDBNull(12) ? null : reader.GetInt64(12),
        new UntrustedText(reader.TextOrNull(13)));

    private static string NameOf(OperationClass @class) => @class switch
    {
        OperationClass.Read => "read",
        OperationClass.Check => "check",
        OperationClass.Generate => "generate",
        _ => "execute",
    };
}
