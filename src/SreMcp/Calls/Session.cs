using System.Text.Json;
using SreMcp.Commands;
using SreMcp.Configuration;
using SreMcp.Listings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Sources.Prometheus;
using SreMcp.Store;
using SreMcp.Tools;

namespace SreMcp.Calls;

/// <summary>What one process has: configuration and policy from the start, everything else when it is first needed.</summary>
internal sealed class Session : IDisposable, IAsyncDisposable
{
    private readonly Lazy<Ledger> _ledger;
    private readonly Lazy<Clusters> _clusters;
    private readonly Lazy<PrometheusServers> _prometheus;
    private readonly Lazy<Gate> _gate;
    private readonly KnownProduction _known = new();
    private readonly Dictionary<ClusterConnection, Cluster> _open = [];
    private readonly Lock _opening = new();
    private readonly SessionOptions _options;
    private bool _isPrepared;

    private Session(SessionOptions options, Workspace? workspace, SreMcpConfiguration configuration, PolicySet policy)
    {
        _options = options;
        Workspace = workspace?.Folder;
        Configuration = configuration;
        Policy = policy;
        _ledger = new(() => new(Time, options.Recorded));
        _clusters = new(() => options.Recorded ? Clusters.OfRecording(_known, Redactor, Time) : new(ClusterSettingsOf.Configuration(Configuration.Kubernetes, Workspace), _known, Redactor, Time));
        _prometheus = new(() => new(ClusterSettingsOf.Prometheus(Configuration.Prometheus, Workspace), _known, Redactor, Time));
        _gate = new(() => new(Policy, Ledger.Classes, _known, Ledger.Audit));
    }

    /// <summary>True when nothing that tools reach is real.</summary>
    public bool IsRecorded => _options.Recorded;

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>The folder that generated bundles go to; null when there is none.</summary>
    public string? Workspace { get; }

    public SreMcpConfiguration Configuration { get; }

    public PolicySet Policy { get; }

    public Toolbox Tools { get; } = Toolbox.Standard;

    public Cursors Cursors { get; } = new();

    /// <summary>Journal, audit chain, results, remembered classes.</summary>
    public Ledger Ledger => _ledger.Value;

    public Gate Gate => _gate.Value;

    public Clusters Clusters => _clusters.Value;

    /// <summary>Who keeps the history of clusters' metrics.</summary>
    public PrometheusServers Prometheus => _prometheus.Value;

    public Redactor Redactor => Ledger.Redactor;

    /// <summary>Tokens of an answer.</summary>
    public int AnswerBudget => Configuration.Answers.BudgetTokens;

    /// <summary>The contexts that configuration does not hide.</summary>
    public IReadOnlyList<KubernetesContext> VisibleContexts => [.. Clusters.Contexts.Where(context => !Configuration.Kubernetes.IsHidden(context.Name))];

    /// <summary>Reads configuration and policy. A file that does not load stops the start.</summary>
    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static Session Start(SessionOptions options)
    {
        var workspace = SreMcp.Configuration.Workspace.Find(options.Workspace, System.Environment.CurrentDirectory, PolicyPlaces.Home);
        if (options.Recorded)
        {
            // Not even the files that only tighten: what a player's machine says of real targets has no meaning here.
            return new(options, workspace, SreMcpConfiguration.Default, RecordedPlay.Policy());
        }

        var (configuration, policy) = ConfigurationFiles.LoadAll(PolicyPlaces.Of(workspace?.Folder));
        return new(options, workspace, configuration, policy);
    }

    /// <summary>Before the first call: what it needs later is read beside what it does first, which is to write the journal and to find its target.</summary>
    public void Prepare(Tool? tool)
    {
        if (Interlocked.Exchange(ref _isPrepared, true))
        {
            return;
        }

        _ = Task.Run(() =>
        {
            if (tool?.Set is ToolSet.Kubernetes && !IsRecorded)
            {
                SystemRoots.Prepare();
            }

            Policy.Prepare();
        });
    }

    /// <summary>The policy in force, for commands that need nothing else.</summary>
    public static PolicySet ReadPolicy(SessionOptions options)
    {
        using var session = Start(options);
        return session.Policy;
    }

    /// <summary>The tools that <c>tools/list</c> shows.</summary>
    public IEnumerable<Tool> ListedTools() => Tools.All.Where(tool => Shows(tool.Set) && !IsHidden(tool.Name));

    /// <summary>A tool that may be called: listed or not, but not one that an operator took away.</summary>
    public Tool? FindTool(string name) => Tools.Find(name) is { } tool && !Configuration.Tools.Hidden.Any(pattern => pattern.Matches(tool.Name)) ? tool : null;

    /// <exception cref="SreException">SRE03xx when there is no such context or it cannot be used.</exception>
    public Cluster Open(string? context) => Open(Clusters.Connect(FindContext(context).Name));

    /// <summary>A context that configuration does not hide; the current one for null.</summary>
    /// <exception cref="SreException">SRE0301 to SRE0303.</exception>
    public KubernetesContext FindContext(string? name)
    {
        var wanted = Clusters.Context(name);
        return Configuration.Kubernetes.IsHidden(wanted.Name)
            ? throw new SreException(Errors.Connections.UnknownContext, $"The context {TextCleaner.OneLine(wanted.Name, 100)} is hidden by configuration.", "Use another context: read_environments lists them.")
            : wanted;
    }

    /// <summary>The cluster of a context; null, with the reason, when the context cannot be used.</summary>
    public Cluster? Find(KubernetesContext context, out SreException? unusable)
    {
        try
        {
            unusable = null;
            return Open(Clusters.Connect(context.Name));
        }
        catch (SreException problem)
        {
            unusable = problem;
            return null;
        }
    }

    /// <summary>The class of a target, without a decision.</summary>
    public Classification Classify(Target target) => Policy.Classify(target, Ledger.Classes, _known);

    /// <summary>One line on stderr, cleaned of secrets.</summary>
    public void Log(string line) => Terminal.Log(Redactor.Redact(line));

    public void Dispose()
    {
        if (_clusters.IsValueCreated)
        {
            _clusters.Value.Dispose();
        }

        if (_prometheus.IsValueCreated)
        {
            _prometheus.Value.Dispose();
        }

        foreach (var cluster in _open.Values)
        {
            cluster.Dispose();
        }

        if (_ledger.IsValueCreated)
        {
            _ledger.Value.Dispose();
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Flags can only narrow what configuration shows.</summary>
    private bool Shows(ToolSet set) => (_options.Sets.Count is 0 || _options.Sets.Contains(set)) && (Configuration.Tools.Sets?.Contains(set) ?? true);

    private bool IsHidden(string tool) => _options.Hidden.Contains(tool, StringComparer.Ordinal) || Configuration.Tools.Hidden.Any(pattern => pattern.Matches(tool));

    private Cluster Open(ClusterConnection connection)
    {
        lock (_opening)
        {
            return _open.TryGetValue(connection, out var cluster) ? cluster : _open[connection] = new(connection, Time, Redactor);
        }
    }
}
