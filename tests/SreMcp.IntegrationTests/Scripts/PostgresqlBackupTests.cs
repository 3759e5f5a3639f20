using System.Diagnostics;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The templates postgresql_backup and postgresql_restore against a real server.</summary>
public sealed class PostgresqlBackupTests(PostgresServer server) : IDisposable
{
    private const string Shop = """
        create type state as enum ('open', 'paid');
        create schema sales;
        create table customers (id int primary key, name text);
        insert into customers select n, 'customer ' || n from generate_series(1, 100) n;
        create table sales.orders (id bigint generated always as identity primary key, customer int references customers, amount numeric, state state, at timestamptz default now());
        insert into sales.orders (customer, amount, state) select n % 100 + 1, n / 3.0, case n % 2 when 0 then 'paid' else 'open' end::state from generate_series(1, 5000) n;
        create materialized view totals as select customer, sum(amount) from sales.orders group by customer;
        """;

    private readonly TemporaryFolder _store = new();

    private Dictionary<string, TemplateValue> Backup(string scratch) => new(StringComparer.Ordinal) { ["folder"] = _store.Path, ["backup"] = "nightly", ["scratch-database"] = scratch };

    private Dictionary<string, TemplateValue> Restore(string database) => new(StringComparer.Ordinal) { ["folder"] = _store.Path, ["backup"] = "nightly", ["new-database"] = database };

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task A_dry_run_writes_nothing_the_run_proves_the_backup_and_the_rollback_deletes_it(string jobs)
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        var scratch = $"{bundle.Database}_check";
        await bundle.WriteAsync("postgresql_backup", new(Backup(scratch)) { ["jobs"] = jobs });
        var before = await bundle.DumpAsync();

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Path));
        await bundle.EndsAsync(1, "verify.sh");
        Assert.Contains("lines of counts and checksums are those of the backup", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal(before, await bundle.DumpAsync());
        Assert.Equal("0", await DatabasesAsync(bundle, scratch));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--dry-run"), StringComparison.Ordinal);
        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Path));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_backed_up_comes_back_row_by_row_and_the_rollback_drops_only_what_nobody_wrote_to()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        var restored = $"{bundle.Database}_restored";
        await bundle.WriteAsync("postgresql_backup", Backup($"{bundle.Database}_check"));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        var before = await bundle.DumpAsync();
        await bundle.SqlAsync("truncate sales.orders");
        await bundle.WriteAsync("postgresql_restore", Restore(restored));

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal("0", await DatabasesAsync(bundle, restored));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal(before, await bundle.DumpAsync(restored));
        Assert.Equal("0", await bundle.SqlAsync("select count(*) from sales.orders"));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await SqlAsync(restored, "update customers set name = 'somebody' where id = 7");
        await bundle.EndsAsync(1, "verify.sh");
        Assert.Contains("does not hold what was backed up", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        await SqlAsync(restored, "update customers set name = 'customer 7' where id = 7");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("0", await DatabasesAsync(bundle, restored));
    }

    [Fact]
    public async Task Switching_gives_the_restored_database_the_name_that_applications_use()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        await bundle.WriteAsync("postgresql_backup", Backup($"{bundle.Database}_check"));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.SqlAsync("truncate sales.orders");
        await bundle.WriteAsync("postgresql_restore", new(Restore($"{bundle.Database}_new")) { ["live-name"] = bundle.Database, ["former-name"] = $"{bundle.Database}_former" });
        await bundle.EndsAsync(0, "run.sh", "--yes");

        var switched = await server.RunScriptAsync("postgres", Path.Combine(bundle.Folder, "switch.sql"), "--single-transaction");

        Assert.True(switched.ExitCode == 0, switched.Errors);
        Assert.Equal("5000", await bundle.SqlAsync("select count(*) from sales.orders"));
        Assert.Equal("0", await SqlAsync($"{bundle.Database}_former", "select count(*) from sales.orders"));
    }

    [Fact]
    public async Task Chosen_tables_come_with_the_whole_schema_and_without_the_rows_of_others()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        var restored = $"{bundle.Database}_restored";
        await bundle.WriteAsync("postgresql_backup", new(Backup($"{bundle.Database}_check")) { ["tables"] = new TemplateValue.Many(["sales.orders"]) });
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.WriteAsync("postgresql_restore", Restore(restored));

        await bundle.EndsAsync(0, "run.sh", "--yes");

        Assert.Equal("5000|0", await SqlAsync(restored, "select (select count(*) from sales.orders), (select count(*) from customers)"));
        Assert.Equal("5001", await SqlAsync(restored, "insert into sales.orders (customer) values (1) returning id"));
        await bundle.WriteAsync("postgresql_backup", new(Backup($"{bundle.Database}_check")) { ["backup"] = "other", ["tables"] = new TemplateValue.Many(["sales.nothing"]) });
        Assert.Contains("Only 0 of the 1 chosen tables", await bundle.EndsAsync(1, "run.sh", "--dry-run"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_change_during_the_dump_are_no_difference_and_a_lost_row_is_one()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop + "create table busy (n int); insert into busy select generate_series(1, 300000);");
        await bundle.WriteAsync("postgresql_backup", Backup($"{bundle.Database}_check"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await SqlAsync(bundle.Database, "insert into sales.orders (customer) select 1 from generate_series(1, 50)");
            }
        }, TestContext.Current.CancellationToken);

        await bundle.EndsAsync(0, "run.sh", "--yes");
        await stop.CancelAsync();
        await writer;
        Assert.NotEqual("5000", await bundle.SqlAsync("select count(*) from sales.orders"));

        // One of the counts says another number than the dump holds.
        var contents = Path.Combine(_store.Path, "nightly", "contents.jsonl");
        var text = await File.ReadAllTextAsync(contents, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(contents, text.Replace("\"rows\" : 100,", "\"rows\" : 101,", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("is damaged", await bundle.EndsAsync(1, "verify.sh"), StringComparison.Ordinal);
        Assert.Contains("is damaged", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        var sum = (await ScriptRun.BashAsync(bundle.Variables, "", "-c", $"cd '{_store.Path}/nightly' && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | while read -r f; do sha256sum \"$f\"; done >../sums && mv ../sums SHA256SUMS")).Exit;
        Assert.Equal(0, sum);
        await bundle.WriteAsync("postgresql_restore", Restore($"{bundle.Database}_restored"));
        Assert.Contains("does not hold what was backed up", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        await bundle.EndsAsync(1, "verify.sh");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
    }

    [Fact]
    public async Task A_run_that_was_killed_goes_on_and_what_it_left_can_be_taken_away()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop + "create table busy as select n, repeat(md5(n::text), 20) as t from generate_series(1, 100000) n;");
        var scratch = $"{bundle.Database}_check";
        await bundle.WriteAsync("postgresql_backup", Backup(scratch));

        // Each leaves at another place: while it dumps, and when the scratch database is there.
        foreach (var reached in new Func<Task<bool>>[] { () => Task.FromResult(File.Exists(Path.Combine(_store.Path, "nightly.partial", "database.dump"))), async () => await DatabasesAsync(bundle, scratch) is "1" })
        {
            await KilledAsync(bundle, reached);
            Assert.False(Directory.Exists(Path.Combine(_store.Path, "nightly")));
        }

        await UnusedAsync(bundle, scratch);
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        await KilledAsync(bundle, async () => await DatabasesAsync(bundle, scratch) is "1");
        await UnusedAsync(bundle, scratch);
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_store.Path));
        Assert.Equal("0", await DatabasesAsync(bundle, scratch));
    }

    [Fact]
    public async Task Another_server_and_what_others_made_are_left_alone()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        var scratch = await server.CreateDatabaseAsync();
        await bundle.WriteAsync("postgresql_backup", Backup(scratch), serverId: "7301234567890123456");
        Assert.Contains("Wrong server", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.WriteAsync("postgresql_backup", Backup(scratch));
        Assert.Contains("this bundle did not make it", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("this bundle did not make it", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        await bundle.WriteAsync("postgresql_backup", new(Backup($"{bundle.Database}_check")) { ["scratch-host"] = (await server.EnvironmentAsync("postgres"))["PGHOST"], ["scratch-server-id"] = "7301234567890123456" });
        Assert.Contains("Wrong server for the scratch database", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.WriteAsync("postgresql_backup", Backup($"{bundle.Database}_check"));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.WriteAsync("postgresql_restore", Restore(scratch));
        Assert.Contains("this bundle did not make it", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("not the one that this bundle made", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        await bundle.WriteAsync("postgresql_backup", Backup($"{bundle.Database}_again"));
        Assert.Contains("this bundle did not make it", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_store.Path, "nightly", "database.dump")));
    }

    [Fact]
    public async Task Hostile_names_stay_names()
    {
        foreach (var name in HostileValues.OneLine(400).Where(value => System.Text.Encoding.UTF8.GetByteCount(value) is > 4 and < 55 && !value.Contains('.', StringComparison.Ordinal)).Take(6))
        {
            string Quoted(string end) => $"\"{(name + end).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using var bundle = await PostgresBundle.CreateAsync(server, $"create table {Quoted("t")} ({Quoted("c")} text); insert into {Quoted("t")} values ('x');");
            await bundle.WriteAsync("postgresql_backup", new(Backup(name + "s")) { ["tables"] = new TemplateValue.Many([name + "t"]) });
            await bundle.EndsAsync(0, "run.sh", "--yes");
            var backup = bundle.Folder;
            await bundle.WriteAsync("postgresql_restore", new(Restore(name + "n")) { ["live-name"] = name + "l", ["former-name"] = name + "f" });
            await bundle.EndsAsync(0, "run.sh", "--yes");
            await bundle.EndsAsync(0, "rollback.sh", "--yes");
            await bundle.AssertCanaryAsync();
            Directory.Delete(Path.Combine(_store.Path, "nightly"), recursive: true);
            Assert.Empty(Directory.EnumerateFiles(backup, "*canary*", SearchOption.AllDirectories));
        }
    }

    public void Dispose() => _store.Dispose();

    private static Task<string> DatabasesAsync(PostgresBundle bundle, string name) => bundle.SqlAsync($"select count(*) from pg_database where datname = '{name}'");

    /// <summary>What a query prints in another database than that of the bundle.</summary>
    private async Task<string> SqlAsync(string database, string sql)
    {
        var run = await server.PsqlAsync(database, "--no-align", "--tuples-only", "--quiet", "-c", sql);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.TrimEnd('\n');
    }

    /// <summary>Starts run.sh, and kills it with all it started as soon as it got that far.</summary>
    private static async Task KilledAsync(PostgresBundle bundle, Func<Task<bool>> reached)
    {
        using var run = Process.Start(new ProcessStartInfo("bash", [Path.Combine(bundle.Folder, "run.sh"), "--yes"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (!await reached())
        {
            Assert.False(run.HasExited, run.HasExited ? await output + await errors : "");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        run.Kill(entireProcessTree: true);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The server needs a moment to notice that a client is gone.</summary>
    private static async Task UnusedAsync(PostgresBundle bundle, string database)
    {
        while (await bundle.SqlAsync($"select count(*) from pg_stat_activity where datname = '{database}'") is not "0")
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
