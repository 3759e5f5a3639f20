using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace SreMcp.Store;

/// <summary>Runs constant SQL with parameters. A null parameter is SQL's NULL.</summary>
internal static class Sql
{
    public static int Execute(this SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        using var reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>One row at a time, so that a long table is never in memory.</summary>
    public static void ForEach(this SqliteConnection connection, string sql, Action<SqliteDataReader> visit)
    {
        using var command = Command(connection, sql, []);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            visit(reader);
        }
    }

    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static DateTimeOffset Moment(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    /// <summary>SQLite's text ends at the first NUL when it is read back.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Storable(string? text) => text?.Replace('\0', '\ufffd');

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // every caller passes a constant
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value switch { null => DBNull.Value, string text => Storable(text), _ => value });
        }

        return command;
    }
}
