#pragma warning disable RS0030 // the store makes and tightens its own folder and file
using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>Where the store lives and who may read it.</summary>
public static class StoreFolder
{
    internal const string FileName = "store.db";

    private const UnixFileMode OwnerOnlyFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The user's own: <c>~/.local/state/sre-mcp</c>, on macOS <c>~/Library/Application Support/sre-mcp</c>, on Windows <c>%LOCALAPPDATA%\sre-mcp</c> as the system knows it. No other variable moves it.</summary>
    /// <exception cref="SreException">SRE0510 when the user has no home folder.</exception>
    public static string OfUser()
    {
        var known = OperatingSystem.IsWindows() ? System.Environment.SpecialFolder.LocalApplicationData : System.Environment.SpecialFolder.UserProfile;
        var home = System.Environment.GetFolderPath(known, System.Environment.SpecialFolderOption.DoNotVerify);
        if (!Path.IsPathFullyQualified(home))
        {
            throw new SreException(Errors.Stores.NoHome, "The home folder is not known or not a full path.");
        }

        return OperatingSystem.IsWindows() ? Path.Combine(home, "sre-mcp")
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Application Support", "sre-mcp")
            : Path.Combine(home, ".local", "state", "sre-mcp");
    }

    /// <summary>Where play in the recorded world is kept, apart from what really happened: <c>recorded</c> below <see cref="OfUser"/>.</summary>
    /// <exception cref="SreException">As <see cref="OfUser"/>.</exception>
    public static string OfRecording() => Path.Combine(OfUser(), "recorded");

    /// <summary>Makes folder and file for their owner only; SQLite gives its journal files the mode of the file.</summary>
    internal static void Prepare(string folder)
    {
        Make(folder);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var file = Path.Combine(folder, FileName);
        using (new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite, UnixCreateMode = OwnerOnlyFile }))
        {
            if (File.GetUnixFileMode(file) != OwnerOnlyFile)
            {
                File.SetUnixFileMode(file, OwnerOnlyFile);
            }
        }
    }

    /// <summary>Makes a folder for its owner only, or takes from others what they may do in it.</summary>
    internal static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnlyFolder);
        if (File.GetUnixFileMode(folder) != OwnerOnlyFolder)
        {
            File.SetUnixFileMode(folder, OwnerOnlyFolder);
        }
    }

    internal static bool HasFile(string folder) => File.Exists(Path.Combine(folder, FileName));
}
