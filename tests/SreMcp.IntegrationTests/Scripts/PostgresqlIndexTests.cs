using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The template postgresql_index against a real server.</summary>
public sealed class PostgresqlIndexTests(PostgresServer server)
{
    private const string Orders = """
        create table orders (id int primary key, customer_id int, state text, created_at timestamptz);
        insert into orders select n, n % 7, case n % 3 when 0 then 'paid' else 'open' end, now() from generate_series(1, 1000) n;
        """;

    private static Dictionary<string, TemplateValue> Usual => new(StringComparer.Ordinal)
    {
        ["table"] = "public.orders",
        ["index"] = "orders_customer",
        ["columns"] = new TemplateValue.Many(["customer_id", "created_at"]),
        ["lock-timeout"] = "2s",
    };

    [Fact]
    public async Task A_dry_run_changes_nothing_the_run_builds_it_and_the_rollback_restores_the_schema()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_index", Usual);
        var before = await bundle.DumpAsync();

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(before, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "verify.sh");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Contains("(customer_id, created_at)", await bundle.SqlAsync("select indexdef from pg_indexes where indexname = 'orders_customer'"), StringComparison.Ordinal);
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--dry-run"), StringComparison.Ordinal);
        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await bundle.DumpAsync());
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
    }

    [Fact]
    public async Task A_unique_build_that_finds_duplicates_leaves_a_rest_that_a_rerun_and_the_rollback_clear_away()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_index", new(Usual) { ["unique"] = "true", ["columns"] = new TemplateValue.Many(["customer_id"]) });
        var before = await bundle.DumpAsync();
        const string Valid = "select indisvalid from pg_index where indexrelid = to_regclass('orders_customer')";

        await bundle.EndsAsync(1, "run.sh", "--yes");
        Assert.Equal("f", await bundle.SqlAsync(Valid));
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "run.sh", "--yes");
        await bundle.SqlAsync("update orders set customer_id = id");
        Assert.Contains("left invalid", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal("t", await bundle.SqlAsync(Valid));
    }

    [Fact]
    public async Task A_partial_index_with_stored_columns_is_what_was_asked_for()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_index", new(Usual) { ["include"] = new TemplateValue.Many(["state"]), ["where-column"] = "state", ["where-test"] = "equals", ["where-value"] = "it's paid" });

        await bundle.EndsAsync(0, "run.sh", "--yes");

        Assert.Contains("(customer_id, created_at) INCLUDE (state) WHERE (state = 'it''s paid'::text)", await bundle.SqlAsync("select indexdef from pg_indexes where indexname = 'orders_customer'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_server_another_index_of_that_name_and_an_edited_file_are_refused()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_index", Usual, serverId: "7301234567890123456");
        Assert.Contains("Wrong server", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.WriteAsync("postgresql_index", Usual);
        await bundle.SqlAsync("create index orders_customer on orders (state)");
        Assert.Contains("it is another one", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("it is another one", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        await bundle.SqlAsync("drop index orders_customer");

        await bundle.WriteAsync("postgresql_index", new(Usual) { ["columns"] = new TemplateValue.Many(["nowhere"]) });
        Assert.Contains("nowhere", await bundle.EndsAsync(1, "run.sh", "--dry-run"), StringComparison.Ordinal);

        await bundle.WriteAsync("postgresql_index", Usual);
        await File.AppendAllTextAsync(Path.Combine(bundle.Folder, "apply.sql"), "\n-- more\n", TestContext.Current.CancellationToken);
        Assert.Contains("is not what was generated", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_only_the_name_typed_at_a_terminal_gets_through()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Orders);
        await bundle.WriteAsync("postgresql_index", Usual, environment: "production");
        var script = Path.Combine(bundle.Folder, "run.sh");

        await bundle.EndsAsync(1, "run.sh", "--yes");
        Assert.Contains("there is no terminal", await bundle.EndsAsync(1, "run.sh"), StringComparison.Ordinal);
        Assert.Equal(1, (await ScriptRun.PersonAsync(bundle.Variables, "yes", script)).Exit);
        Assert.Equal("", await bundle.SqlAsync("select to_regclass('orders_customer')"));
        var run = await ScriptRun.PersonAsync(bundle.Variables, bundle.Database, script);
        Assert.True(run.Exit == 0, run.Output);
    }

    [Fact]
    public async Task Hostile_names_stay_names()
    {
        foreach (var name in HostileValues.OneLine(400).Where(value => System.Text.Encoding.UTF8.GetByteCount(value) is > 4 and < 55 && !value.Contains('.', StringComparison.Ordinal)).Take(12))
        {
            string Quoted(string end) => $"\"{(name + end).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using var bundle = await PostgresBundle.CreateAsync(server, $"create table {Quoted("t")} ({Quoted("c")} text);");
            await bundle.WriteAsync("postgresql_index", new(Usual) { ["table"] = name + "t", ["index"] = name + "i", ["columns"] = new TemplateValue.Many([name + "c"]), ["where-column"] = name + "c", ["where-test"] = "equals", ["where-value"] = name });

            await bundle.EndsAsync(2, "run.sh", "--dry-run");
            await bundle.EndsAsync(0, "run.sh", "--yes");
            await bundle.EndsAsync(0, "rollback.sh", "--yes");
            await bundle.AssertCanaryAsync();
        }
    }
}
