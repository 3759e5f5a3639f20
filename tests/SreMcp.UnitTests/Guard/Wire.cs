using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Guard;

/// <summary>The end of the line: keeps what the guard let through, as it was sent.</summary>
internal sealed class Wire : HttpMessageHandler
{
    private readonly List<(string Line, byte[] Body)> _sent = [];

    public Func<HttpResponseMessage> Answer { get; set; } = () => new(System.Net.HttpStatusCode.OK);

    public IReadOnlyList<(string Line, byte[] Body)> Sent
    {
        get
        {
            lock (_sent)
            {
                return [.. _sent];
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (_sent)
        {
            _sent.Add(($"{request.Method} {request.RequestUri}", body));
        }

        return Answer();
    }
}

/// <summary>A guarded client of one development cluster, and the decisions that a policy could have made about it.</summary>
internal sealed class GuardedCluster : IDisposable
{
    public const string Id = "11111111-2222-3333-4444-555555555555";

    private readonly GuardedHandler _guard;

    public GuardedCluster(string server = "https://api.example:6443", bool isIdentified = true)
    {
        Server = new(server);
        _guard = new(Server, new KubernetesReadRoutes(), Known, [], Wire);
        Client = new(_guard);
        if (isIdentified)
        {
            _guard.Identify(Identity.Cluster(Id));
        }
    }

    public Uri Server { get; }

    public KnownProduction Known { get; } = new();

    public Wire Wire { get; } = new();

    public HttpClient Client { get; }

    public void Identify(string id) => _guard.Identify(Identity.Cluster(id));

    public ExecuteGrant Grant(string? @namespace = "api", params Requirement[] requirements) => new(new(
        new()
        {
            Verdict = Verdict.Allow,
            Operation = Operations.KubernetesRestart,
            Target = new KubernetesTarget { Context = "dev", Cluster = new(Server, null, Id, true), Namespace = @namespace },
            Classification = new(Environment.Development, true, []),
            RuleId = "test",
            Source = FileLine.CompiledIn,
            Reason = "test",
            Requirements = requirements,
        },
        "id",
        "head"));

    public HttpRequestMessage Request(string method, string pathAndQuery, HttpContent? content = null) =>
        new(new HttpMethod(method), new Uri(Server.AbsoluteUri.TrimEnd('/') + pathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = content };

    public void Dispose()
    {
        Client.Dispose();
        _guard.Dispose();
        Wire.Dispose();
    }
}
