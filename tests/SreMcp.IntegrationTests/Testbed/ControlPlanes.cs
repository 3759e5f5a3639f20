using SreMcp.IntegrationTests.Testbed;

[assembly: AssemblyFixture(typeof(ControlPlanes))]

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// The two clusters of a test run, started when first asked for and stopped at the end, however the run ends.
/// Take it as a constructor parameter.
/// </summary>
public sealed class ControlPlanes : IAsyncDisposable
{
    private readonly Lazy<Task<ControlPlane>> _production = new(() => ControlPlane.StartAsync("production", "prod-weu"));
    private readonly Lazy<Task<ControlPlane>> _development = new(() => ControlPlane.StartAsync("development", "dev-weu"));

    /// <summary>Contexts <c>prod-weu…</c>. At the end of the run its audit log must show no change but the testbed's own.</summary>
    public Task<ControlPlane> ProductionAsync() => RunningAsync(_production);

    /// <summary>Contexts <c>dev-weu…</c>, to be opened by <see cref="HomeFolder.OpenDevelopment"/>.</summary>
    public Task<ControlPlane> DevelopmentAsync() => RunningAsync(_development);

    /// <summary>Both, started side by side.</summary>
    public async Task<(ControlPlane Production, ControlPlane Development)> BothAsync()
    {
        var production = ProductionAsync();
        var development = DevelopmentAsync();
        return (await production, await development);
    }

    public async ValueTask DisposeAsync()
    {
        var changes = await ChangesInProductionAsync();
        foreach (var plane in new[] { _production, _development }.Where(plane => plane.IsValueCreated))
        {
            try
            {
                await (await plane.Value).DisposeAsync();
            }
            catch (InvalidOperationException)
            {
                // It never started; whoever asked for it has failed with the reason.
            }
        }

        Assert.True(changes.Count == 0, $"Requests of this run could have changed production:\n{string.Join('\n', changes)}");
    }

    private async Task<IReadOnlyList<AuditEvent>> ChangesInProductionAsync() =>
        _production is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }
            ? await (await _production.Value).Audit.MutationsSinceAsync(AuditMark.Start)
            : [];

    private static async Task<ControlPlane> RunningAsync(Lazy<Task<ControlPlane>> plane)
    {
        Assert.SkipWhen(ClusterScripts.Missing is not null, ClusterScripts.Missing ?? "");
        return await plane.Value;
    }
}
