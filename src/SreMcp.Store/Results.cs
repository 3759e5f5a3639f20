using System.Text;
using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>Answers that did not fit, kept for paging and searching: at most 5 MB each, 200 MB together, for 7 days.</summary>
/// <param name="session">Which run of the server writes.</param>
public sealed class Results(StoreFile store, string session, TimeProvider clock)
{
    internal const int MostBytes = 5_000_000;
    internal const long MostBytesTogether = 200_000_000;

    private static readonly TimeSpan Age = TimeSpan.FromDays(7);
    private static readonly TimeSpan BetweenPrunings = TimeSpan.FromDays(1);

    /// <summary>Keeps a redacted text and returns its id. What is longer than 5 MB is cut at its end.</summary>
    /// <exception cref="SreException">SRE05xx when it could not be kept.</exception>
    public string Keep(string tool, string text)
    {
        var id = TimeOrderedId.New(clock);
        var kept = Cut(text);
        var bytes = Encoding.UTF8.GetByteCount(kept);
        store.Write(connection =>
        {
            Prune(connection, bytes);
            return connection.Execute(
                "INSERT INTO results (id, session, tool, kept, bytes, was_cut, text) VALUES ($id, $session, $tool, $kept, $bytes, $cut, $text)",
                ("$id", id),
                ("$session", session),
                ("$tool", tool),
                ("$kept", clock.GetUtcNow().ToUnixTimeMilliseconds()),
                ("$bytes", bytes),
                ("$cut", kept.Length < text.Length ? 1 : 0),
                ("$text", kept));
        });
        return id;
    }

    /// <summary>A kept result, of this session or another of the same user.</summary>
    /// <exception cref="SreException">SRE0508 when there is none with this id, SRE05xx when the store cannot be read.</exception>
    public KeptResult Get(string id)
    {
        var found = store.Read(connection => connection.Query(
            "SELECT id, session, tool, kept, was_cut, text FROM results WHERE id = $id AND kept >= $oldest",
            static reader => new KeptResult(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.Moment(3), reader.GetBoolean(4), reader.GetString(5)),
            ("$id", id),
            ("$oldest", (clock.GetUtcNow() - Age).ToUnixTimeMilliseconds())).SingleOrDefault());
        return found ?? throw new SreException(Errors.Stores.NoSuchResult, $"No result {TextCleaner.OneLine(id, 40)} is kept.");
    }

    /// <summary>Once a day everything that is too old; before each new result as many of the oldest as it needs room.</summary>
    private void Prune(SqliteConnection connection, int room)
    {
        var now = clock.GetUtcNow();
        var due = connection.Execute(
            """
            INSERT INTO meta (name, value) VALUES ('results-pruned', $now)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE CAST(value AS INTEGER) <= $before
            """,
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$before", (now - BetweenPrunings).ToUnixTimeMilliseconds())) > 0;
        if (due)
        {
            connection.Execute("DELETE FROM results WHERE kept < $oldest", ("$oldest", (now - Age).ToUnixTimeMilliseconds()));
        }

        var dropped = connection.Execute(
            """
            DELETE FROM results WHERE seq IN (
                SELECT seq FROM (SELECT seq, sum(bytes) OVER (ORDER BY seq DESC) AS newer FROM results) WHERE newer > $room)
            """,
            ("$room", MostBytesTogether - room));
        if (due || dropped > 0)
        {
            connection.Query("PRAGMA incremental_vacuum", static reader => 0);
        }
    }

    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= MostBytes)
        {
            return text;
        }

        Encoding.UTF8.GetEncoder().Convert(text, new byte[MostBytes], flush: false, out var used, out _, out _);
        return text[..used];
    }
}
