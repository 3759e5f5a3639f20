using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The template postgresql_migration against a real server.</summary>
public sealed class PostgresqlMigrationTests(PostgresServer server)
{
    private const string Orders = """
        create table orders (id int, customer int, state text, legacy text not null, code varchar(10), n int not null default 1);
        insert into orders select n, n, 'open', 'l', 'c', n from generate_series(1, 100) n;
        """;

    private static Dictionary<string, TemplateValue> Of(params IReadOnlyDictionary<string, string>[] changes) => new(StringComparer.Ordinal)
    {
        ["table"] = "public.orders",
        ["edits"] = new TemplateValue.Table(changes),
        ["lock-timeout"] = "2s",
    };

    private static Dictionary<string, string> Row(string name, string change, params (string Name, string Value)[] more)
    {
        Dictionary<string, string> row = new(StringComparer.Ordinal) { ["name"] = name, ["change"] = change };
        foreach (var (key, value) in more)
        {
            row[key] = value;
        }

        return row;
    }

    private static Dictionary<string, TemplateValue> Usual => Of(
        Row("channel", "add", ("type", "text"), ("default", "it's web"), ("not-null", "true")),
        Row("customer", "set-not-null"),
        Row("state", "rename", ("to", "status")),
        Row("legacy", "retire", ("to", "legacy_unused"), ("not-null", "true")),
        Row("code", "retype", ("type", "character varying(20)"), ("type-before", "character varying(10)")),
        Row("n", "set-default", ("default", "7"), ("default-before", "1")));

    [Fact]
    public async Task A_dry_run_changes_nothing_the_run_changes_the_columns_and_the_rollback_restores_them_byte_for_byte()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_migration", Usual);
        var before = await bundle.DumpAsync();
        var place = await bundle.SqlAsync("select pg_relation_filenode('orders')");

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(before, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "verify.sh");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal(place, await bundle.SqlAsync("select pg_relation_filenode('orders')"));
        Assert.Equal("100|it's web", await bundle.SqlAsync("select count(status), max(channel) from orders"));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await bundle.DumpAsync());
    }

    [Fact]
    public async Task A_null_that_is_found_late_leaves_a_half_that_a_rerun_finishes_and_the_rollback_takes_back()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders + "update orders set customer = null where id = 42;");
        await bundle.WriteAsync("postgresql_migration", Usual);
        var before = await bundle.DumpAsync();

        Assert.Contains("violated by some row", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "run.sh", "--yes");
        await bundle.SqlAsync("update orders set customer = 1 where id = 42");
        Assert.Contains("what is left is the check", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "verify.sh");
    }

    [Fact]
    public async Task A_change_of_type_that_rewrites_the_table_and_a_half_that_somebody_else_made_are_refused()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_migration", Of(Row("id", "retype", ("type", "bigint"), ("type-before", "integer"))));
        var before = await bundle.DumpAsync();
        Assert.Contains("rewrites the table", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(before, await bundle.DumpAsync());

        await bundle.WriteAsync("postgresql_migration", Usual);
        await bundle.SqlAsync("alter table orders add column channel text");
        Assert.Contains("some of the changes are there", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_and_defaults_stay_what_they_are()
    {
        foreach (var name in HostileValues.OneLine(400).Where(value => System.Text.Encoding.UTF8.GetByteCount(value) is > 4 and < 55 && !value.Contains('.', StringComparison.Ordinal)).Take(12))
        {
            string Quoted(string end) => $"\"{(name + end).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using var bundle = await PostgresBundle.CreateAsync(server, $"create table {Quoted("t")} ({Quoted("c")} text, {Quoted("o")} text); insert into {Quoted("t")} values ('x', 'y');");
            await bundle.WriteAsync("postgresql_migration", new(Of(
                Row(name + "c", "set-not-null"),
                Row(name + "o", "rename", ("to", name + "n")),
                Row(name + "a", "add", ("type", "text"), ("default", name)))) { ["table"] = name + "t" });

            await bundle.EndsAsync(2, "run.sh", "--dry-run");
            await bundle.EndsAsync(0, "run.sh", "--yes");
            Assert.Equal(Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(name)), await bundle.SqlAsync($"select encode(convert_to({Quoted("a")}, 'UTF8'), 'hex') from {Quoted("t")}"));
            await bundle.EndsAsync(0, "rollback.sh", "--yes");
            await bundle.AssertCanaryAsync();
        }
    }
}
