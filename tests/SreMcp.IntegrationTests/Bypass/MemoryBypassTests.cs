using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Namespaces that change what they say they are, and what is remembered of them.</summary>
[Collection(nameof(Intruder))]
public sealed class MemoryBypassTests(Intruder intruder) : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("environment", "production")]
    [InlineData("env", "PROD")]
    [InlineData("app.kubernetes.io/stage", "live")]
    [InlineData("tier", "dr")]
    public async Task Counts_a_namespace_label_and_still_does_when_it_is_flipped(string key, string value)
    {
        var space = $"bypass-flip-{key.Length}";
        await intruder.Development.World.NamespaceAsync(space);
        await intruder.Development.World.DeployAsync(space, "web", "registry.example.com/web:1", replicas: 1);
        _home.OpenDevelopment(intruder.Development);
        await using var agent = await StartAsync();
        (string, object?)[] restart = [("context", "dev-weu-admin"), ("namespace", space), ("workload", "Deployment/web"), ("action", "restart"), ("dry_run", true)];
        (await agent.CallAsync("execute_rollout", restart)).Good();

        await LabelAsync(space, key, value);
        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", restart);
        await LabelAsync(space, key, "dev");
        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", restart);
        await LabelAsync(space, key, null);
        await using var later = await StartAsync();
        var refused = await intruder.FailsAsync(later, "SRE0108", "execute_rollout", restart);

        Assert.Contains("the namespace in cluster", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("environment", "development")]
    [InlineData("sre-mcp/open", "true")]
    [InlineData("env", "sandbox")]
    public async Task Opens_nothing_by_a_namespace_label(string key, string value)
    {
        const string Labelled = "bypass-labelled";
        await intruder.Development.World.NamespaceAsync(Labelled);
        await intruder.Development.World.DeployAsync(Labelled, "web", "registry.example.com/web:1", replicas: 1);
        await LabelAsync(Labelled, key, value);
        await using var agent = await StartAsync();

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", ("context", "dev-weu-admin"), ("namespace", Labelled), ("workload", "Deployment/web"), ("action", "restart"));
    }

    [Fact]
    public async Task Remembers_the_stricter_class_that_an_operator_gave_before()
    {
        StagingTests.Open(_home, intruder.Development);
        await using (var before = await StartAsync())
        {
            await intruder.FailsAsync(before, "SRE0109", "execute_rollout", ContextBypassTests.Restart("dev-weu-admin", ("reason", "x")));
        }

        _home.OpenDevelopment(intruder.Development);
        await using var agent = await StartAsync();

        // Staging asks a person, and nobody is there.
        await intruder.FailsAsync(agent, "SRE0109", "execute_rollout", ContextBypassTests.Restart("dev-weu-admin", ("reason", "x")));
    }

    [Fact]
    public async Task Executes_nothing_without_a_journal_while_reading_goes_on()
    {
        _home.OpenDevelopment(intruder.Development);
        var state = Path.Combine(_home.Path, ".local", "state");
        Directory.CreateDirectory(state);
        await File.WriteAllTextAsync(Path.Combine(state, "sre-mcp"), "in the way", TestContext.Current.CancellationToken);
        await using var agent = await StartAsync();

        foreach (var (tool, arguments) in new (string, (string, object?)[])[]
        {
            ("execute_rollout", ContextBypassTests.Restart("dev-weu-admin")),
            ("execute_rollout", ContextBypassTests.Restart("dev-weu-admin", ("dry_run", true))),
            ("execute_apply", [("context", "dev-weu-admin"), ("namespace", Intruder.Space), ("manifest", HostileManifests.Settings)]),
            ("execute_cordon", [("context", "dev-weu-admin"), ("node", "node-a"), ("reason", "x")]),
        })
        {
            var refused = await intruder.FailsAsync(agent, "Warning: SRE05", tool, arguments);
            Assert.Contains("\nSRE05", refused.Text, StringComparison.Ordinal);
        }

        var read = (await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("context", "dev-weu-admin"), ("namespace", Intruder.Space))).Good();
        Assert.StartsWith("Warning: SRE05", read, StringComparison.Ordinal);
        Assert.Contains("web-", read, StringComparison.Ordinal);
    }

    private Task<Agent> StartAsync() => Agent.StartAsync(new(_home) { Kubeconfig = [intruder.Development.Kubeconfig] });

    private Task LabelAsync(string space, string key, string? value) => intruder.Development.Admin.MergeAsync(
        $"/api/v1/namespaces/{space}", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [key] = value } } });
}
