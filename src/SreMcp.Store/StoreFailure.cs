using Microsoft.Data.Sqlite;
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>Says in our words what went wrong with the file, and what to do.</summary>
internal static class StoreFailure
{
    public static SreException Explain(Exception failure, string file) => failure switch
    {
        SqliteException sqlite => new(CodeOf(sqlite), $"{file}: SQLite answered {sqlite.SqliteErrorCode} ({sqlite.SqliteExtendedErrorCode}).", inner: sqlite),
        UnauthorizedAccessException => new(Errors.Stores.CannotOpen, $"{file}: no access.", inner: failure),
        IOException io when IsFull(io) => new(Errors.Stores.DiskFull, $"{file}: no space left.", inner: io),
        IOException => new(Errors.Stores.CannotOpen, $"{file}: the folder or the file cannot be made.", inner: failure),
        InvalidCastException => new(Errors.Stores.Corrupt, $"{file}: a row holds values that sre-mcp never writes.", inner: failure),
        _ => new(Errors.Stores.Failed, $"{file}: no SQLite library was found beside sre-mcp or on this system.", inner: failure),
    };

    private static ErrorCode CodeOf(SqliteException failure) => failure.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED => Errors.Stores.Locked,
        SQLitePCL.raw.SQLITE_FULL => Errors.Stores.DiskFull,

        // Growing the shared memory beside the file fails in its own way when the disk is full.
        SQLitePCL.raw.SQLITE_IOERR when failure.SqliteExtendedErrorCode is SQLitePCL.raw.SQLITE_IOERR_SHMSIZE or SQLitePCL.raw.SQLITE_IOERR_WRITE => Errors.Stores.DiskFull,
        SQLitePCL.raw.SQLITE_READONLY => Errors.Stores.CannotWrite,
        SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_AUTH => Errors.Stores.CannotOpen,
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_ERROR => Errors.Stores.Corrupt,
        _ => Errors.Stores.Failed,
    };

    /// <summary>ENOSPC (28) and EDQUOT (122) on Unix, ERROR_DISK_FULL (112) and ERROR_HANDLE_DISK_FULL (39) on Windows.</summary>
    private static bool IsFull(IOException failure) => (failure.HResult & 0xffff) is 28 or 122 or 112 or 39;
}
