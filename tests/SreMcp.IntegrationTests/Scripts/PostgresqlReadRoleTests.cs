using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The template postgresql_read_role against a real server; roles belong to the server, so each test has names of its own.</summary>
public sealed class PostgresqlReadRoleTests(PostgresServer server)
{
    private const string Shop = """
        create schema reporting;
        create table orders (id serial primary key);
        create table reporting.sums (id int);
        insert into orders default values;
        """;

    private static Dictionary<string, TemplateValue> Usual(string role) => new(StringComparer.Ordinal)
    {
        ["role"] = role,
        ["schemas"] = new TemplateValue.Many(["public", "reporting"]),
        ["makers"] = new TemplateValue.Many(["postgres"]),
    };

    [Fact]
    public async Task The_role_reads_today_and_tomorrow_writes_nothing_and_goes_without_a_trace()
    {
        var role = $"reader_{Guid.NewGuid():N}";
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        await bundle.WriteAsync("postgresql_read_role", Usual(role));
        var before = await bundle.SqlAsync("select relname, relacl from pg_class where relkind in ('r', 'S') and relnamespace::regnamespace::text in ('public', 'reporting') order by 1");
        var dump = await bundle.DumpAsync();

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(dump, await bundle.DumpAsync());
        await bundle.EndsAsync(1, "verify.sh");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        await bundle.SqlAsync("create table tomorrow (id int)");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal("1", await bundle.SqlAsync($"set role {role}; select count(*) from orders"));
        await bundle.SqlAsync($"do $$begin set local role {role}; insert into orders default values; raise exception 'it writes'; exception when insufficient_privilege then null; end$$");
        await bundle.EndsAsync(0, "run.sh", "--yes");

        await bundle.SqlAsync($"grant insert on orders to {role}");
        Assert.Contains("it can write to orders", await bundle.EndsAsync(1, "verify.sh"), StringComparison.Ordinal);
        Assert.Contains("cannot be dropped", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal("1", await bundle.SqlAsync($"set role {role}; select count(*) from orders"));
        await bundle.SqlAsync($"revoke insert on orders from {role}; drop table tomorrow");

        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("0", await bundle.SqlAsync($"select count(*) from pg_roles where rolname = '{role}'"));
        Assert.DoesNotContain(role, await bundle.DumpAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(before);
    }

    [Fact]
    public async Task A_role_that_somebody_else_made_is_left_alone()
    {
        var role = $"reader_{Guid.NewGuid():N}";
        using var bundle = await PostgresBundle.CreateAsync(server, Shop + $"create role {role};");
        await bundle.WriteAsync("postgresql_read_role", Usual(role));

        Assert.Contains("it was not made by this template", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("it was not made by this template", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        await bundle.SqlAsync($"drop role {role}");
    }

    [Fact]
    public async Task A_schema_that_is_not_there_stops_the_rehearsal()
    {
        using var bundle = await PostgresBundle.CreateAsync(server, Shop);
        await bundle.WriteAsync("postgresql_read_role", new(Usual($"reader_{Guid.NewGuid():N}")) { ["schemas"] = new TemplateValue.Many(["public", "nowhere"]) });

        Assert.Contains("nowhere", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_names_stay_names()
    {
        foreach (var name in HostileValues.OneLine(400).Where(value => System.Text.Encoding.UTF8.GetByteCount(value) is > 4 and < 55).Take(12))
        {
            string Quoted(string end) => $"\"{(name + end).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
            using var bundle = await PostgresBundle.CreateAsync(server, $"create schema {Quoted("s")}; create table {Quoted("s")}.x (id int);");
            await bundle.WriteAsync("postgresql_read_role", new(Usual(name + "r")) { ["schemas"] = new TemplateValue.Many([name + "s"]) });

            await bundle.EndsAsync(2, "run.sh", "--dry-run");
            await bundle.EndsAsync(0, "run.sh", "--yes");
            await bundle.EndsAsync(0, "rollback.sh", "--yes");
            await bundle.AssertCanaryAsync();
        }
    }
}
