namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The template nginx_change against a real nginx.</summary>
public sealed class NginxChangeTests
{
    [Fact]
    public async Task A_dry_run_changes_nothing_the_run_loads_the_site_and_the_rollback_takes_it_away()
    {
        using var bundle = (await NginxBundle.StartAsync()).Write();
        var before = await bundle.StateAsync();

        Assert.Contains("good with it, in a copy", await bundle.EndsAsync(2, "run.sh", "--dry-run"), StringComparison.Ordinal);
        Assert.Equal(before, await bundle.StateAsync());
        await bundle.EndsAsync(1, "verify.sh");
        Assert.Contains("all 2 workers are new", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal((200, "served\n"), await bundle.GetAsync());
        await bundle.EndsAsync(0, "verify.sh");
        var loaded = await bundle.StateAsync();
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(loaded, await bundle.StateAsync());
        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.False(File.Exists(bundle.Site));
        Assert.Equal((0, ""), await bundle.GetAsync());
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_former_file_is_replaced_only_when_that_was_said_and_comes_back_byte_for_byte()
    {
        using var bundle = await NginxBundle.StartAsync();
        var former = $"server {{ listen {bundle.Port}; return 204; }}   # é, no newline at the end";
        await File.WriteAllTextAsync(bundle.Site, former, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(bundle.Site, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("does not say replace", await bundle.Write().EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        bundle.Write(new(StringComparer.Ordinal) { ["replace"] = "true", ["maintenance"] = "true", ["expected-status"] = "503" });
        var before = await bundle.StateAsync();
        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(503, (await bundle.GetAsync()).Status);
        await bundle.EndsAsync(0, "rollback.sh", "--yes");

        Assert.Equal(Files(before), Files(await bundle.StateAsync()));
        Assert.Equal(204, (await bundle.GetAsync()).Status);
    }

    [Fact]
    public async Task What_nginx_refuses_stays_out_and_what_answers_wrongly_is_said()
    {
        using var bundle = await NginxBundle.StartAsync();
        var before = await bundle.StateAsync();

        bundle.Write(new(StringComparer.Ordinal) { ["certificate"] = "/nowhere/shop.pem", ["certificate-key"] = "/nowhere/shop.key" });
        Assert.Contains("nginx refuses it", await bundle.EndsAsync(1, "run.sh", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("nginx refuses it", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(before, await bundle.StateAsync());

        bundle.Write(new(StringComparer.Ordinal) { ["expected-status"] = "204" });
        Assert.Contains("answers 200 at 127.0.0.1, not 204", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.False(File.Exists(bundle.Site));
    }

    [Fact]
    public async Task A_run_that_broke_off_before_the_reload_goes_on_and_a_change_of_somebody_else_stops_both_ways()
    {
        using var bundle = (await NginxBundle.StartAsync()).Write();

        // As an interruption leaves it: kept, put into place, not loaded.
        Directory.CreateDirectory(Path.Combine(bundle.Folder, "backups"));
        await File.WriteAllTextAsync(Path.Combine(bundle.Folder, "backups", "none.before"), "", TestContext.Current.CancellationToken);
        File.Copy(Path.Combine(bundle.Folder, "site.conf"), bundle.Site);
        Assert.Equal(0, (await bundle.GetAsync()).Status);
        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(200, (await bundle.GetAsync()).Status);

        // The other way round: taken away, not loaded.
        File.Delete(bundle.Site);
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(0, (await bundle.GetAsync()).Status);

        await bundle.EndsAsync(0, "run.sh", "--yes");
        await File.AppendAllTextAsync(bundle.Site, "# by hand\n", TestContext.Current.CancellationToken);
        await bundle.EndsAsync(1, "run.sh", "--yes");
        Assert.Contains("neither what this bundle put there", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_machine_a_folder_that_is_not_included_and_an_edited_file_are_refused()
    {
        using var bundle = await NginxBundle.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(bundle.Site)!, "..", "elsewhere")).FullName;

        Assert.Contains("Wrong machine", await bundle.Write(new(StringComparer.Ordinal) { ["host"] = "another.example" }).EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("Wrong machine", await bundle.Write(new(StringComparer.Ordinal) { ["machine-id"] = "5c8f1d2e9a7b4c3d8e6f0a1b2c3d4e5f" }).EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("does not say which machine", await bundle.Write(environment: "production").EndsAsync(1, "run.sh"), StringComparison.Ordinal);
        Assert.Contains("does not include", await bundle.Write(new(StringComparer.Ordinal) { ["folder"] = folder }).EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        bundle.Write();
        await File.AppendAllTextAsync(Path.Combine(bundle.Folder, "site.conf"), "# more\n", TestContext.Current.CancellationToken);
        Assert.Contains("is not what was generated", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    /// <summary>The files with their modes and times, without the processes, whose numbers a reload changes.</summary>
    private static string[] Files(string state) => [.. state.Split('\n').Where(line => line.Contains(".conf", StringComparison.Ordinal))];
}
