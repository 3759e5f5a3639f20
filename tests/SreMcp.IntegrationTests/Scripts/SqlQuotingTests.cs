using System.Text;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.UnitTests.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A real PostgreSQL reads what psql sends it, under settings that change how text is read.</summary>
public sealed class SqlQuotingTests(PostgresServer server) : IDisposable
{

    private static readonly IReadOnlyList<string> s_values = HostileValues.Any(1000);

    private static readonly string[] s_names = [.. HostileValues.Any(3000).Where(value => Encoding.UTF8.GetByteCount(value) is > 0 and <= 63).Distinct(StringComparer.Ordinal).Take(1000)];

    private readonly TemporaryFolder _home = new();

    public static TheoryData<string, string> Settings => new()
    {
        { "on", "UTF8" },
        { "off", "UTF8" },
        { "on", "SJIS" },
        { "off", "LATIN1" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_literal_is_every_hostile_value(string conforming, string encoding)
    {
        var script = string.Concat(s_values.Select(value => $"select {Hex(SqlLiteral.Quote(value))};\n"));

        Assert.Equal(s_values, await ValuesAsync(conforming, encoding, script));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_literal_in_a_body_is_every_hostile_value_and_ends_no_body(string conforming, string encoding)
    {
        var inserts = string.Concat(s_values.Select((value, index) => $"  insert into got values ({index}, {SqlLiteral.InBody(value)});\n"));
        var script = $"create table got (n int, v text);\ndo $sre$\nbegin\n{inserts}end\n$sre$;\ndo $$begin perform {SqlLiteral.InBody("$$")}; end$$;\nselect {Hex("v")} from got order by n;\n";

        Assert.Equal(s_values, await ValuesAsync(conforming, encoding, script));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task An_identifier_is_every_hostile_name(string conforming, string encoding)
    {
        var tables = string.Concat(s_names.Select(name => $"create table names.{SqlIdentifier.Quote(name)} (x int);\ncomment on table names.{SqlIdentifier.Quote(name)} is 'found';\n"));
        var script = $"create schema names;\n{tables}select {Hex("relname::text")} from pg_class where relkind = 'r' and relnamespace = 'names'::regnamespace and obj_description(oid) = 'found' order by oid;\n";

        Assert.Equal(s_names, await ValuesAsync(conforming, encoding, script));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task An_identifier_in_a_body_is_every_hostile_name_and_ends_no_body(string conforming, string encoding)
    {
        var tables = string.Concat(s_names.Select(name => $"  create table names.{SqlIdentifier.InBody(name)} (x int);\n"));
        var script = $"create schema names;\ndo $sre$\nbegin\n{tables}end\n$sre$;\nselect {Hex("relname::text")} from pg_class where relkind = 'r' and relnamespace = 'names'::regnamespace order by oid;\n";

        Assert.Equal(s_names, await ValuesAsync(conforming, encoding, script));
    }

    [Fact]
    public void Nothing_for_a_body_holds_a_dollar_sign()
    {
        Assert.All(s_values, value => Assert.DoesNotContain('$', SqlLiteral.InBody(value)));
        Assert.All(s_names, name => Assert.DoesNotContain('$', SqlIdentifier.InBody(name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("日本日本日本日本日本日本日本日本日本日本日本")]
    public void A_name_that_PostgreSQL_would_cut_is_refused(string name)
    {
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => SqlIdentifier.Quote(name)).Code.Code);
        Assert.Equal("SRE0605", Assert.Throws<SreException>(() => SqlIdentifier.InBody(name)).Code.Code);
    }

    [Theory]
    [InlineData("web", "'web'", "\"web\"")]
    [InlineData("it's", "'it''s'", "\"it's\"")]
    [InlineData(@"a\b", @"E'a\\b'", @"""a\b""")]
    [InlineData("cost in $", "'cost in $'", "\"cost in $\"")]
    [InlineData("é", @"E'\u00e9'", @"U&""\00e9""")]
    public void Plain_text_stays_readable(string value, string literal, string identifier)
    {
        Assert.Equal(literal, SqlLiteral.Quote(value));
        Assert.Equal(identifier, SqlIdentifier.Quote(value));
    }

    public void Dispose() => _home.Dispose();

    private static string Hex(string expression) => $"encode(convert_to({expression}, 'UTF8'), 'hex')";

    /// <summary>What a script prints as hexadecimal, one value a line; the canary table must survive, and no command of psql may have run.</summary>
    private async Task<string[]> ValuesAsync(string conforming, string encoding, string script)
    {
        var database = await server.CreateDatabaseAsync();
        var canary = Path.Combine(_home.Path, "canary");
        var file = _home.Write("values.sql", $"""
            set standard_conforming_strings = {conforming};
            set client_encoding = {encoding};
            create table canary (alive bool);
            insert into canary values (true);
            \cd {_home.Path}
            {script}select count(*) from canary where alive;

            """);

        var run = await server.RunScriptAsync(database, file, "--set", "x='; drop table canary; --");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Empty(run.Errors);
        Assert.Equal("1", run.Rows[^1]);
        Assert.False(File.Exists(canary));
        return [.. run.Rows.SkipLast(1).Select(row => Encoding.UTF8.GetString(Convert.FromHexString(row)))];
    }
}
