namespace SreMcp.Findings;

/// <summary>What a cluster, or a namespace of it, was at one moment. A list that is null could not be read, which is not the same as empty.</summary>
public sealed record ClusterState
{
    // Each index knows the list that it was made of: a changed copy of a state makes its own.
    private (object Of, ILookup<ObjectKey, EventRecord> By)? _events;
    private (object Of, ILookup<ObjectKey, PodRecord> By)? _podsByWorkload;
    private (object Of, ILookup<string, PodRecord> By)? _podsByNamespace;
    private (object Of, ILookup<ObjectKey, WorkloadRecord> By)? _workloads;

    public required DateTimeOffset Now { get; init; }

    /// <summary>The one namespace that was read; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>The object that was asked about; null for everything.</summary>
    public ObjectKey? Wanted { get; init; }

    public IReadOnlyList<PodRecord> Pods { get; init; } = [];

    /// <summary>The cluster's DNS servers, where only another namespace was read.</summary>
    public IReadOnlyList<PodRecord> NameServers { get; init; } = [];

    /// <summary>The Services in front of the cluster's DNS servers; read only when a way is asked for.</summary>
    public IReadOnlyList<ServiceRecord>? NameServices { get; init; }

    public IReadOnlyList<WorkloadRecord> Workloads { get; init; } = [];

    public IReadOnlyList<NodeRecord>? Nodes { get; init; }

    public IReadOnlyList<EventRecord> Events { get; init; } = [];

    public IReadOnlyList<ServiceRecord>? Services { get; init; }

    /// <summary>Where Services lead, as their controllers wrote it down; read only when a way is asked for.</summary>
    public IReadOnlyList<EndpointsRecord>? Endpoints { get; init; }

    /// <summary>How many addresses Services lead to: of all where one namespace was read, else only of those whose pods do not tell it; null when they could not be read.</summary>
    public IReadOnlyList<EndpointCount>? EndpointCounts { get; init; }

    public IReadOnlyList<IngressRecord> Ingresses { get; init; } = [];

    public IReadOnlyList<IngressClassRecord>? IngressClasses { get; init; }

    /// <summary>Gateways of the Gateway API; read only when a way is asked for. Their routes are among the Ingresses.</summary>
    public IReadOnlyList<GatewayRecord>? Gateways { get; init; }

    /// <summary>Which routes may lead to Services of another namespace; read only when a way is asked for.</summary>
    public IReadOnlyList<GrantRecord>? Grants { get; init; }

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

    /// <summary>Of Secrets of type kubernetes.io/tls; null when Secrets could not be listed.</summary>
    public IReadOnlyList<TlsRecord>? Certificates { get; init; }

    /// <summary>Versions of the API that objects are still written in and that the server has a successor for.</summary>
    public IReadOnlyList<OldVersion> OldVersions { get; init; } = [];

    /// <summary>When ConfigMaps were last changed that pods of the wanted workload only read when they start.</summary>
    public IReadOnlyDictionary<ObjectKey, DateTimeOffset> ConfigChanges { get; init; } = new Dictionary<ObjectKey, DateTimeOffset>();

    public IReadOnlyList<LogTail> Logs { get; init; } = [];

    /// <summary>Bytes that containers in trouble use now, by pod and container; empty without the metrics API.</summary>
    public IReadOnlyDictionary<(ObjectKey Pod, string Container), decimal> MemoryInUse { get; init; } = new Dictionary<(ObjectKey Pod, string Container), decimal>();

    /// <summary>What changed in a workload's live revision against the one before, by workload.</summary>
    public IReadOnlyDictionary<ObjectKey, RevisionChange> Changes { get; init; } = new Dictionary<ObjectKey, RevisionChange>();

    /// <summary>Keys of ConfigMaps that references failed on; never values.</summary>
    public IReadOnlyDictionary<ObjectKey, IReadOnlyList<string>> ConfigKeys { get; init; } = new Dictionary<ObjectKey, IReadOnlyList<string>>();

    public IReadOnlyList<Unseen> Unseen { get; init; } = [];

    public IEnumerable<EventRecord> EventsOf(ObjectKey about) => Index(ref _events, Events, static report => report.About)[about];

    public IEnumerable<PodRecord> PodsOf(ObjectKey workload) => Index(ref _podsByWorkload, Pods, static pod => pod.Workload)[workload];

    public IEnumerable<PodRecord> PodsIn(string? @namespace) => Index(ref _podsByNamespace, Pods, static pod => pod.Key.Namespace ?? "")[@namespace ?? ""];

    public WorkloadRecord? Workload(ObjectKey key) => Index(ref _workloads, Workloads, static workload => workload.Key)[key].FirstOrDefault();

    public IReadOnlyDictionary<string, string> LabelsOf(string? @namespace) =>
        Namespaces.FirstOrDefault(candidate => candidate.Name == @namespace)?.Labels ?? NoLabels.Instance;

    /// <summary>The last lines of a container: of its end where it crashed, of now otherwise.</summary>
    public LogTail? LogOf(ObjectKey pod, string container) =>
        Logs.FirstOrDefault(log => log.Pod == pod && log.Container == container && log.IsPrevious) ?? Logs.FirstOrDefault(log => log.Pod == pod && log.Container == container);

    /// <summary>True when a kind, by the name of its list, could not be read.</summary>
    public bool IsUnseen(string plural) => Unseen.Any(unseen => unseen.What == plural || unseen.What.StartsWith(plural + ".", StringComparison.Ordinal) || unseen.Missing?.Resource == plural);

    private static ILookup<TKey, T> Index<TKey, T>(ref (object Of, ILookup<TKey, T> By)? index, IReadOnlyList<T> list, Func<T, TKey> key)
    {
        if (index is { } known && ReferenceEquals(known.Of, list))
        {
            return known.By;
        }

        var made = list.ToLookup(key);
        index = (list, made);
        return made;
    }
}

/// <summary>How the live revision of a workload differs from the one before it.</summary>
/// <param name="Differences">Our words: <c>memory limit of api 512Mi to 128Mi</c>.</param>
public sealed record RevisionChange(long Live, long Before, DateTimeOffset? Since, IReadOnlyList<string> Differences);
