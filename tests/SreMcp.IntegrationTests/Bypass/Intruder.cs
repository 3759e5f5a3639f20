using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Tests that share the intruder run one after another, so that what reaches a server is their own doing.</summary>
[CollectionDefinition(nameof(Intruder))]
public sealed class IntruderCollection : ICollectionFixture<Intruder>;

/// <summary>
/// An agent that wants what it must not have. It holds administrators' credentials of both clusters: nothing but the product
/// stands in its way. Development is opened, and both clusters run <c>bypass/Deployment/web</c>.
/// </summary>
public sealed class Intruder(ControlPlanes planes) : IAsyncLifetime
{
    public const string Space = "bypass";

    private readonly HomeFolder _home = new();
    private Agent? _agent;

    /// <summary>Contexts <c>prod-weu…</c>: closed.</summary>
    public ControlPlane Production { get; private set; } = null!;

    /// <summary>Contexts <c>dev-weu…</c>: opened in the intruder's own home.</summary>
    public ControlPlane Development { get; private set; } = null!;

    /// <summary>Its client; one server for all attempts that need no files of their own.</summary>
    internal Agent Agent => _agent!;

    public async ValueTask InitializeAsync()
    {
        (Production, Development) = await planes.BothAsync();
        await Task.WhenAll(PrepareAsync(Production), PrepareAsync(Development));
        _home.OpenDevelopment(Development);
        _agent = await Agent.StartAsync(new(_home) { Kubeconfig = [Production.Kubeconfig, Development.Kubeconfig] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        _home.Dispose();
    }

    /// <summary>Where both logs are now.</summary>
    public async Task<(AuditMark Production, AuditMark Development)> MarkAsync() => (await Production.Audit.MarkAsync(), await Development.Audit.MarkAsync());

    /// <summary>Everything since the mark that could have changed something: anything at all in production, the intruder's own doing in development.</summary>
    public async Task<IReadOnlyList<string>> ReachedAsync((AuditMark Production, AuditMark Development) mark) =>
    [
        .. (await Production.Audit.MutationsSinceAsync(mark.Production)).Select(change => $"production: {change}"),
        .. (await Development.Audit.MutationsSinceAsync(mark.Development)).Where(IsOurs).Select(change => $"development: {change}"),
    ];

    /// <summary>Fails when anything that could change something arrived since the mark.</summary>
    internal async Task AssertNothingReachedAsync((AuditMark Production, AuditMark Development) mark, Reply reply)
    {
        var reached = await ReachedAsync(mark);
        Assert.True(reached.Count is 0, $"{string.Join('\n', reached)}\nThe answer was: {reply.Text}");
    }

    /// <summary>A call that has to fail with one of these codes and to send nothing that could change anything.</summary>
    /// <param name="codes">Separated by |.</param>
    internal async Task<Reply> FailsAsync(Agent agent, string codes, string tool, params (string Name, object? Value)[] arguments)
    {
        var mark = await MarkAsync();
        var reply = await agent.CallAsync(tool, arguments);
        await AssertNothingReachedAsync(mark, reply);
        reply.Bad(codes);
        return reply;
    }

    /// <summary>Whose requests they are: the administrator's through the product, or about our namespaces. Other tests run beside us.</summary>
    private static bool IsOurs(AuditEvent change) =>
        (change.User == "admin" && change.UserAgent.StartsWith("sre-mcp", StringComparison.Ordinal))
        || change.Target?.Namespace.StartsWith(Space, StringComparison.Ordinal) is true;

    private static async Task PrepareAsync(ControlPlane plane)
    {
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(Space);
        await plane.World.DeployAsync(Space, "web", "registry.example.com/web:1", replicas: 1);
    }
}
