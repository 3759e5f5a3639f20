namespace SreMcp.Findings;

/// <summary>What a cluster, or a namespace of it, was at one moment. A list that is null could not be read, which is not the same as empty.</summary>
public sealed class ClusterState
{
    private ILookup<ObjectKey, EventRecord>? _events;
    private ILookup<ObjectKey, PodRecord>? _podsByWorkload;
    private ILookup<string, PodRecord>? _podsByNamespace;
    private Dictionary<ObjectKey, WorkloadRecord>? _workloads;

    public required DateTimeOffset Now { get; init; }

    /// <summary>The one namespace that was read; null for all.</summary>
    public string? Namespace { get; init; }

    public IReadOnlyList<PodRecord> Pods { get; init; } = [];

    public IReadOnlyList<WorkloadRecord> Workloads { get; init; } = [];

    public IReadOnlyList<NodeRecord>? Nodes { get; init; }

    public IReadOnlyList<EventRecord> Events { get; init; } = [];

    public IReadOnlyList<ServiceRecord>? Services { get; init; }

    public IReadOnlyList<IngressRecord> Ingresses { get; init; } = [];

    public IReadOnlyList<IngressClassRecord>? IngressClasses { get; init; }

    public IReadOnlyList<PolicyRecord> Policies { get; init; } = [];

    public IReadOnlyList<ClaimRecord>? Claims { get; init; }

    public IReadOnlyList<VolumeRecord>? Volumes { get; init; }

    public IReadOnlyList<StorageClassRecord>? StorageClasses { get; init; }

    public IReadOnlyList<JobRecord> Jobs { get; init; } = [];

    public IReadOnlyList<CronJobRecord> CronJobs { get; init; } = [];

    public IReadOnlyList<AutoscalerRecord> Autoscalers { get; init; } = [];

    public IReadOnlyList<BudgetRecord> Budgets { get; init; } = [];

    public IReadOnlyList<QuotaRecord> Quotas { get; init; } = [];

    public IReadOnlyList<NamespaceRecord> Namespaces { get; init; } = [];

    public IReadOnlyList<WebhookRecord> Webhooks { get; init; } = [];

    public IReadOnlyList<ReportRecord> Reports { get; init; } = [];

    public IReadOnlyList<WaitingDeletion> Deletions { get; init; } = [];

    public IReadOnlyList<ReleaseRecord> Releases { get; init; } = [];

    public IReadOnlyList<TlsRecord> Certificates { get; init; } = [];

    public IReadOnlyList<LogTail> Logs { get; init; } = [];

    /// <summary>What changed in a workload's live revision against the one before, by workload.</summary>
    public IReadOnlyDictionary<ObjectKey, RevisionChange> Changes { get; init; } = new Dictionary<ObjectKey, RevisionChange>();

    /// <summary>Keys of ConfigMaps that references failed on; never values.</summary>
    public IReadOnlyDictionary<ObjectKey, IReadOnlyList<string>> ConfigKeys { get; init; } = new Dictionary<ObjectKey, IReadOnlyList<string>>();

    public IReadOnlyList<Unseen> Unseen { get; init; } = [];

    public IEnumerable<EventRecord> EventsOf(ObjectKey about) => (_events ??= Events.ToLookup(report => report.About))[about];

    public IEnumerable<PodRecord> PodsOf(ObjectKey workload) => (_podsByWorkload ??= Pods.ToLookup(pod => pod.Workload))[workload];

    public IEnumerable<PodRecord> PodsIn(string? @namespace) => (_podsByNamespace ??= Pods.ToLookup(pod => pod.Key.Namespace ?? "", StringComparer.Ordinal))[@namespace ?? ""];

    public WorkloadRecord? Workload(ObjectKey key) =>
        (_workloads ??= Workloads.GroupBy(workload => workload.Key).ToDictionary(same => same.Key, same => same.First())).GetValueOrDefault(key);

    public IReadOnlyDictionary<string, string> LabelsOf(string? @namespace) =>
        Namespaces.FirstOrDefault(candidate => candidate.Name == @namespace)?.Labels ?? NoLabels.Instance;

    /// <summary>The last lines of a container: of its end where it crashed, of now otherwise.</summary>
    public LogTail? LogOf(ObjectKey pod, string container) =>
        Logs.FirstOrDefault(log => log.Pod == pod && log.Container == container && log.IsPrevious) ?? Logs.FirstOrDefault(log => log.Pod == pod && log.Container == container);
}

/// <summary>How the live revision of a workload differs from the one before it.</summary>
/// <param name="Differences">Our words: <c>memory limit of api 512Mi to 128Mi</c>.</param>
public sealed record RevisionChange(long Live, long Before, DateTimeOffset? Since, IReadOnlyList<string> Differences);
