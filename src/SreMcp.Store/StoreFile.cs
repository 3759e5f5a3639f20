using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>One SQLite file per user, shared by every session that runs at the same time. Opened on first use.</summary>
/// <remarks>Every failure is an <see cref="SreException"/> of <see cref="Errors.Stores"/> within about 5 s and leaves nothing half done; the next call tries again.</remarks>
public sealed class StoreFile : IDisposable
{
    private const int BusySeconds = 5;

    /// <summary>After the file was found locked, calls fail at once for a while: one call touches the store several times.</summary>
    private static readonly TimeSpan LockedFor = TimeSpan.FromSeconds(2);

    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private SqliteConnection? _connection;
    private (long Since, SreException Because)? _locked;
    private bool _disposed;

    /// <param name="folder">Full path; see <see cref="StoreFolder.OfUser"/>. Made when missing.</param>
    public StoreFile(string folder, TimeProvider clock)
    {
        _folder = folder;
        _clock = clock;
        Location = Path.Combine(folder, StoreFolder.FileName);
    }

    /// <summary>Full path of the file.</summary>
    public string Location { get; }

    /// <summary>Opens the file and holds it alone for a moment, changing nothing: what every write does first.</summary>
    /// <returns>The version of the SQLite library, such as <c>3.46.1</c>.</returns>
    /// <exception cref="SreException">SRE05xx when the store cannot be written.</exception>
    public string Probe() => Write(static connection => connection.Query("SELECT sqlite_version()", static reader => reader.GetString(0)).Single());

    /// <summary>Runs a read on a consistent state.</summary>
    internal T Read<T>(Func<SqliteConnection, T> work) => Run(connection => connection.OnOneState(work));

    /// <summary>Runs a change alone among all processes; what it returns is durable against kill -9 and loss of power.</summary>
    internal T Write<T>(Func<SqliteConnection, T> work) => Run(connection => connection.Alone(work));

    private T Run<T>(Func<SqliteConnection, T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_locked is var (since, because) && _clock.GetElapsedTime(since) < LockedFor)
            {
                throw new SreException(because.Code, because.What, because.Next, inner: because);
            }

            _locked = null;
            try
            {
                return work(Connection());
            }
            catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException or InvalidCastException or DllNotFoundException)
            {
                throw Coded(failure);
            }
        }
    }

    /// <summary>A file that was deleted under us is made anew: rows that nobody can ever read are not durable.</summary>
    private SqliteConnection Connection()
    {
        if (_connection is not null && !StoreFolder.HasFile(_folder))
        {
            Close();
        }

        return _connection ??= Open();
    }

    private SqliteConnection Open()
    {
        SqliteLibrary.Load();
        StoreFolder.Prepare(_folder);
        StringBuilder settings = new();
        DbConnectionStringBuilder.AppendKeyValuePair(settings, "Data Source", Location);
        DbConnectionStringBuilder.AppendKeyValuePair(settings, "Pooling", "False");

        // Less than the busy time-out below, so that waiting once is waiting enough.
        DbConnectionStringBuilder.AppendKeyValuePair(settings, "Default Timeout", $"{BusySeconds - 1}");
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            connection.Execute("PRAGMA busy_timeout = 5000");
            connection.Execute("PRAGMA trusted_schema = OFF");
            Schema.Ensure(connection);
            connection.Execute("PRAGMA synchronous = FULL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SreException Coded(Exception failure)
    {
        var coded = StoreFailure.Explain(failure, Location);
        if (coded.Code == Errors.Stores.Locked)
        {
            _locked = (_clock.GetTimestamp(), coded);
        }
        else if (coded.Code != Errors.Stores.DiskFull)
        {
            Close();
        }

        return coded;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            Close();
            _disposed = true;
        }
    }
}
