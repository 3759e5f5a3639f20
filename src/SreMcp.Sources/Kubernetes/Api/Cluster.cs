using System.Runtime.CompilerServices;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A cluster's API over one connection: what it serves, lists, objects and the few changes that exist.</summary>
/// <remarks>Safe for use by several calls at once. Every failure is an <see cref="SreException"/>; every call obeys its token.</remarks>
public sealed class Cluster(ClusterConnection connection, TimeProvider time, Redactor redactor) : IDisposable
{
    private const string Json = "application/json";

    /// <summary>Both generations of tables, and plain objects for the servers that make none.</summary>
    private const string Table =
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

    private readonly Discovery _discovery = new(connection, time);
    private readonly ClusterIdentification _identification = new(connection, time);
    private readonly ObjectFilter _filter = new(redactor);

    public ClusterConnection Connection { get; } = connection;

    internal TimeProvider Time { get; } = time;

    /// <summary>Redacts what typed readers take out of objects that nobody else may open.</summary>
    internal NestedValues Nested { get; } = new(redactor);

    /// <summary>The target of a read: cluster id and namespace labels are at most 60 s old.</summary>
    /// <inheritdoc cref="IdentifyAsync(string?, string?, string?, bool, CancellationToken)"/>
    public Task<KubernetesTarget> IdentifyAsync(string? @namespace, string? kind, string? name, CancellationToken cancellationToken) =>
        IdentifyAsync(@namespace, kind, name, fresh: false, cancellationToken);

    /// <summary>The target with the UID of kube-system and the labels of the namespace, read on this very connection.</summary>
    /// <param name="fresh">True before an execute: nothing remembered counts.</param>
    /// <returns>Without a cluster id when id or labels could not be read, which makes the target unknown.</returns>
    /// <exception cref="SreException">SRE03xx when the cluster cannot be reached at all.</exception>
    public Task<KubernetesTarget> IdentifyAsync(string? @namespace, string? kind, string? name, bool fresh, CancellationToken cancellationToken) =>
        _identification.ReadAsync(@namespace, kind, name, fresh, cancellationToken);

    /// <summary>The target as far as it is known without asking anybody.</summary>
    public KubernetesTarget TargetAtRest(string? @namespace, string? kind, string? name) => _identification.AtRest(@namespace, kind, name);

    /// <summary>Finds a kind by plural, singular, kind or short name, with or without group and version, in any case.</summary>
    /// <exception cref="SreException">SRE0430 when the cluster serves no such kind, SRE0431 when several groups do.</exception>
    public async Task<ApiResource> ResolveAsync(string kind, CancellationToken cancellationToken)
    {
        if (KindName.MayBeCore(kind) && KindName.ChooseCore(kind, (await _discovery.ReadCoreAsync(cancellationToken)).All) is { } core)
        {
            return core;
        }

        var served = await _discovery.ReadAsync(afterMiss: false, cancellationToken);
        if (KindName.Choose(kind, served.All) is { } known)
        {
            return known;
        }

        served = await _discovery.ReadAsync(afterMiss: true, cancellationToken);
        return KindName.Choose(kind, served.All) ?? throw Unknown(kind, served);
    }

    /// <summary>Every kind that the cluster serves, each once, in the version that it prefers.</summary>
    public async Task<IReadOnlyList<ApiResource>> ResourcesAsync(CancellationToken cancellationToken) =>
        (await _discovery.ReadAsync(afterMiss: false, cancellationToken)).Preferred;

    /// <summary>Every version of every group that serves a kind of exactly this name, what the server prefers first.</summary>
    /// <param name="kind">As manifests have it: <c>Deployment</c>.</param>
    public async Task<IReadOnlyList<ApiResource>> VersionsOfAsync(string kind, CancellationToken cancellationToken)
    {
        var served = await _discovery.ReadAsync(afterMiss: false, cancellationToken);
        var versions = Of(served);
        return versions.Length > 0 ? versions : Of(await _discovery.ReadAsync(afterMiss: true, cancellationToken));

        ApiResource[] Of(ServedResources all) => [.. all.All.Where(resource => resource.Kind == kind).OrderByDescending(resource => resource.IsPreferred)];
    }

    /// <summary>A manifest as the live object is shown: without Secret data, and with the same fingerprints for the same values.</summary>
    public System.Text.Json.JsonElement Shown(System.Text.Json.JsonElement manifest, ApiResource resource) => _filter.Filter(System.Text.Encoding.UTF8.GetBytes(manifest.GetRawText()), resource);

    /// <summary>What <c>kubectl apply</c> recorded of the manifest that it applied last, as <see cref="Shown"/>; null when it never did.</summary>
    public System.Text.Json.JsonElement? LastApplied(KubernetesObject item) => LastAppliedManifest.In(item.Raw) is { } manifest ? _filter.Filter(manifest, item.Resource) : null;

    /// <summary>Registered group versions whose backend does not answer, such as <c>metrics.k8s.io/v1beta1</c>.</summary>
    public async Task<IReadOnlyList<string>> BrokenGroupsAsync(CancellationToken cancellationToken) =>
        (await _discovery.ReadAsync(afterMiss: false, cancellationToken)).BrokenGroups;

    /// <summary>The kind's objects as rows of the server's own table, in its order, while they arrive.</summary>
    public IAsyncEnumerable<TableRow> RowsAsync(ApiResource resource, ListOptions options, CancellationToken cancellationToken)
    {
        // Rows do not tell their namespace; only the object behind them does, and that is most of the bytes.
        var needsMetadata = options.WithLabels || (resource.IsNamespaced && options.Namespace is null);
        var table = new TableReader(options.Namespace, options.WithLabels);
        return new PagedList(Connection, resource, options, Table, needsMetadata ? "Metadata" : "None").ReadAsync(
            fragment =>
            {
                if (fragment.Kind is FragmentKind.Columns)
                {
                    table.ReadColumns(fragment.Json.Span);
                }

                return fragment.Kind switch
                {
                    FragmentKind.Row => table.ReadRow(fragment.Json.Span),
                    FragmentKind.Item => table.ReadItem(fragment.Json.Span),
                    _ => null,
                };
            },
            static row => (row.Namespace, row.Name),
            cancellationToken);
    }

    /// <summary>The kind's objects, whole, one at a time out of the stream.</summary>
    public IAsyncEnumerable<KubernetesObject> ObjectsAsync(ApiResource resource, ListOptions options, CancellationToken cancellationToken) =>
        ObjectsAsync(resource, options, keepRaw: false, cancellationToken);

    internal IAsyncEnumerable<KubernetesObject> ObjectsAsync(ApiResource resource, ListOptions options, bool keepRaw, CancellationToken cancellationToken) =>
        new PagedList(Connection, resource, options, Json, includeObject: null).ReadAsync(
            fragment => fragment.Kind is FragmentKind.Item ? KubernetesObject.Read(fragment.Json.Span, resource, _filter, keepRaw) : null,
            static item => (item.Namespace, item.Name),
            cancellationToken);

    /// <summary>The kind's objects, reduced one at a time while they arrive, so that a list of thousands never lies in memory.</summary>
    /// <param name="reduce">Sees the object as the server gave it, unfiltered, and only during the call: it takes out what it needs and no value that may be secret. Null leaves the object out.</param>
    /// <exception cref="SreException">SRE0432 for Secrets, which are never handed out unfiltered.</exception>
    public async IAsyncEnumerable<T> ReduceAsync<T>(ApiResource resource, ListOptions options, Func<JsonElement, T?> reduce, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        if (resource.Is("", "secrets"))
        {
            throw new SreException(Errors.Objects.UnsupportedVerb, "Secrets are never read unfiltered.");
        }

        var list = new PagedList(Connection, resource, options, Json, includeObject: null).ReadAsync(
            fragment => fragment.Kind is FragmentKind.Item ? Reduced<T>.Of(fragment.Json, reduce) : null,
            static item => (item.Namespace, item.Name),
            cancellationToken);
        await foreach (var item in list)
        {
            if (item.Value is { } value)
            {
                yield return value;
            }
        }
    }

    /// <summary>The public part of every TLS Secret, one at a time out of the stream.</summary>
    /// <param name="namespace">Null for all namespaces.</param>
    public async IAsyncEnumerable<TlsCertificate> CertificatesAsync(string? @namespace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var secrets = await ResolveAsync("v1/Secret", cancellationToken);
        var options = new ListOptions { Namespace = @namespace, FieldSelector = "type=kubernetes.io/tls" };
        var list = new PagedList(Connection, secrets, options, Json, includeObject: null).ReadAsync(
            static fragment => fragment.Kind is FragmentKind.Item ? TlsCertificate.Of(fragment.Json) : null,
            static item => (item.Namespace, item.Name),
            cancellationToken);
        await foreach (var certificate in list)
        {
            yield return certificate;
        }
    }

    /// <summary>One object.</summary>
    /// <param name="namespace">Null for cluster-wide kinds only.</param>
    public async Task<KubernetesObject> GetAsync(ApiResource resource, string? @namespace, string name, CancellationToken cancellationToken) =>
        await ReadObjectAsync(await Connection.ReadAsync(ResourcePath.OfObject(resource, @namespace, name), Json, cancellationToken), resource, cancellationToken);

    /// <summary>A container's log, to be read line by line while it arrives. The caller disposes it.</summary>
    /// <inheritdoc cref="PodLog.OpenAsync"/>
    public Task<PodLog> LogAsync(LogRequest request, CancellationToken cancellationToken) => PodLog.OpenAsync(Connection, request, cancellationToken);

    /// <summary>The last lines of a container's log, oldest first.</summary>
    /// <param name="request">With <see cref="LogRequest.TailLines"/>, since all lines that come are kept.</param>
    /// <inheritdoc cref="PodLog.OpenAsync"/>
    public async Task<IReadOnlyList<LogEntry>> LogTailAsync(LogRequest request, CancellationToken cancellationToken)
    {
        await using var log = await LogAsync(request with { TailLines = request.TailLines ?? 100 }, cancellationToken);
        List<LogEntry> entries = [];
        while (await log.MoveNextAsync(cancellationToken))
        {
            entries.Add(log.Current.Keep());
        }

        return entries;
    }

    /// <summary>Changes an object, or rehearses it.</summary>
    /// <returns>The object as it is, or would be, afterwards.</returns>
    /// <exception cref="SreException">SRE0440 when a test in the patch found the object changed.</exception>
    public async Task<KubernetesObject> PatchAsync(
        ApiResource resource, string? @namespace, string name, PatchKind kind, ReadOnlyMemory<byte> patch, WriteOptions options, CancellationToken cancellationToken)
    {
        var contentType = kind switch
        {
            PatchKind.Json => "application/json-patch+json",
            PatchKind.Merge => "application/merge-patch+json",
            _ => "application/strategic-merge-patch+json",
        };
        try
        {
            return await SendAsync(HttpMethod.Patch, resource, @namespace, name, contentType, patch, options, validation: null, cancellationToken);
        }
        catch (SreException refused) when (kind is PatchKind.Json && IsFailedTest(refused))
        {
            throw new SreException(Errors.Objects.ChangedMeanwhile, $"{resource.Kind} {name} is no longer as it was read.", remote: refused.Remote, inner: refused);
        }
    }

    /// <summary>Server-side apply. Fields that somebody else manages are a conflict, never taken over.</summary>
    /// <param name="manifestJson">The whole object as JSON.</param>
    public Task<KubernetesObject> ApplyAsync(
        ApiResource resource, string? @namespace, string name, ReadOnlyMemory<byte> manifestJson, WriteOptions options, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, resource, @namespace, name, "application/apply-patch+yaml", manifestJson, options, validation: "Strict", cancellationToken);

    /// <summary>Deletes exactly this pod, with its own grace period.</summary>
    /// <param name="uid">A pod of the same name but another UID is not deleted.</param>
    /// <param name="resourceVersion">When given, any change since then is a conflict.</param>
    public async Task DeletePodAsync(string @namespace, string name, string uid, string? resourceVersion, WriteOptions options, CancellationToken cancellationToken)
    {
        var pods = await ResolveAsync("v1/Pod", cancellationToken);
        var body = PodDeletion.Body(uid, resourceVersion, options.DryRun);
        var path = Query(ResourcePath.OfObject(pods, @namespace, name), options, fieldManager: null, validation: null);
        using var response = await Connection.WriteAsync(HttpMethod.Delete, path, Json, body, options.Grant, options.DryRun, cancellationToken);
    }

    /// <summary>The kind's objects as a typed reader takes them out of what the server gave, unfiltered: it keeps known fields and nothing else. Null leaves one out.</summary>
    internal IAsyncEnumerable<T> TypedAsync<T>(
        ApiResource resource, ListOptions options, string accept, Func<ReadOnlyMemory<byte>, T?> read, Func<T, (string? Namespace, string Name)> key, CancellationToken cancellationToken)
        where T : class =>
        new PagedList(Connection, resource, options, accept, includeObject: null).ReadAsync(
            fragment => fragment.Kind is FragmentKind.Item ? read(fragment.Json) : null, key, cancellationToken);

    /// <summary>As the list, for one object.</summary>
    internal async Task<T> TypedAsync<T>(ApiResource resource, string? @namespace, string name, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken) =>
        await Answer.ReadAsync(await Connection.ReadAsync(ResourcePath.OfObject(resource, @namespace, name), Json, cancellationToken), $"The answer about a {resource.Kind}", read, cancellationToken);

    public void Dispose() => _discovery.Dispose();

    private async Task<KubernetesObject> SendAsync(
        HttpMethod method, ApiResource resource, string? @namespace, string name, string contentType, ReadOnlyMemory<byte> body, WriteOptions options, string? validation, CancellationToken cancellationToken)
    {
        var path = Query(ResourcePath.OfObject(resource, @namespace, name, options.Subresource), options, options.FieldManager, validation);
        var response = await Connection.WriteAsync(method, path, contentType, body, options.Grant, options.DryRun, cancellationToken);
        var answered = options.Subresource is "scale" ? resource with { Group = "autoscaling", Version = "v1", Kind = "Scale" } : resource;
        return await ReadObjectAsync(response, answered, cancellationToken);
    }

    private static string Query(string path, WriteOptions options, string? fieldManager, string? validation) =>
        ResourcePath.WithQuery(path, ("dryRun", options.DryRun ? "All" : null), ("fieldManager", fieldManager), ("fieldValidation", validation));

    private Task<KubernetesObject> ReadObjectAsync(HttpResponseMessage response, ApiResource resource, CancellationToken cancellationToken) =>
        Answer.ReadAsync(response, $"The answer about a {resource.Kind}", bytes => KubernetesObject.Read(bytes.Span, resource, _filter, keepRaw: true), cancellationToken);

    /// <summary>A JSON patch that does not fit the object is a 422 without a word about the object; one that makes it invalid says so.</summary>
    private static bool IsFailedTest(SreException refused) =>
        refused.Code == Errors.Answers.Invalid
        && refused.InnerException is ApiStatusException status
        && !status.Said.ForAnalysis().Contains("is invalid", StringComparison.Ordinal)
        && !status.Said.ForAnalysis().Contains("admission webhook", StringComparison.Ordinal);

    private static SreException Unknown(string kind, ServedResources served)
    {
        var names = KindName.Parse(kind);
        var nearest = names.Count == 0 ? null : Spelling.Nearest(names[0].Name, served.Preferred.SelectMany(resource => resource.ShortNames.Where(name => name.Length > 3).Append(resource.Plural).Append(resource.Kind)));
        var meant = nearest is null ? "" : $" Nearest: {nearest}.";
        var broken = served.BrokenGroups.Count == 0 ? "" : $" These API groups do not answer: {string.Join(", ", served.BrokenGroups.Take(5))}.";
        return new(Errors.Objects.UnknownKind, $"The cluster serves no kind «{TextCleaner.OneLine(kind, 80)}».{meant}{broken}");
    }
}
