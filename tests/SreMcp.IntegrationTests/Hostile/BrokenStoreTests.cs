using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

public sealed class BrokenStoreTests : IDisposable
{
    private const string Deletion = """{"name":"x"}""";

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_disk_that_fills_up_stops_execution_not_reading_and_recovers_with_room()
    {
        await using var disk = await Tmpfs.MountAsync(_home);
        await using var wire = await Wire.OpenAsync(new(_home));
        Assert.DoesNotContain("Warning", (await wire.CallAsync("read_policy")).Text, StringComparison.Ordinal);
        Assert.StartsWith("SRE0301 ", (await wire.CallAsync("execute_pod_deletion", Deletion)).Text, StringComparison.Ordinal);

        disk.Fill();
        var warned = await wire.CallAsync("read_policy");
        for (var calls = 0; calls < 400 && !warned.Text.StartsWith("Warning", StringComparison.Ordinal); calls++)
        {
            // What the write-ahead log had room for before still goes in.
            warned = await wire.CallAsync("read_policy");
        }

        await AssertBrokenAsync(wire, "SRE0503");

        disk.Empty();
        Assert.DoesNotContain("Warning", (await wire.CallAsync("read_policy")).Text, StringComparison.Ordinal);
        Assert.StartsWith("SRE0301 ", (await wire.CallAsync("execute_pod_deletion", Deletion)).Text, StringComparison.Ordinal);
        wire.AssertSound();
        await Books.AssertChainHoldsAsync(_home);
    }

    [Fact]
    public async Task A_disk_that_was_full_from_the_start_is_no_reason_to_stay_away()
    {
        await using var disk = await Tmpfs.MountAsync(_home);
        disk.Fill();
        await using var wire = await Wire.OpenAsync(new(_home));
        await AssertBrokenAsync(wire, "SRE0503");

        disk.Empty();
        Assert.DoesNotContain("Warning", (await wire.CallAsync("read_policy")).Text, StringComparison.Ordinal);
        await Books.AssertChainHoldsAsync(_home);
    }

    [Fact]
    public async Task A_read_only_store_stops_execution_not_reading_and_recovers()
    {
        await using var disk = await Tmpfs.MountAsync(_home);
        await using (var before = await Wire.OpenAsync(new(_home)))
        {
            await before.CallAsync("read_policy");
            before.Server.CloseInput();
            Assert.NotNull(await before.Server.ExitAsync(TimeSpan.FromSeconds(30)));
        }

        await disk.MakeReadOnlyAsync();
        await using var wire = await Wire.OpenAsync(new(_home));
        await AssertBrokenAsync(wire, "SRE050[12]");

        await disk.MakeWritableAsync();
        Assert.DoesNotContain("Warning", (await wire.CallAsync("read_policy")).Text, StringComparison.Ordinal);
        await Books.AssertChainHoldsAsync(_home);
    }

    [Fact]
    public async Task A_damaged_store_is_told_and_not_touched()
    {
        var junk = new byte[100_000];
        new Random(1).NextBytes(junk);
        var file = await WriteAsync(junk);
        await using var wire = await Wire.OpenAsync(new(_home));
        await AssertBrokenAsync(wire, "SRE0505");
        Assert.Equal(junk, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

        File.Move(file, file + ".evidence");
        Assert.DoesNotContain("Warning", (await wire.CallAsync("read_policy")).Text, StringComparison.Ordinal);
        wire.AssertSound();
    }

    [Fact]
    public async Task A_store_whose_pages_were_overwritten_is_told()
    {
        await using (var before = await Wire.OpenAsync(new(_home)))
        {
            await before.CallAsync("read_policy");
            before.Server.CloseInput();
            Assert.NotNull(await before.Server.ExitAsync(TimeSpan.FromSeconds(30)));
        }

        var file = Path.Combine(Books.Folder(_home), "store.db");
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Array.Fill(bytes, (byte)0xa5, 100, bytes.Length - 100);
        await WriteAsync(bytes);
        await using var wire = await Wire.OpenAsync(new(_home));
        await AssertBrokenAsync(wire, "SRE0505");
        wire.AssertSound();
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await using (var before = await Wire.OpenAsync(new(_home)))
        {
            await before.CallAsync("read_policy");
            before.Server.CloseInput();
            Assert.NotNull(await before.Server.ExitAsync(TimeSpan.FromSeconds(30)));
        }

        // The four bytes of PRAGMA user_version in the file's header.
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Books.Folder(_home), "store.db"), TestContext.Current.CancellationToken);
        (bytes[60], bytes[61], bytes[62], bytes[63]) = (0, 0, 0, 99);
        await WriteAsync(bytes);
        await using var wire = await Wire.OpenAsync(new(_home));
        await AssertBrokenAsync(wire, "SRE0506");
        wire.AssertSound();
    }

    [Fact]
    public async Task A_store_folder_that_is_a_file_is_told()
    {
        var folder = Books.Folder(_home);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await File.WriteAllTextAsync(folder, "no folder", TestContext.Current.CancellationToken);
        await using var wire = await Wire.OpenAsync(new(_home));
        await AssertBrokenAsync(wire, "SRE0501");
        wire.AssertSound();
    }

    /// <summary>Reads go on with the warning, the journal itself says why it cannot be read or warns, and nothing executes.</summary>
    private static async Task AssertBrokenAsync(Wire wire, string code)
    {
        var read = await wire.CallAsync("read_policy");
        Assert.False(read.IsError, read.Text);
        Assert.Matches($"^Warning: {code} this call is not in the journal", read.Text);
        Assert.Contains("The floor is compiled in", read.Text, StringComparison.Ordinal);

        var explained = await wire.CallAsync("read_policy", """{"operation":"kubernetes.restart","target":"x/y/Deployment/z"}""");
        Assert.Matches($"^Warning: {code} ", explained.Text);

        Assert.Matches($"^Warning: {code} ", (await wire.CallAsync("read_journal")).Text);

        var execute = await wire.CallAsync("execute_pod_deletion", Deletion);
        Assert.True(execute.IsError);
        Assert.Matches($"(?m)^{code} ", execute.Text);
        Assert.Contains("Execute tools are refused", execute.Text, StringComparison.Ordinal);
    }

    private async Task<string> WriteAsync(byte[] bytes)
    {
        Directory.CreateDirectory(Books.Folder(_home));
        var file = Path.Combine(Books.Folder(_home), "store.db");
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
        File.Delete(file + "-wal");
        File.Delete(file + "-shm");
        return file;
    }
}
