using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.IntegrationTests.Kubernetes.Api;

/// <summary>The product's cluster on a control plane of the testbed, with the rights of a developer.</summary>
internal sealed class OpenedCluster : IDisposable
{
    private readonly Clusters _clusters;

    public OpenedCluster(ControlPlane plane)
    {
        var redactor = new Redactor([.. Enumerable.Repeat((byte)7, 32)]);
        _clusters = new(new() { Kubeconfigs = [plane.Kubeconfig] }, new KnownProduction(), redactor, TimeProvider.System);
        Cluster = new(_clusters.Connect(plane.WriterContext), TimeProvider.System, redactor);
    }

    public Cluster Cluster { get; }

    public static CancellationToken Ended => TestContext.Current.CancellationToken;

    /// <summary>What policy would give for an opened development cluster: good for one dry run and one change.</summary>
    public async Task<ExecuteGrant> GrantAsync(Operation operation, string @namespace, string kind, string name)
    {
        var target = await Cluster.IdentifyAsync(@namespace, kind, name, fresh: true, Ended);
        return new(new(
            new()
            {
                Verdict = Verdict.Allow,
                Operation = operation,
                Target = target,
                Classification = new(Policy.Environment.Development, IsOpened: true, []),
                RuleId = "test",
                Source = FileLine.CompiledIn,
                Reason = "a test",
            },
            "test",
            "test"));
    }

    public async Task<List<T>> AllAsync<T>(IAsyncEnumerable<T> items) => await items.ToListAsync(Ended);

    public void Dispose()
    {
        Cluster.Dispose();
        _clusters.Dispose();
    }
}
