using System.Diagnostics;
using System.Globalization;
using SreMcp.IntegrationTests.Testbed;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// One real PostgreSQL of a test run, started when first asked for: superuser <c>postgres</c>, on a unix socket in a folder of its own and
/// on no port. It ends with this process, however that ends. Take it as a constructor parameter, and a database of your own.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lazy<Task<string>> _folder;
    private readonly TemporaryFolder _home = new();
    private Process? _server;
    private int _databases;

    public PostgresServer() => _folder = new(StartAsync);

    /// <summary>Programs of PostgreSQL, the newest version of Debian's; null where none is installed.</summary>
    public static string? Programs { get; } = FindPrograms();

    /// <summary>Makes an empty database in UTF-8 and returns its name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        var made = await PsqlAsync("postgres", "-c", $"create database {name}");
        return made.ExitCode == 0 ? name : throw new InvalidOperationException(made.Errors);
    }

    /// <summary>Runs a script as a person would, with <c>psql -f</c>: it stops at the first error. Output is one unaligned row a line.</summary>
    public Task<PsqlRun> RunScriptAsync(string database, string file, params IReadOnlyList<string> arguments) =>
        PsqlAsync(database, [.. arguments, "--no-align", "--tuples-only", "--quiet", "--file", file]);

    /// <summary>psql as the superuser, without anybody's <c>.psqlrc</c>.</summary>
    public async Task<PsqlRun> PsqlAsync(string database, params IReadOnlyList<string> arguments)
    {
        var environment = await EnvironmentAsync(database);
        return await RunAsync(Path.Combine(Programs!, "psql"), ["--no-psqlrc", "--set", "ON_ERROR_STOP=1", .. arguments], environment);
    }

    /// <summary>What a script needs in its environment to reach the server with psql and no arguments (PGHOST, PGUSER, PGDATABASE).</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string database)
    {
        Assert.SkipWhen(Programs is null, "PostgreSQL is not installed (Debian package postgresql).");
        return new Dictionary<string, string>(StringComparer.Ordinal) { ["PGHOST"] = await _folder.Value, ["PGUSER"] = "postgres", ["PGDATABASE"] = database };
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.StandardInput.Close();
            await _server.WaitForExitAsync(CancellationToken.None);
            _server.Dispose();
        }

        _home.Dispose();
    }

    private async Task<string> StartAsync()
    {
        var folder = _home.Path;
        await MustRunAsync("chown", [Owner, folder]);
        var data = Path.Combine(folder, "data");
        await MustRunAsync(AsOwner[0], [.. AsOwner[1..], Path.Combine(Programs!, "initdb"), "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]);

        // The shell stops the server when its input ends, which it does when this process is gone, killed or not.
        const string UntilInputEnds = "\"$@\" & read -r; kill -INT $!; wait $!";
        ProcessStartInfo start = new(AsOwner[0], [.. AsOwner[1..], "bash", "-c", UntilInputEnds, "postgres", Path.Combine(Programs!, "postgres"), "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "log_destination=stderr"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        _server = Process.Start(start)!;
        var log = new Queue<string>();
        _server.ErrorDataReceived += (_, line) => Keep(log, line.Data);
        _server.BeginErrorReadLine();
        await ListensAsync(folder, log);
        return folder;
    }

    private static void Keep(Queue<string> log, string? line)
    {
        lock (log)
        {
            log.Enqueue(line ?? "");
            _ = log.Count > 20 ? log.Dequeue() : null;
        }
    }

    private async Task ListensAsync(string folder, Queue<string> log)
    {
        var since = Stopwatch.GetTimestamp();
        while ((await RunAsync(Path.Combine(Programs!, "pg_isready"), ["--quiet", "--host", folder], null)).ExitCode != 0)
        {
            if (_server!.HasExited || Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new InvalidOperationException($"PostgreSQL did not start:\n{string.Join('\n', log)}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] AsOwner => System.Environment.IsPrivilegedProcess ? ["runuser", "-u", Owner, "--"] : ["env", "--"];

    private static string Owner =>
        !System.Environment.IsPrivilegedProcess ? System.Environment.UserName
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres"
        : "nobody";

    private static string? FindPrograms()
    {
        const string Versions = "/usr/lib/postgresql";
        return Directory.Exists(Versions)
            ? Directory.EnumerateDirectories(Versions)
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
                .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "postgres")))
            : null;
    }

    private static async Task MustRunAsync(string program, IReadOnlyList<string> arguments)
    {
        var run = await RunAsync(program, arguments, null);
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {run.ExitCode}: {run.Errors}{run.Output}");
        }
    }

    private static async Task<PsqlRun> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return new(process.ExitCode, await output, await errors);
    }
}
