using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The template postgresql_batched_delete against a real server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PostgresqlBatchedDeleteTests(PostgresServer server)
{
    private const string Events = """
        create table events (id bigint generated always as identity primary key, payload text not null, size int generated always as (length(payload)) stored, created_at timestamptz);
        insert into events (payload, created_at) select 'event ' || n, timestamptz '2024-01-01' + n * interval '1 day' from generate_series(1, 1000) n;
        insert into events (payload) values ('no time');
        """;

    private const string Sum = "select count(*), md5(string_agg(e::text, ',' order by id)) from events e";

    private static Dictionary<string, TemplateValue> Usual => new(StringComparer.Ordinal)
    {
        ["table"] = "public.events",
        ["age-column"] = "created_at",
        ["older-than"] = "2025-01-01",
        ["archive"] = "public.events_archive",
        ["batch-size"] = "100",
        ["pause"] = "0s",
        ["lock-timeout"] = "2s",
    };

    [Fact]
    public async Task A_dry_run_changes_nothing_the_run_moves_the_old_rows_and_the_rollback_brings_them_back()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Events);
        await bundle.WriteAsync("postgresql_batched_delete", Usual);
        var (dump, sum) = (await bundle.DumpAsync(), await bundle.SqlAsync(Sum));

        Assert.Contains("one batch of 100 rows went through", await bundle.EndsAsync(2, "run.sh", "--dry-run"), StringComparison.Ordinal);
        Assert.Equal(dump, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "verify.sh");
        Assert.Contains("365 of 365 rows", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal("636|365", await bundle.SqlAsync("select (select count(*) from events), (select count(*) from events_archive)"));
        await bundle.EndsAsync(0, "verify.sh");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(sum, await bundle.SqlAsync(Sum));
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
    }

    [Theory]
    [InlineData("before", 20)]
    [InlineData("after", 30)]
    public async Task A_run_that_was_killed_at_its_third_batch_can_be_run_again_or_taken_back(string when, int moved)
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Events);
        await bundle.WriteAsync("postgresql_batched_delete", new(Usual) { ["batch-size"] = "10" });
        var sum = await bundle.SqlAsync(Sum);

        await KilledAsync(bundle, when);
        Assert.Equal($"{1001 - moved}|{moved}", await bundle.SqlAsync("select (select count(*) from events), (select count(*) from events_archive)"));
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(sum, await bundle.SqlAsync(Sum));

        await KilledAsync(bundle, when);
        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal("636|365", await bundle.SqlAsync("select (select count(*) from events), (select count(*) from events_archive)"));
    }

    /// <summary>Runs with a psql that kills the script, itself included, at the third batch that is not rolled back.</summary>
    private static async Task KilledAsync(PostgresBundle bundle, string when)
    {
        const string Killer = """
            #!/usr/bin/env bash
            if [[ "$*" == *--single-transaction*/batch.sql ]]; then printf x >>"$COUNTED"; fi
            third() { [[ -f $COUNTED && $(<"$COUNTED") == xxx ]]; }
            if [[ $KILL_WHEN == before ]] && third; then kill -9 0; fi
            "$REAL_PSQL" "$@"
            code=$?
            if [[ $KILL_WHEN == after ]] && third; then kill -9 0; fi
            exit $code
            """;
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Write("psql", Killer), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var variables = new Dictionary<string, string>(bundle.Variables, StringComparer.Ordinal)
        {
            ["PATH"] = $"{folder.Path}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}",
            ["REAL_PSQL"] = Path.Combine(PostgresServer.Programs!, "psql"),
            ["COUNTED"] = Path.Combine(folder.Path, "counted"),
            ["KILL_WHEN"] = when,
        };

        var killed = await ScriptRun.BashAsync(variables, "", Path.Combine(bundle.Folder, "run.sh"), "--yes");

        Assert.NotEqual(0, killed.Exit);
    }

    [Fact]
    public async Task A_wrong_sum_takes_the_batch_back()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Events + """
            create table events_archive (like events);
            create function lose() returns trigger language plpgsql as 'begin if new.id = 42 then return null; end if; return new; end';
            create trigger lose before insert on events_archive for each row execute function lose();
            """);
        await bundle.WriteAsync("postgresql_batched_delete", Usual);
        var dump = await bundle.DumpAsync();

        Assert.Contains("100 rows left the table, 99 arrived in the archive", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(dump, await bundle.DumpAsync());
    }

    [Fact]
    public async Task Rows_that_would_go_along_a_future_day_and_an_archive_of_other_columns_are_refused()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Events + "create table notes (event bigint references events on delete cascade);");
        await bundle.WriteAsync("postgresql_batched_delete", Usual);
        Assert.Contains("rows of notes would be deleted", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.SqlAsync("drop table notes; create table events_archive (payload text, id bigint, size int, created_at timestamptz)");
        Assert.Contains("the archive has other columns", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.WriteAsync("postgresql_batched_delete", new(Usual) { ["older-than"] = "2999-01-01" });
        Assert.Contains("lies in the future", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal("1001", await bundle.SqlAsync("select count(*) from events"));
    }

    [Fact]
    public async Task Without_an_archive_it_says_that_only_a_backup_helps_and_the_maximum_ends_a_run()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Events);
        await bundle.WriteAsync("postgresql_batched_delete", new(Usual) { ["keep"] = "nothing", ["maximum"] = "200" });

        Assert.Contains("the maximum of one run is reached", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal("801", await bundle.SqlAsync("select count(*) from events"));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal("636", await bundle.SqlAsync("select count(*) from events"));
        Assert.Contains("only from a backup", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_stay_names()
    {
        foreach (var name in HostileValues.OneLine(400).Where(value => System.Text.Encoding.UTF8.GetByteCount(value) is > 4 and < 55 && !value.Contains('.', StringComparison.Ordinal)).Take(12))
        {
            string Quoted(string end) => $"\"{(name + end).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using var bundle = await PostgresBundle.CreateAsync(server, $"create table {Quoted("t")} ({Quoted("c")} timestamptz); insert into {Quoted("t")} values ('2020-01-01'), (now());");
            await bundle.WriteAsync("postgresql_batched_delete", new(Usual) { ["table"] = name + "t", ["archive"] = name + "a", ["age-column"] = name + "c" });

            await bundle.EndsAsync(2, "run.sh", "--dry-run");
            await bundle.EndsAsync(0, "run.sh", "--yes");
            Assert.Equal("1", await bundle.SqlAsync($"select count(*) from {Quoted("a")}"));
            await bundle.EndsAsync(0, "rollback.sh", "--yes");
            Assert.Equal("2", await bundle.SqlAsync($"select count(*) from {Quoted("t")}"));
            await bundle.AssertCanaryAsync();
        }
    }
}
