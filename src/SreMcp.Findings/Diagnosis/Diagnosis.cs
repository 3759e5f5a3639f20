namespace SreMcp.Findings;

/// <summary>A cause and everything that follows from it.</summary>
public sealed record Diagnosed(Finding Cause, IReadOnlyList<Finding> Follows)
{
    /// <summary>True when the cause or what follows touches this object.</summary>
    public bool Touches(ObjectKey key) => Touches(Cause, key) || Follows.Any(finding => Touches(finding, key));

    private static bool Touches(Finding finding, ObjectKey key) => finding.About == key || finding.Affects.Contains(key);
}

/// <summary>All analyzers over one state: each cause once, worst first.</summary>
public static class Diagnosis
{
    /// <summary>In the order in which incidents most need them.</summary>
    public static IReadOnlyList<IAnalyzer> Analyzers { get; } =
    [
        new ContainerExits(), new Images(), new Scheduling(), new ConfigReferences(), new Probes(), new Evictions(), new Nodes(), new Claims(), new Mounts(),
        new InitWaits(), new JobSidecars(), new Preemptions(), new NodesGone(), new RbacDenials(), new ClaimResizes(), new StuckRevisions(), new SilentControllers(), new SharedPeers(), new NodeStarts(),
        new Rollouts(), new NotReady(), new Jobs(), new CronSchedules(), new DnsServers(), new ServiceEndpoints(), new LoadBalancers(), new Ingresses(), new LogTroubles(), new PolicyCuts(), new Autoscalers(), new Budgets(),
        new AdmissionWebhooks(), new Deletions(), new Reports(), new Releases(), new Certificates(), new OldVersions(), new MissingProbes(), new StaleConfiguration(), new AskedAbout(),
    ];

    public static IReadOnlyList<Diagnosed> Of(ClusterState state) =>
        [.. Folding.Fold([.. Analyzers.SelectMany(analyzer => analyzer.Analyze(state))]).Where(cause => state.Namespace is null || !IsElsewhere(cause))];

    /// <summary>A node that is bad, and nothing of the one namespace that was read stands on it or waits for it.</summary>
    private static bool IsElsewhere(Diagnosed cause) => cause is { Cause: { About.Kind: "Node", Affects.Count: 0 }, Follows.Count: 0 };
}
