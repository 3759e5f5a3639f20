using System.Security.Cryptography;
using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>What an agent can do with files in its workspace and with the way its server is started: nothing that loosens.</summary>
[Collection(nameof(Intruder))]
public sealed class WorkspaceBypassTests(Intruder intruder) : IDisposable
{
    private const string PolicyFolder = ".sre-mcp/policies";

    private readonly HomeFolder _home = new();

    /// <summary>Policy files of a workspace. <c>{dev}</c> and <c>{prod}</c> stand for cluster ids.</summary>
    private static readonly Dictionary<string, (string Name, string Text)> PolicyFiles = new(StringComparer.Ordinal)
    {
        ["opens development"] = ("clusters.yaml", "environments:\n  - { id: mine, environment: development, match: { cluster: '{dev}' }, reason: x }\n"),
        ["opens production"] = ("clusters.yaml", "environments:\n  - { id: mine, environment: development, match: { cluster: '{prod}' }, reason: x }\n"),
        ["calls everything a sandbox"] = ("clusters.yaml", "environments:\n  - { id: mine, environment: sandbox, match: { context: '*' }, reason: x }\n"),
        ["calls words a sandbox"] = ("clusters.yaml", "environments:\n  - { id: mine, environment: sandbox, words: [prod, dev, weu], in: [context, namespace], reason: x }\n"),
        ["opens development by server"] = ("clusters.yaml", "environments:\n  - { id: mine, environment: development, match: { server: 'https://127.0.0.1:*' }, reason: x }\n"),
        ["allows everything everywhere"] = ("allow.yaml", "rules:\n  - { id: mine, effect: allow, action: execute, environment: [development, sandbox, staging], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n"),
        ["allows production"] = ("allow.yaml", "rules:\n  - { id: mine, effect: allow, action: execute, environment: [production], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n"),
        ["allows the unknown"] = ("allow.yaml", "rules:\n  - { id: mine, effect: allow, action: execute, environment: [unknown], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n"),
        ["replaces the environments"] = ("environments.yaml", "environments:\n  - { id: mine, environment: sandbox, match: { context: '*' }, reason: x }\n"),
        ["empties the environments"] = ("environments.yaml", "environments: []\n"),
        ["replaces production"] = ("production.yaml", "rules:\n  - { id: mine, effect: allow, action: execute, environment: [development], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n"),
        ["replaces a shipped rule by its id"] = ("production.yaml", "rules:\n  - { id: production-is-read-and-generate-only, effect: allow, action: execute, environment: [development], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n"),
        ["is empty"] = ("production.yaml", ""),
        ["is no YAML"] = ("production.yaml", "\t: ["),
        ["is a million lines"] = ("production.yaml", string.Concat(Enumerable.Repeat("# x\n", 1_000_000))),
    };

    /// <summary>Copies of <c>sre-mcp.yaml</c> in a workspace. <c>{workspace}</c> stands for its path.</summary>
    public static TheoryData<string, string> Configurations { get; } = new()
    {
        { "hints development", "kubernetes: { contexts: { dev-weu-admin: { environment: development }, prod-weu-admin: { environment: sandbox } } }\n" },
        { "names its own kubeconfig", "kubernetes: { kubeconfigs: ['{workspace}/kubeconfig'] }\n" },
        { "names an endpoint", "kubernetes: { endpoints: { prod-weu-admin: { server: 'https://127.0.0.1:1' } } }\n" },
        { "allows a plugin", "kubernetes: { exec-plugins: ['{workspace}/plugin'] }\n" },
        { "names a folder", "folders: ['/']\n" },
        { "asks for other sets of tools", "tools: { sets: [kubernetes] }\n" },
        { "has a key that does not exist", "policies: { off: true }\n" },
        { "turns the policy off", "policy: off\n" },
    };

    public static TheoryData<string> PolicyFileNames => [.. PolicyFiles.Keys];

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(PolicyFileNames))]
    public async Task Loosens_nothing_by_a_workspace_policy_that(string what)
    {
        var (name, text) = PolicyFiles[what];
        _home.WriteWorkspace($"{PolicyFolder}/{name}", Filled(text));

        await BothRefusedAsync(what);
    }

    [Theory, MemberData(nameof(Configurations))]
    public async Task Loosens_nothing_by_a_workspace_configuration_that(string what, string text)
    {
        _home.WriteWorkspace("sre-mcp.yaml", Filled(text));

        await BothRefusedAsync(what);
    }

    [Fact]
    public async Task Tightens_by_a_workspace_policy()
    {
        _home.OpenDevelopment(intruder.Development);
        _home.WriteWorkspace($"{PolicyFolder}/careful.yaml", "rules:\n  - { id: not-here, effect: deny, action: execute, operation: kubernetes.restart, reason: We said no., examples: [{ operation: kubernetes.restart, target: dev-cluster/a/Deployment/b, expect: deny }] }\n");
        await using var agent = await StartAsync();

        var refused = await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Development);
        Assert.Contains("Rule: not-here   .sre-mcp/policies/careful.yaml:2", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_operator_files_as_the_workspaces_when_the_home_lies_in_it()
    {
        OpenIn("home/.config/sre-mcp");

        await BothRefusedAsync("HOME", setup => setup with { Variables = new Dictionary<string, string> { ["HOME"] = Path.Combine(_home.Workspace, "home") } });
    }

    [Theory]
    [InlineData("XDG_CONFIG_HOME", "{workspace}/config")]
    [InlineData("XDG_CONFIG_DIRS", "{workspace}/config")]
    [InlineData("SRE_MCP_POLICIES", "{workspace}/config/sre-mcp/policies")]
    [InlineData("SRE_MCP_CONFIG", "{workspace}/config/sre-mcp/sre-mcp.yaml")]
    [InlineData("DOTNET_gcServer", "0")]
    public async Task Loosens_nothing_by_the_variable(string name, string value)
    {
        OpenIn("config/sre-mcp");

        await BothRefusedAsync(name, setup => setup with { Variables = new Dictionary<string, string> { [name] = Filled(value) } });
    }

    [Theory]
    [InlineData("serve", "--workspace", "{workspace}/inner")]
    [InlineData("serve", "--workspace", "/tmp")]
    [InlineData("serve", "--hide", "execute_rollout")]
    [InlineData("serve", "--sets", "journal")]
    [InlineData("serve", "--policies", "{workspace}/.sre-mcp/policies")]
    [InlineData("serve", "--allow-production")]
    public async Task Loosens_nothing_by_the_flags(params string[] arguments)
    {
        OpenIn(".sre-mcp");
        OpenIn("inner/.sre-mcp");

        await BothRefusedAsync(string.Join(' ', arguments), setup => setup with { Arguments = [.. arguments.Select(Filled)] });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counts_an_operator_file_that_is_a_link_into_the_workspace_as_the_workspaces(bool wholeFolder)
    {
        OpenIn("planted");
        Directory.CreateDirectory(Path.GetDirectoryName(_home.OperatorFolder)!);
        if (wholeFolder)
        {
            Directory.CreateSymbolicLink(_home.OperatorFolder, Path.Combine(_home.Workspace, "planted"));
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(_home.OperatorFolder, "policies"));
            File.CreateSymbolicLink(Path.Combine(_home.OperatorFolder, "policies", "clusters.yaml"), Path.Combine(_home.Workspace, "planted", "policies", "clusters.yaml"));
        }

        await BothRefusedAsync("a link");
    }

    [Fact]
    public async Task Closes_what_the_operators_file_opened_once_it_is_gone()
    {
        var file = _home.OpenDevelopment(intruder.Development);
        await using (var agent = await StartAsync())
        {
            (await agent.CallAsync("execute_rollout", [.. Development, ("dry_run", true)])).Good();
        }

        File.Delete(file);
        await BothRefusedAsync("a deleted file");
    }

    [Theory]
    [InlineData("environments:\n  - { id: x, environment: developmnt }\n")]
    [InlineData("rules:\n  - { id: x, effect: allow, action: execute, environment: [production], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n")]
    [InlineData("rules:\n  - { id: x, effect: allow, action: execute, environment: [unknown], reason: x, examples: [{ operation: kubernetes.read, target: dev-cluster/a, expect: allow }] }\n")]
    [InlineData("floor: off\n")]
    public async Task Does_not_start_with_an_operator_file_that_is_wrong(string text)
    {
        _home.OpenDevelopment(intruder.Development);
        _home.WritePolicy("wrong.yaml", text);

        var run = await CommandRun.OfAsync(_home, "serve");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"SRE02[0-9]{2} .*wrong\.yaml:[0-9]+", run.Errors);
    }

    [Fact]
    public async Task Trusts_a_pinned_workspace_file_until_a_byte_of_it_changes()
    {
        var file = OpenIn(".sre-mcp");
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        Directory.CreateDirectory(_home.OperatorFolder);
        await File.WriteAllTextAsync(Path.Combine(_home.OperatorFolder, "trusted"), $"{digest}  {file}\n", TestContext.Current.CancellationToken);
        await using (var agent = await StartAsync())
        {
            (await agent.CallAsync("execute_rollout", [.. Development, ("dry_run", true)])).Good();
        }

        await File.AppendAllTextAsync(file, "#", TestContext.Current.CancellationToken);
        await using var later = await StartAsync();
        await intruder.FailsAsync(later, "SRE0108", "execute_rollout", Development);
        Assert.Contains("was trusted and has changed since", (await later.CallAsync("read_policy")).Good(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a list of the workspace")]
    [InlineData("a copy at another place")]
    [InlineData("a relative path")]
    public async Task Trusts_no_file_by(string what)
    {
        var file = OpenIn(".sre-mcp");
        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        Directory.CreateDirectory(_home.OperatorFolder);
        var (list, path) = what switch
        {
            "a list of the workspace" => (Path.Combine(_home.Workspace, ".sre-mcp", "trusted"), file),
            "a copy at another place" => (Path.Combine(_home.OperatorFolder, "trusted"), file + ".bak"),
            _ => (Path.Combine(_home.OperatorFolder, "trusted"), Path.GetRelativePath(_home.Workspace, file)),
        };
        await File.WriteAllTextAsync(list, $"{digest}  {path}\n", TestContext.Current.CancellationToken);

        await BothRefusedAsync(what);
    }

    [Fact]
    public async Task Runs_no_unlisted_tool_past_the_policy_and_no_hidden_one_at_all()
    {
        _home.OpenDevelopment(intruder.Development);
        await using (var unlisted = await StartAsync(setup => setup with { Arguments = ["serve", "--hide", "execute_rollout"] }))
        {
            Assert.DoesNotContain("execute_rollout", (await unlisted.ToolsAsync()).Select(tool => tool.Name));
            await intruder.FailsAsync(unlisted, "SRE0108", "execute_rollout", ContextBypassTests.Restart("prod-weu-admin"));
        }

        _home.WriteConfiguration("tools: { hidden: ['execute_*'] }\n");
        await using var hidden = await StartAsync();
        await intruder.FailsAsync(hidden, "SRE0101", "execute_rollout", Development);
    }

    [Theory]
    [InlineData("in the workspace")]
    [InlineData("a link into the workspace")]
    [InlineData("the workspace by dots")]
    public async Task Uses_no_kubeconfig_that_is(string what)
    {
        _home.OpenDevelopment(intruder.Development);
        var planted = _home.WriteWorkspace("kubeconfig", KubeconfigText.Of(ContextBypassTests.Writer(intruder.Development, "dev-weu-admin")));
        var path = what switch
        {
            "a link into the workspace" => File.CreateSymbolicLink(Path.Combine(_home.Path, "link"), planted).FullName,
            "the workspace by dots" => Path.Combine(_home.Workspace, "..", Path.GetFileName(_home.Workspace), "kubeconfig"),
            _ => planted,
        };
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [path] });

        await intruder.FailsAsync(agent, "SRE030", "execute_rollout", Development);
    }

    [Theory]
    [InlineData("{workspace}/plugin", "SRE0312")]
    [InlineData("./plugin", "SRE0312")]
    [InlineData("../workspace/plugin", "SRE0312")]
    [InlineData("plugin", "SRE0312")]
    [InlineData("/bin/sh", "SRE0312")]
    [InlineData("kubelogin", "SRE031")]
    [InlineData("{workspace}/kubelogin", "SRE0312")]
    [InlineData("{home}/link/kubelogin", "SRE0312")]
    public async Task Runs_no_credential_plugin_from_the_workspace(string command, string code)
    {
        var ran = Path.Combine(_home.Path, "ran");
        foreach (var name in new[] { "plugin", "kubelogin" })
        {
            var plugin = _home.WriteWorkspace(name, $"#!/bin/sh\ntouch {ran}\n");
            File.SetUnixFileMode(plugin, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.CreateSymbolicLink(Path.Combine(_home.Path, "link"), _home.Workspace);
        var development = ContextBypassTests.Writer(intruder.Development, "dev");
        var exec = $"exec: {{ apiVersion: client.authentication.k8s.io/v1, command: '{Filled(command)}', interactiveMode: Never }}";
        var file = Path.Combine(_home.Path, "config");
        await File.WriteAllTextAsync(file, KubeconfigText.Of(development with { User = exec }), TestContext.Current.CancellationToken);
        await using var agent = await Agent.StartAsync(new(_home)
        {
            Kubeconfig = [file],
            Variables = new Dictionary<string, string> { ["PATH"] = $"{_home.Workspace}:{_home.Path}/link:/usr/bin:/bin" },
        });

        await intruder.FailsAsync(agent, code, "execute_rollout", ContextBypassTests.Restart("dev"));
        Assert.False(File.Exists(ran), "The plugin ran.");
    }

    [Theory]
    [InlineData("tokenFile: '{workspace}/token'")]
    [InlineData("client-certificate: '{workspace}/token', client-key: '{workspace}/token'")]
    public async Task Uses_no_credential_from_the_workspace(string user)
    {
        _home.OpenDevelopment(intruder.Development);
        _home.WriteWorkspace("token", intruder.Development.Tokens["writer"]);
        var file = Path.Combine(_home.Path, "config");
        await File.WriteAllTextAsync(file, KubeconfigText.Of(ContextBypassTests.Writer(intruder.Development, "dev") with { User = Filled(user) }), TestContext.Current.CancellationToken);
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [file] });

        await intruder.FailsAsync(agent, "SRE0306", "execute_rollout", ContextBypassTests.Restart("dev"));
    }

    private static (string, object?)[] Development => ContextBypassTests.Restart("dev-weu-admin");

    private string Filled(string text) => text
        .Replace("{dev}", intruder.Development.ClusterId, StringComparison.Ordinal)
        .Replace("{prod}", intruder.Production.ClusterId, StringComparison.Ordinal)
        .Replace("{home}", _home.Path, StringComparison.Ordinal)
        .Replace("{workspace}", _home.Workspace, StringComparison.Ordinal);

    /// <summary>Writes what an operator would write to open development, below a folder of the workspace.</summary>
    private string OpenIn(string folder) => _home.WriteWorkspace(
        $"{folder}/policies/clusters.yaml",
        Filled("environments:\n  - { id: planted, environment: development, match: { cluster: '{dev}' }, reason: x }\n"));

    private Task<Agent> StartAsync(Func<ServerSetup, ServerSetup>? change = null)
    {
        var setup = new ServerSetup(_home) { Kubeconfig = [intruder.Production.Kubeconfig, intruder.Development.Kubeconfig] };
        return Agent.StartAsync(change?.Invoke(setup) ?? setup);
    }

    /// <summary>Neither development, which no operator opened, nor production can be changed; a server that does not start is as good.</summary>
    private async Task BothRefusedAsync(string what, Func<ServerSetup, ServerSetup>? change = null)
    {
        var setup = new ServerSetup(_home) { Kubeconfig = [intruder.Production.Kubeconfig, intruder.Development.Kubeconfig] };
        setup = change?.Invoke(setup) ?? setup;
        await using var server = ServerProcess.Start(setup);
        var wire = new Wire(server);
        var mark = await intruder.MarkAsync();
        foreach (var context in new[] { "dev-weu-admin", "prod-weu-admin" })
        {
            string text;
            try
            {
                text = Wire.Text(await wire.CallAsync("execute_rollout", $$"""{"context":"{{context}}","namespace":"{{Intruder.Space}}","workload":"Deployment/web","action":"restart"}"""));
            }
            catch (Exception ended) when (ended is EndOfStreamException or IOException)
            {
                Assert.NotEqual(0, await server.ExitAsync(TimeSpan.FromSeconds(30)));
                Assert.NotEmpty(server.StandardError);
                text = "SRE: it did not start";
            }

            Assert.True(text.StartsWith("SRE", StringComparison.Ordinal), $"{what}: {text}");
            Assert.Empty(await intruder.ReachedAsync(mark));
        }
    }
}
