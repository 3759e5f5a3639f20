using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>The tables, versioned by <c>PRAGMA user_version</c>.</summary>
internal static class Schema
{
    internal const int Version = 1;

    private const string Tables = """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL);

        CREATE TABLE chain (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            time INTEGER NOT NULL,
            kind TEXT NOT NULL,
            session TEXT NOT NULL,
            decision TEXT NOT NULL,
            operation TEXT, target TEXT, environment TEXT, verdict TEXT, rule TEXT, source TEXT,
            reason TEXT, evidence TEXT, requirements TEXT, outcome TEXT, detail TEXT,
            hash BLOB NOT NULL);
        CREATE INDEX chain_decision ON chain (decision);
        CREATE TRIGGER chain_keeps_rows BEFORE DELETE ON chain BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
        CREATE TRIGGER chain_keeps_words BEFORE UPDATE ON chain BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;

        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            session TEXT NOT NULL,
            started INTEGER NOT NULL,
            ended INTEGER,
            tool TEXT NOT NULL,
            class TEXT NOT NULL,
            arguments TEXT NOT NULL,
            target TEXT, environment TEXT, decision TEXT, outcome TEXT, characters INTEGER, before TEXT);

        CREATE TABLE results (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            session TEXT NOT NULL,
            tool TEXT NOT NULL,
            kept INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            was_cut INTEGER NOT NULL,
            text TEXT NOT NULL);
        CREATE INDEX results_kept ON results (kept, bytes);

        CREATE TABLE classes (
            identity TEXT PRIMARY KEY,
            environment INTEGER NOT NULL CHECK (environment BETWEEN 1 AND 4),
            because TEXT NOT NULL,
            seen INTEGER NOT NULL);

        CREATE TABLE verifications (
            seq INTEGER PRIMARY KEY,
            digest TEXT NOT NULL,
            environment INTEGER NOT NULL,
            time INTEGER NOT NULL,
            decision TEXT NOT NULL);
        CREATE INDEX verifications_digest ON verifications (digest, environment);
        """;

    /// <summary>Creates what is missing. Two processes may try at once: the second finds the work done.</summary>
    public static void Ensure(SqliteConnection connection)
    {
        if (VersionOf(connection) is 0)
        {
            // Before the first table, or it needs a VACUUM: kept results are pruned and give their space back.
            connection.Execute("PRAGMA auto_vacuum = INCREMENTAL");
        }

        connection.Execute("PRAGMA journal_mode = WAL");
        if (VersionOf(connection) is 0)
        {
            connection.Alone(static alone => VersionOf(alone) is 0 ? alone.Execute(Tables) + alone.Execute("PRAGMA user_version = 1") : 0);
        }

        if (VersionOf(connection) is var found and not Version)
        {
            throw new SreException(Errors.Stores.NewerSchema, $"{connection.DataSource} has schema {found}; this sre-mcp knows {Version}.");
        }
    }

    private static long VersionOf(SqliteConnection connection) =>
        connection.Query("PRAGMA user_version", row => row.GetInt64(0)).Single();
}
