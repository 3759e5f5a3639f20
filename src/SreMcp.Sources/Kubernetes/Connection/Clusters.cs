using SreMcp.Policy;
using SreMcp.Sources.Kubernetes.Recorded;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Every cluster that can be named, and the connections to those that were.</summary>
/// <remarks>Nothing is read before the first question. Files that changed are read again; connections already made go where they always went.</remarks>
public sealed class Clusters : IDisposable
{
    private readonly ClusterSettings _settings;
    private readonly KnownProduction _known;
    private readonly Redactor _redactor;
    private readonly TimeProvider _time;
    private readonly Surroundings _surroundings;
    private readonly RecordedWorld? _recorded;
    private readonly ExecPluginLocator _locator;
    private readonly Dictionary<string, ClusterConnection> _connections = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private ClusterSnapshot? _snapshot;

    public Clusters(ClusterSettings settings, KnownProduction known, Redactor redactor, TimeProvider time)
        : this(settings, known, redactor, time, Surroundings.OfProcess())
    {
    }

    internal Clusters(ClusterSettings settings, KnownProduction known, Redactor redactor, TimeProvider time, Surroundings surroundings, RecordedWorld? recorded = null)
    {
        _settings = settings;
        _known = known;
        _redactor = redactor;
        _time = time;
        _surroundings = surroundings;
        _recorded = recorded;
        _locator = new(settings, surroundings);
    }

    /// <summary>The recorded clusters and nothing else: no file, variable or credential is read, and no socket is made.</summary>
    public static Clusters OfRecording(KnownProduction known, Redactor redactor, TimeProvider time) =>
        new(new ClusterSettings(), known, redactor, time, Surroundings.None, new RecordedWorld(time));

    /// <summary>All contexts by name, also those that cannot be used, each with its problem.</summary>
    public IReadOnlyList<KubernetesContext> Contexts => [.. Snapshot().Contexts.Select(details => details.Context)];

    /// <summary>The name of the current context; null when no file sets one.</summary>
    public string? CurrentContext => Snapshot().Current;

    /// <summary>What was passed over while reading: files in the workspace, broken entries.</summary>
    public IReadOnlyList<string> Notices => Snapshot().Notices;

    /// <summary>A context by its exact name; the current one for null.</summary>
    /// <exception cref="SreException">SRE0301 when there is none at all, SRE0302 for an unknown name, SRE0303 without a current context.</exception>
    public KubernetesContext Context(string? name) => Find(Snapshot(), name).Context;

    /// <summary>The connection of a context. The same details give the same connection; a changed kubeconfig gives a new one.</summary>
    /// <exception cref="SreException">As <see cref="Context"/>, or the context's own problem.</exception>
    public ClusterConnection Connect(string? name)
    {
        var details = Find(Snapshot(), name);
        if (details.Context.Problem is { } problem)
        {
            throw problem;
        }

        lock (_lock)
        {
            var digest = details.Digest();
            if (!_connections.TryGetValue(digest, out var connection))
            {
                _connections[digest] = connection = Open(details);
            }

            return connection;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var connection in _connections.Values)
            {
                connection.Dispose();
            }

            _connections.Clear();
        }
    }

    private ClusterSnapshot Snapshot()
    {
        lock (_lock)
        {
            return _recorded is { } world ? world.Contexts : _snapshot is { IsStale: false } fresh ? fresh : _snapshot = new SnapshotReader(_settings, _surroundings, _locator, _redactor).Read();
        }
    }

    private ClusterConnection Open(ConnectionDetails details)
    {
        if (_recorded is { } world)
        {
            return new(details, new FixedCredential(PresentedCredential.Nothing), proxy: null, _settings, _known, _redactor, _time, world.Transport(details.Context.Name));
        }

        Credential credential = details.Credential switch
        {
            BearerToken bearer => new FixedCredential(PresentedCredential.OfToken(bearer.Token)),
            BasicPassword basic => FixedCredential.OfPassword(basic),
            BearerTokenFile file => new TokenFileCredential(file, _settings.Workspace, _redactor, _time),
            ExecPlugin plugin => new ExecCredential(details, plugin, _locator, _redactor, _time),
            _ => new FixedCredential(PresentedCredential.Nothing),
        };
        return new(details, credential, details.Proxy ?? EnvironmentProxy.For(details.Context, _surroundings), _settings, _known, _redactor, _time);
    }

    private static ConnectionDetails Find(ClusterSnapshot snapshot, string? name)
    {
        var read = snapshot.Files.Count == 0 ? "no file" : string.Join(", ", snapshot.Files);
        var notices = snapshot.Notices.Count == 0 ? "" : $" ({string.Join("; ", snapshot.Notices)})";
        if (snapshot.Contexts.Count == 0)
        {
            throw new SreException(Errors.Connections.NoContexts, $"No context was found; looked in {read}{notices}.");
        }

        var wanted = name ?? snapshot.Current ?? throw new SreException(Errors.Connections.NoCurrentContext, $"No context was named, and {read} sets no current-context.");
        return snapshot.Contexts.FirstOrDefault(details => details.Context.Name == wanted) ?? throw Unknown(wanted, snapshot, read + notices, isCurrent: name is null);
    }

    private static SreException Unknown(string wanted, ClusterSnapshot snapshot, string read, bool isCurrent)
    {
        var nearest = Spelling.Nearest(wanted, snapshot.Contexts.Select(details => details.Context.Name));
        return new(
            Errors.Connections.UnknownContext,
            $"There is no context {TextCleaner.OneLine(wanted, 100)}{(isCurrent ? ", although it is the current-context" : "")} among {snapshot.Contexts.Count} read from {read}.",
            nearest is null ? null : $"Did you mean {TextCleaner.OneLine(nearest, 100)}?");
    }
}
