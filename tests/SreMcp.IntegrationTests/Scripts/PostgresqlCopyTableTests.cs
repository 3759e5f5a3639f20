using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The template postgresql_copy_table against a real server.</summary>
public sealed class PostgresqlCopyTableTests(PostgresServer server)
{
    private const string Tables = """
        create table source (id int, cust int, amount numeric);
        insert into source select n, n % 7, n / 3.0 from generate_series(1, 1000) n;
        create table target (id bigserial primary key, customer_id bigint, amount numeric);
        create table payments (order_id int);
        insert into payments values (5), (null);
        """;

    private static Dictionary<string, TemplateValue> Usual => new(StringComparer.Ordinal)
    {
        ["source"] = "public.source",
        ["target-table"] = "public.target",
        ["columns"] = new TemplateValue.Table([Pair("id", "id"), Pair("cust", "customer_id"), Pair("amount", "amount")]),
        ["references"] = new TemplateValue.Table([new Dictionary<string, string>(StringComparer.Ordinal) { ["table"] = "public.payments", ["column"] = "order_id", ["to"] = "id" }]),
        ["lock-timeout"] = "2s",
    };

    private static Dictionary<string, string> Pair(string from, string to) => new(StringComparer.Ordinal) { ["from"] = from, ["to"] = to };

    [Fact]
    public async Task A_dry_run_changes_nothing_the_run_copies_every_value_and_the_rollback_empties_the_target()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Tables);
        await bundle.WriteAsync("postgresql_copy_table", Usual);
        var before = await bundle.DumpAsync();

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(before, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "verify.sh");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal("0", await bundle.SqlAsync("select count(*) from (select * from source except select * from target) x"));
        Assert.Equal("1001", await bundle.SqlAsync("insert into target (amount) values (1) returning id"));
        Assert.Contains("they are not those of the source", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("the source has 1000 rows, the target 1001", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        await bundle.SqlAsync("delete from target where id = 1001");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("0", await bundle.SqlAsync("select count(*) from target"));
    }

    [Theory]
    [InlineData("alter table target alter column amount type numeric(10,2)", "but other values")]
    [InlineData("create function lose() returns trigger language plpgsql as 'begin if new.id = 42 then return null; end if; return new; end'; create trigger lose before insert on target for each row execute function lose()", "the source has 1000 rows, the target 999")]
    [InlineData("insert into payments values (5000)", "1 rows of public.payments point to rows that the target does not have")]
    [InlineData("insert into source values (1, 1, 1)", "duplicate key value")]
    public async Task A_copy_that_is_not_one_never_appears(string trouble, string why)
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Tables + trouble);
        await bundle.WriteAsync("postgresql_copy_table", Usual);

        Assert.Contains(why, await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        Assert.Equal("0", await bundle.SqlAsync("select count(*) from target"));
    }

    [Fact]
    public async Task Hostile_names_stay_names()
    {
        foreach (var name in HostileValues.OneLine(400).Where(value => System.Text.Encoding.UTF8.GetByteCount(value) is > 4 and < 55 && !value.Contains('.', StringComparison.Ordinal)).Take(8))
        {
            string Quoted(string end) => $"\"{(name + end).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using var bundle = await PostgresBundle.CreateAsync(server, $"create table {Quoted("s")} ({Quoted("c")} int); insert into {Quoted("s")} values (1); create table {Quoted("t")} ({Quoted("d")} int);");
            var values = Usual;
            values.Remove("references");
            await bundle.WriteAsync("postgresql_copy_table", new(values) { ["source"] = name + "s", ["target-table"] = name + "t", ["columns"] = new TemplateValue.Table([Pair(name + "c", name + "d")]) });

            await bundle.EndsAsync(2, "run.sh", "--dry-run");
            await bundle.EndsAsync(0, "run.sh", "--yes");
            await bundle.EndsAsync(0, "rollback.sh", "--yes");
            await bundle.AssertCanaryAsync();
        }
    }
}
