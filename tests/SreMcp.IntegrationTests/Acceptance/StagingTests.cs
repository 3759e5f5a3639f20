using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>Staging asks a person, a reason and proof from development.</summary>
public sealed class StagingTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public static TheoryData<string> Generations => ReadingTests.Generations;

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(Generations))]
    public async Task Restarts_once_a_person_has_said_yes_to_exactly_that(string protocol)
    {
        List<string> asked = [];
        var (plane, space) = await BeginAsync("yes", protocol);
        await using var agent = await AgentAsync(plane, protocol, Agent.WithPerson(agrees: true, asked.Add));

        var mark = await plane.Audit.MarkAsync();
        var done = (await agent.CallAsync("execute_rollout", Restart(plane, space, ("reason", "a test")))).Good();

        Assert.Contains("(staging)", done, StringComparison.Ordinal);
        Assert.Contains($"kubernetes.restart on {plane.WriterContext}/{space}/Deployment/web", Assert.Single(asked), StringComparison.Ordinal);
        Assert.Equal([true, false], (await ChangesAsync(plane, mark, space)).Select(change => change.IsDryRun));
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Does_nothing_when_the_person_says_no(string protocol)
    {
        var (plane, space) = await BeginAsync("no", protocol);
        await using var agent = await AgentAsync(plane, protocol, Agent.WithPerson(agrees: false));

        var mark = await plane.Audit.MarkAsync();
        Assert.Contains("said no", (await agent.CallAsync("execute_rollout", Restart(plane, space, ("reason", "a test")))).Bad("SRE0109"), StringComparison.Ordinal);
        Assert.Empty(await ChangesAsync(plane, mark, space));
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Does_nothing_when_nobody_can_be_asked(string protocol)
    {
        var (plane, space) = await BeginAsync("nobody", protocol);
        await using var agent = await AgentAsync(plane, protocol, configure: null);

        var mark = await plane.Audit.MarkAsync();
        Assert.Contains("cannot ask one", (await agent.CallAsync("execute_rollout", Restart(plane, space, ("reason", "a test")))).Bad("SRE0109"), StringComparison.Ordinal);
        Assert.Empty(await ChangesAsync(plane, mark, space));
    }

    [Fact]
    public async Task Troubles_nobody_before_the_reason_is_there()
    {
        List<string> asked = [];
        var (plane, space) = await BeginAsync("reason", ServerProcess.Discovery);
        await using var agent = await AgentAsync(plane, ServerProcess.Discovery, Agent.WithPerson(agrees: true, asked.Add));

        var mark = await plane.Audit.MarkAsync();
        Assert.Contains("needs a reason", (await agent.CallAsync("execute_rollout", Restart(plane, space))).Bad("SRE0109"), StringComparison.Ordinal);
        Assert.Empty(asked);
        Assert.Empty(await ChangesAsync(plane, mark, space));
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Takes_a_change_only_after_this_server_saw_it_pass_in_development(string protocol)
    {
        var plane = await planes.DevelopmentAsync();
        var name = protocol is ServerProcess.Handshake ? "older" : "newer";
        var (early, late) = ($"accept-proving-{name}", $"accept-proven-{name}");
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(early);
        await plane.World.NamespaceAsync(late, ("environment", "staging"));
        _home.OpenDevelopment(plane);
        await using var agent = await AgentAsync(plane, protocol, Agent.WithPerson(agrees: true));
        (string, object?)[] Apply(string space, string manifest) =>
            [("context", plane.WriterContext), ("namespace", space), ("manifest", manifest), ("wait", true), ("reason", "a test")];
        var manifest = ExecutionTests.Deployment("fresh");

        var mark = await plane.Audit.MarkAsync();
        Assert.Contains("was not seen to pass in development", (await agent.CallAsync("execute_apply", Apply(late, manifest))).Bad("SRE0109"), StringComparison.Ordinal);
        (await agent.CallAsync("execute_apply", Apply(early, manifest))).Good();
        var other = manifest.Replace("web:9", "web:10", StringComparison.Ordinal);
        Assert.Contains("was not seen to pass", (await agent.CallAsync("execute_apply", Apply(late, other))).Bad("SRE0109"), StringComparison.Ordinal);
        Assert.Empty(await ChangesAsync(plane, mark, late));

        Assert.Contains("(staging)", (await agent.CallAsync("execute_apply", Apply(late, manifest))).Good(), StringComparison.Ordinal);
        Assert.Equal([true, false], (await ChangesAsync(plane, mark, late)).Select(change => change.IsDryRun));
    }

    /// <summary>Opens the development control plane as a staging cluster: a class is what an operator says, not what a name says.</summary>
    internal static void Open(HomeFolder home, ControlPlane plane) => home.WritePolicy("clusters.yaml", $$"""
        environments:
          - id: staging-cluster
            environment: staging
            match: { cluster: '{{plane.ClusterId}}' }
            reason: Others test here.
        """);

    private static (string, object?)[] Restart(ControlPlane plane, string space, params (string, object?)[] more) =>
        [("context", plane.WriterContext), ("namespace", space), ("workload", "Deployment/web"), ("action", "restart"), .. more];

    private static async Task<AuditEvent[]> ChangesAsync(ControlPlane plane, AuditMark mark, string space) =>
        [.. (await plane.Audit.MutationsSinceAsync(mark)).Where(change => change.Target?.Namespace == space)];

    private Task<Agent> AgentAsync(ControlPlane plane, string protocol, Action<ModelContextProtocol.Client.McpClientOptions>? configure) =>
        Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] }, protocol, configure);

    private async Task<(ControlPlane Plane, string Space)> BeginAsync(string name, string protocol)
    {
        var plane = await planes.DevelopmentAsync();
        var space = $"accept-staging-{name}-{(protocol is ServerProcess.Handshake ? "older" : "newer")}";
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(space);
        await plane.World.DeployAsync(space, "web", "registry.example.com/web:1", replicas: 1);
        Open(_home, plane);
        return (plane, space);
    }
}
