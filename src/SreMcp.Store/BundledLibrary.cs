#pragma warning disable RS0030 // writes the library that ships inside the executable to where the system can load it from
using System.Reflection;
using System.Runtime.InteropServices;

namespace SreMcp.Store;

/// <summary>The SQLite that travels inside the one file that ships. The system loads libraries from files only, so it is written beside the store, once.</summary>
internal static class BundledLibrary
{
    private const string Resource = "native/e_sqlite3";

    /// <summary>Zero when nothing is bundled: the library then lies beside the executable, where the runtime finds it.</summary>
    public static IntPtr Load()
    {
        using var bundled = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource);
        return bundled is null ? IntPtr.Zero : NativeLibrary.Load(Place(bundled, Path.Combine(StoreFolder.OfUser(), "native")));
    }

    /// <summary>Full path of a file with exactly these bytes. What lies there already is compared, not believed.</summary>
    internal static string Place(Stream bundled, string folder)
    {
        var bytes = new byte[bundled.Length];
        bundled.ReadExactly(bytes);
        var path = Path.Combine(folder, $"e_sqlite3-{SqliteLibrary.BundledVersion}.{Extension}");
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes))
        {
            return path;
        }

        StoreFolder.Make(folder);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllBytes(temporary, bytes);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    private static string Extension => OperatingSystem.IsWindows() ? "dll" : OperatingSystem.IsMacOS() ? "dylib" : "so";
}
