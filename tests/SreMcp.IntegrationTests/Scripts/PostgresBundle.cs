using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A bundle for a database of its own on the real server, written and ready to run.</summary>
internal sealed class PostgresBundle : IDisposable
{
    private readonly TemporaryFolder _workspace = new();
    private readonly PostgresServer _server;

    private PostgresBundle(PostgresServer server, string database) => (_server, Database) = (server, database);

    public string Database { get; }

    public string Folder { get; private set; } = "";

    /// <summary>What the scripts see of the machine.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <param name="seed">SQL that makes what the script is for.</param>
    public static async Task<PostgresBundle> CreateAsync(PostgresServer server, string seed)
    {
        PostgresBundle bundle = new(server, await server.CreateDatabaseAsync());
        await bundle.SqlAsync($"create table canary (alive bool); insert into canary values (true);\n{seed}");
        return bundle;
    }

    /// <param name="values">Parameters of the template beside host, database and login.</param>
    public async Task<PostgresBundle> WriteAsync(string template, Dictionary<string, TemplateValue> values, string environment = "development", string? serverId = null)
    {
        var where = await _server.EnvironmentAsync(Database);
        Dictionary<string, TemplateValue> given = new(values, StringComparer.Ordinal)
        {
            ["host"] = where["PGHOST"],
            ["database"] = Database,
            ["login"] = "postgres",
            ["server-id"] = serverId ?? await SqlAsync("select system_identifier from pg_control_system()"),
        };
        var inputs = new TemplateInputs();
        foreach (var (name, value) in given)
        {
            inputs.Add(name, value);
        }

        inputs.Add("target", $"test/{Database}");
        inputs.Add("environment", environment);
        inputs.Add("confirm", Database);
        var paths = new BundleWriter(_workspace.Path).Write(TemplateCatalog.Embedded.Find(template).Render(inputs));
        Folder = Path.GetDirectoryName(Path.Combine(_workspace.Path, paths[0]))!;
        return this;
    }

    public Task<ScriptRun> RunAsync(string script, params IReadOnlyList<string> options) =>
        ScriptRun.BashAsync(Variables, input: "", [Path.Combine(Folder, script), .. options]);

    /// <summary>Runs a script and asserts how it ends.</summary>
    public async Task<string> EndsAsync(int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} {string.Join(' ', options)} ended with {run.Exit}:\n{run.Output}");
        return run.Output;
    }

    /// <summary>What a query prints, asked by the superuser.</summary>
    public async Task<string> SqlAsync(string sql)
    {
        var file = _workspace.Write("query.sql", sql);
        var run = await _server.RunScriptAsync(Database, file);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run.Output.TrimEnd('\n');
    }

    /// <summary>Everything that a script could have changed: the schema and the rows, as a dump says it.</summary>
    /// <param name="database">Another database than that of the bundle.</param>
    public async Task<string> DumpAsync(string? database = null)
    {
        var where = await _server.EnvironmentAsync(database ?? Database);
        var dump = await ScriptRun.BashAsync(where, "", "-c", $"'{PostgresServer.Programs}/pg_dump' --no-password | grep -v -E '^\\\\(un)?restrict'; psql -XAtc 'select rolname, rolconfig from pg_roles where rolname !~ $$^pg_$$ order by 1'");
        Assert.True(dump.Exit == 0, dump.Output);
        return dump.Output;
    }

    public async Task AssertCanaryAsync()
    {
        Assert.Equal("1", await SqlAsync("select count(*) from canary where alive"));
        Assert.Empty(Directory.EnumerateFiles(Folder, "*canary*", SearchOption.AllDirectories));
    }

    public void Dispose() => _workspace.Dispose();
}
