using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary><c>sre-mcp init</c> as a person and as a pipe meets it: files of real clients, in a home and a project of their own.</summary>
public sealed class InitTests : IDisposable
{
    private const string Existing = "{\n  // ours\n  \"servers\": {\n    \"db\": { \"command\": \"npx\", \"env\": { \"DB_PASSWORD\": \"" + PlantedSecrets.DatabasePassword + "\", \"X\": \"" + PlantedSecrets.ConfigMapPassword + "\" } }, // keep\n  },\n}\n";

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Refuses_to_guess_when_no_client_is_in_use()
    {
        var run = await CommandRun.OfAsync(_home, "init");

        Assert.Equal((1, true), (run.ExitCode, run.Errors.Contains("SRE0807", StringComparison.Ordinal)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Workspace));
    }

    [Fact]
    public async Task Writes_only_with_yes_or_a_person_and_then_has_nothing_left_to_do()
    {
        string[] clients = ["init", "--client", "claude-code", "cursor", "--client", "vscode", "--client", "codex,gemini"];
        foreach (var more in new[] { Array.Empty<string>(), ["--dry-run"], ["--dry-run", "--yes"] })
        {
            var shown = await CommandRun.OfAsync(new ServerSetup(_home) { Arguments = [.. clients, .. more] }, "y");
            Assert.Equal(more.Length > 0 ? 0 : 1, shown.ExitCode);
            Assert.Equal(more.Length == 0, shown.Errors.Contains("SRE0802", StringComparison.Ordinal));
            Assert.Contains("+++ ~/.codex/config.toml", shown.Output, StringComparison.Ordinal);
            Assert.Contains("+[mcp_servers.sre]", shown.Output, StringComparison.Ordinal);
            Assert.Empty(Files());
        }

        var written = await CommandRun.OfAsync(_home, [.. clients, "--yes"]);
        Assert.Equal(0, written.ExitCode);
        var files = Files();
        Assert.Equal(5, files.Count);
        foreach (var (path, text) in files)
        {
            Assert.Contains(SreMcpExecutable.Path, text, StringComparison.Ordinal);
            Assert.DoesNotMatch("(?i)trust|allow|approv", text);
            Assert.DoesNotContain("sre-mcp-", Path.GetFileName(path), StringComparison.Ordinal);
        }

        var again = await CommandRun.OfAsync(_home, clients);
        Assert.Equal((0, ""), (again.ExitCode, again.Errors));
        Assert.EndsWith("Nothing to do.", again.Output, StringComparison.Ordinal);
        Assert.Equal(files, Files());
    }

    [Fact]
    public async Task What_it_writes_starts_a_server_that_answers()
    {
        Assert.Equal(0, (await CommandRun.OfAsync(_home, "init", "--client", "claude-code", "--yes")).ExitCode);
        var entry = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_home.Workspace, ".mcp.json"), TestContext.Current.CancellationToken))!["mcpServers"]!["sre"]!;
        await using var server = ServerProcess.Start(new(_home) { Executable = (string)entry["command"]!, Arguments = [.. entry["args"]!.AsArray().Select(argument => (string)argument!)] });
        var client = await server.ConnectAsync(cancel: TestContext.Current.CancellationToken);

        Assert.NotEmpty(await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Keeps_what_is_there_and_shows_no_secret_of_other_servers()
    {
        _home.WriteWorkspace(".vscode/mcp.json", Existing);
        Directory.CreateDirectory(Path.Combine(_home.Path, ".codex"));
        var codex = Path.Combine(_home.Path, ".codex", "config.toml");
        var toml = $"model = \"x\" # mine\n[mcp_servers.db]\ncommand = \"npx\"\nargs = [\"--key\", '{PlantedSecrets.ApiKey}']\nenv = {{ A = \"{PlantedSecrets.EnvironmentToken}\" }}\nhttp_headers = {{ Authorization = 'Bearer {PlantedSecrets.LogLine}' }}";
        await File.WriteAllTextAsync(codex, toml, TestContext.Current.CancellationToken);

        // CommandRun itself looks for every planted secret in what was printed.
        Assert.Equal(1, (await CommandRun.OfAsync(_home, "init")).ExitCode);
        var written = await CommandRun.OfAsync(_home, "init", "--yes");

        Assert.Equal(0, written.ExitCode);
        Assert.Contains("[redacted", written.Output, StringComparison.Ordinal);
        var vscode = await File.ReadAllTextAsync(Path.Combine(_home.Workspace, ".vscode", "mcp.json"), TestContext.Current.CancellationToken);
        var kept = Existing.Split("// keep\n");
        Assert.StartsWith(kept[0] + "// keep\n", vscode, StringComparison.Ordinal);
        Assert.EndsWith(kept[1], vscode, StringComparison.Ordinal);
        Assert.StartsWith(toml, await File.ReadAllTextAsync(codex, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_home.Workspace, ".mcp.json")));
    }

    [Fact]
    public async Task Writes_nothing_at_all_when_one_file_is_malformed()
    {
        _home.WriteWorkspace(".cursor/mcp.json", $"{{\n\"mcpServers\": {{ \"x\": {{ \"env\": {{ \"T\": \"{PlantedSecrets.EnvironmentToken}\" }} }}\n");
        _home.WriteWorkspace(".vscode/mcp.json", Existing);
        var before = Files();
        var run = await CommandRun.OfAsync(_home, "init", "--yes");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SRE0804", run.Errors, StringComparison.Ordinal);
        Assert.Matches(@"\.cursor/mcp\.json:[0-9]+:", run.Errors);
        Assert.Equal(before, Files());
    }

    [Theory]
    [InlineData("SRE0801", "init", "--client", "emacs")]
    [InlineData("SRE0801", "init", "--client", "cursor", "--name", "a b")]
    [InlineData("SRE0801", "init", "--client", "vscode", "--user", "--yes")]
    [InlineData("SRE0216", "init", "--client", "cursor", "--workspace", "/", "--yes")]
    public async Task Says_what_it_cannot_do(string code, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(_home, arguments);

        Assert.Equal((1, true), (run.ExitCode, run.Errors.Contains(code, StringComparison.Ordinal)));
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Writes_for_the_user_where_asked_to()
    {
        Assert.Equal(0, (await CommandRun.OfAsync(_home, "init", "--client", "cursor,gemini", "--user", "--yes")).ExitCode);

        Assert.Equal([".cursor/mcp.json", ".gemini/settings.json"], Files().Select(file => Path.GetRelativePath(_home.Path, file.Path)));
    }

    [Theory]
    [InlineData("y", true)]
    [InlineData("n", false)]
    [InlineData("", false)]
    public async Task Asks_a_person_at_a_terminal(string answer, bool isWritten)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script is missing (Debian package bsdutils).");
        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Executable = "/usr/bin/script", Arguments = ["-qec", $"'{SreMcpExecutable.Path}' init --client claude-code", "/dev/null"] }, answer);

        Assert.Contains("Write this file? [y/N]", run.Output, StringComparison.Ordinal);
        Assert.Equal(isWritten ? 0 : 1, run.ExitCode);
        Assert.Equal(isWritten, File.Exists(Path.Combine(_home.Workspace, ".mcp.json")));
    }

    [Fact]
    public async Task Asks_a_person_which_clients_there_are_when_none_is_evident()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script is missing (Debian package bsdutils).");
        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Executable = "/usr/bin/script", Arguments = ["-qec", $"'{SreMcpExecutable.Path}' init --dry-run", "/dev/null"] }, "cursor, codex");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(".cursor/mcp.json", run.Output, StringComparison.Ordinal);
        Assert.Contains("config.toml", run.Output, StringComparison.Ordinal);
        Assert.Empty(Files());
    }

    /// <summary>Every file of the project and of the clients' folders at home.</summary>
    private List<(string Path, string Text)> Files() =>
    [
        .. new[] { _home.Workspace, _home.Path }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/.local/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(path))),
    ];
}
