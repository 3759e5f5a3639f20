using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SreMcp.Store;

/// <summary>Runs work that stands or falls as a whole.</summary>
internal static class Transactions
{
    /// <summary>On one state of the file, whatever others write meanwhile.</summary>
    public static T OnOneState<T>(this SqliteConnection connection, Func<SqliteConnection, T> work) => Run(connection, "BEGIN DEFERRED", work);

    /// <summary>Alone among all processes from the first statement on, so that what is read is still true when it is written.</summary>
    public static T Alone<T>(this SqliteConnection connection, Func<SqliteConnection, T> work) => Run(connection, "BEGIN IMMEDIATE", work);

    private static T Run<T>(SqliteConnection connection, string begin, Func<SqliteConnection, T> work)
    {
        connection.Execute(begin);
        try
        {
            var result = work(connection);
            connection.Execute("COMMIT");
            return result;
        }
        catch
        {
            // SQLite has already rolled back by itself when the disk is full; a second ROLLBACK would hide the reason.
            if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
            {
                connection.Execute("ROLLBACK");
            }

            throw;
        }
    }
}
