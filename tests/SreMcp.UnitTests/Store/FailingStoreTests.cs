using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SreMcp.Policy;
using SreMcp.Store;

namespace SreMcp.UnitTests.Stores;

public sealed class FailingStoreTests
{
    private static readonly ErrorCode[] Unusable = [Errors.Stores.CannotOpen, Errors.Stores.CannotWrite];

    [Fact]
    public void Says_that_the_disk_is_full_keeps_the_chain_whole_and_goes_on_when_there_is_room_again()
    {
        using Mount disk = new("-t", "tmpfs", "-o", "size=1m", "tmpfs");
        using TemporaryStore store = new(Path.Combine(disk.Folder, "state"));
        store.Append(5);
        var ballast = Path.Combine(disk.Folder, "ballast");
        Fill(ballast);

        var full = Assert.Throws<SreException>(() => store.Append(500));
        Assert.Equal(Errors.Stores.DiskFull, full.Code);
        Assert.Contains(store.Store.Location, full.What, StringComparison.Ordinal);
        Assert.Equal(Errors.Stores.DiskFull, Assert.Throws<SreException>(() => store.Journal.Begin(new("read_kubernetes", OperationClass.Read, new string('x', 200_000)))).Code);
        var kept = store.Chain.Verify();
        Assert.True(kept.Holds);

        File.Delete(ballast);
        store.Append(5);
        Assert.Equal(kept.Rows + 5, store.Chain.Verify().Rows);
        Assert.True(store.Chain.Verify().Holds);
    }

    [Fact]
    public void Says_that_the_disk_is_full_when_it_is_before_the_first_use()
    {
        using Mount disk = new("-t", "tmpfs", "-o", "size=1m", "tmpfs");
        Fill(Path.Combine(disk.Folder, "ballast"));
        using TemporaryStore store = new(Path.Combine(disk.Folder, "state"));

        Assert.Equal(Errors.Stores.DiskFull, Assert.Throws<SreException>(() => store.Append(1)).Code);
        File.Delete(Path.Combine(disk.Folder, "ballast"));
        store.Append(1);
        Assert.True(store.Chain.Verify().Holds);
    }

    [Fact]
    public void Says_that_the_folder_is_read_only_and_goes_on_when_it_no_longer_is()
    {
        using Mount disk = new("-t", "tmpfs", "-o", "size=4m", "tmpfs");
        var folder = Path.Combine(disk.Folder, "state");
        using (StoreFile before = new(folder, TimeProvider.System))
        {
            new AuditChain(before, "before", TimeProvider.System).AppendOutcome("D1", "done");
        }

        disk.Remount("ro");
        using TemporaryStore store = new(folder);
        AssertUnusable(store);
        disk.Remount("rw");
        store.Append(1);
        Assert.Equal(2, store.Chain.Verify().Rows);
        Assert.True(store.Chain.Verify().Holds);
    }

    [Fact]
    public void Fails_within_seconds_while_another_process_holds_the_file_and_at_once_right_after()
    {
        using TemporaryStore store = new();
        store.Append(1);
        using (SqliteConnection other = new($"Data Source={store.Store.Location};Pooling=False"))
        {
            other.Open();
            using var held = other.BeginTransaction(deferred: false);
            Assert.Equal(Errors.Stores.Locked, Assert.Throws<SreException>(() => store.Append(1)).Code);
            Assert.Equal(Errors.Stores.Locked, Assert.Throws<SreException>(() => store.Chain.Verify()).Code);
        }

        SpinWait.SpinUntil(() => Succeeds(store), TimeSpan.FromSeconds(10));
        Assert.Equal(2, store.Chain.Verify().Rows);
    }

    [Theory]
    [InlineData("not a database at all, but long enough to be read as one, and then some more text to be sure")]
    [InlineData("SQLite format 3\0 followed by nonsense that no version of it ever wrote to any disk whatever")]
    public void Says_that_the_file_is_damaged(string content)
    {
        using TemporaryStore store = new();
        Directory.CreateDirectory(store.Folder);
        File.WriteAllText(store.Store.Location, string.Concat(Enumerable.Repeat(content, 100)));

        Assert.Equal(Errors.Stores.Corrupt, Assert.Throws<SreException>(() => store.Append(1)).Code);
        Assert.Equal(Errors.Stores.Corrupt, Assert.Throws<SreException>(() => store.Classes.StrictestSeen(new("x"))).Code);
    }

    [Fact]
    public void Leaves_the_file_of_a_newer_version_alone()
    {
        using TemporaryStore store = new();
        store.Append(1);
        store.Tamper("PRAGMA user_version = 2");
        using StoreFile later = new(store.Folder, TimeProvider.System);

        var newer = Assert.Throws<SreException>(() => new Journal(later, "x", TimeProvider.System).List(new()));

        Assert.Equal(Errors.Stores.NewerSchema, newer.Code);
        Assert.Contains("schema 2", newer.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Throws_instead_of_forgetting_when_a_remembered_class_cannot_be_read()
    {
        using TemporaryStore store = new();
        store.Classes.Remember(new("x"), Environment.Production, "seen");
        store.Tamper("PRAGMA ignore_check_constraints = ON; UPDATE classes SET environment = 9");

        Assert.Equal(Errors.Stores.Corrupt, Assert.Throws<SreException>(() => store.Classes.StrictestSeen(new("x"))).Code);
    }

    [Fact]
    public void Begins_a_new_file_when_the_old_one_is_deleted_under_it()
    {
        using TemporaryStore store = new();
        store.Append(3);
        var head = store.Chain.Head();
        Directory.Delete(store.Folder, recursive: true);
        store.Append(1);

        Assert.Equal(1, store.Chain.Verify().Rows);
        Assert.False(store.Chain.Verify(head).Holds);
    }

    [Fact]
    public void Keeps_folder_and_file_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
        }

        using TemporaryStore store = new();
        Directory.CreateDirectory(store.Folder);
        File.SetUnixFileMode(store.Folder, (UnixFileMode)0b111_111_111);
        store.Append(1);

        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(store.Folder));
        Assert.All(Directory.GetFiles(store.Folder), file => Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(file)));
        Assert.Equal(3, Directory.GetFiles(store.Folder).Length);
    }

    private static bool Succeeds(TemporaryStore store)
    {
        try
        {
            store.Append(1);
            return true;
        }
        catch (SreException)
        {
            return false;
        }
    }

    private static void AssertUnusable(TemporaryStore store)
    {
        Assert.Contains(Assert.Throws<SreException>(() => store.Append(1)).Code, Unusable);
        Assert.Contains(Assert.Throws<SreException>(() => store.Classes.Remember(new("y"), Environment.Production, "seen")).Code, Unusable);
    }

    private static void Fill(string path)
    {
        using FileStream ballast = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                ballast.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            ballast.Flush();
        }
    }

    /// <summary>A real file system of its own; tests that need one are skipped where this user may not mount.</summary>
    private sealed class Mount : IDisposable
    {
        public Mount(params string[] arguments)
        {
            Folder = Directory.CreateTempSubdirectory("sre-mcp-mount-").FullName;
            Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", [.. arguments, Folder]) == 0, "mounting a file system needs root on Linux");
        }

        public string Folder { get; }

        public void Remount(string mode) => Assert.SkipUnless(Run("mount", "-o", $"remount,{mode}", Folder) == 0, $"the file system is busy and cannot be remounted {mode}");

        public void Dispose()
        {
            Run("umount", "-l", Folder);
            Directory.Delete(Folder);
        }

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
