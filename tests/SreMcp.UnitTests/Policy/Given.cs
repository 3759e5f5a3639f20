using SreMcp.Policy;

namespace SreMcp.UnitTests.Policy;

/// <summary>Targets and files that many tests need.</summary>
internal static class Given
{
    public const string DevCluster = "6f0c1d2e-0000-4000-8000-0000000000e1";

    public const string OpenDev = $$"""
        environments:
          - id: dev-cluster
            environment: development
            match: { cluster: '{{DevCluster}}' }
            reason: The team's own cluster.
        """;

    public static readonly string Authority = new('a', 64);

    public static PolicyFile Operator(string text, string name = "local.yaml") => new($"operator/{name}", text, Trust.Operator);

    public static PolicyFile Workspace(string text, string name = "team.yaml") => new($".sre-mcp/policies/{name}", text, Trust.Workspace);

    public static PolicySet Policy(params PolicyFile[] files) => PolicySet.Load([.. ShippedPolicies.Read(), .. files]);

    public static KubernetesTarget Cluster(string context, string? id = DevCluster, string server = "https://10.0.0.1:6443", string? authority = null, bool verified = true) => new()
    {
        Context = context,
        Cluster = new(new(server), authority, id, verified),
    };

    public static KubernetesTarget Deployment(string context, string @namespace = "api", string name = "web", string? id = DevCluster) =>
        Cluster(context, id) with { Namespace = @namespace, Kind = "Deployment", Name = name };

    public static Classification Classify(this PolicySet policy, Target target, Memory? memory = null, KnownProduction? known = null) =>
        policy.Classify(target, memory ?? new Memory(), known ?? new KnownProduction());

    public static Decision Decide(this PolicySet policy, Operation operation, Target target) => policy.Decide(operation, target, policy.Classify(target));

    public static SreException Refused(Action load) => Assert.Throws<SreException>(load);
}

/// <summary>Remembers in memory, as the store does on disk.</summary>
internal sealed class Memory : IClassMemory
{
    private static readonly DateTimeOffset Day = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    public Dictionary<Identity, RememberedClass> Seen { get; } = [];

    public RememberedClass? StrictestSeen(Identity identity) => Seen.GetValueOrDefault(identity);

    public void Remember(Identity identity, Environment environment, string because)
    {
        Assert.NotEqual(Environment.Unknown, environment);
        if (!Seen.TryGetValue(identity, out var seen) || environment < seen.Environment)
        {
            Seen[identity] = new(environment, because, Day);
        }
    }
}

/// <summary>A store that cannot be read or written.</summary>
internal sealed class BrokenMemory : IClassMemory
{
    public RememberedClass? StrictestSeen(Identity identity) => throw new SreException(Errors.Policies.Unreadable, "The store cannot be read.");

    public void Remember(Identity identity, Environment environment, string because) => throw new SreException(Errors.Policies.Unreadable, "The store cannot be written.");
}
