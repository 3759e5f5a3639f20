using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace SreMcp.Store;

/// <summary>Chooses which SQLite is loaded: the system's where it is newer than the one that ships with the package, which has known advisories.</summary>
internal static class SqliteLibrary
{
    /// <summary>What SQLitePCLRaw.lib.e_sqlite3 2.0.6 holds, as <c>sqlite3_libversion_number</c> says it.</summary>
    internal const int BundledVersion = 3_035_005;

    private static readonly Lazy<int> Choice = new(Choose);

    /// <summary>Loads the library once; returns its version number, such as 3040001.</summary>
    public static int Load() => Choice.Value;

    private static int Choose()
    {
        var provider = new SQLite3Provider_e_sqlite3();
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(provider);
        return raw.sqlite3_libversion_number();
    }

    /// <summary>Zero leaves the search to the runtime, which finds the library that lies beside the executable.</summary>
    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        foreach (var candidate in SystemNames)
        {
            if (!NativeLibrary.TryLoad(candidate, out var library))
            {
                continue;
            }

            if (VersionOf(library) > BundledVersion)
            {
                return library;
            }

            NativeLibrary.Free(library);
        }

        return BundledLibrary.Load();
    }

    /// <summary>Full names only where the system has one: a library in the current folder must not be picked up. Windows keeps none that programs may count on.</summary>
    private static string[] SystemNames =>
        OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : OperatingSystem.IsLinux() ? ["libsqlite3.so.0"]
        : [];

    private static int VersionOf(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function) && NativeLibrary.TryGetExport(library, "sqlite3_prepare_v3", out _)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(function)()
            : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
