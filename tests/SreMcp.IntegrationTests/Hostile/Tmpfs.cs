using System.Diagnostics;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>A real file system of 2 MB where a home's store lives, to fill and to make read-only.</summary>
internal sealed class Tmpfs : IAsyncDisposable
{
    private const string Filler = "filler";

    private readonly string _folder;

    private Tmpfs(string folder) => _folder = folder;

    /// <summary>Skips the test where this user may not mount.</summary>
    public static async Task<Tmpfs> MountAsync(HomeFolder home)
    {
        var folder = Books.Folder(home);
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && await RunAsync("mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", folder),
            "Other system: a file system of its own for the store needs Linux and the right to mount (run as root).");
        return new(folder);
    }

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using FileStream filler = new(Path.Combine(_folder, Filler), FileMode.Append);
        var page = new byte[4096];
        try
        {
            while (filler.Length < 4_000_000)
            {
                filler.Write(page);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // Full: what this is for.
        }
    }

    public void Empty() => File.Delete(Path.Combine(_folder, Filler));

    public async Task MakeReadOnlyAsync() => Assert.True(await RunAsync("mount", "-o", "remount,ro", _folder));

    public async Task MakeWritableAsync() => Assert.True(await RunAsync("mount", "-o", "remount,rw", _folder));

    public async ValueTask DisposeAsync() => await RunAsync("umount", "-l", _folder);

    /// <summary>Runs a program of the system; true when it ends with 0.</summary>
    public static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
