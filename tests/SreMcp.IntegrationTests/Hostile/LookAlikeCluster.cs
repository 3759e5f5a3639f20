using System.Security.Cryptography.X509Certificates;
using System.Text;
using SreMcp.IntegrationTests.Kubernetes.Connection;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>An API server that is right about discovery and about who it is, and answers everything else as an attacker would.</summary>
internal sealed class LookAlikeCluster : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly HostileServer _server;

    /// <param name="hostile">Answers what is not discovery.</param>
    /// <param name="everywhere">True when discovery is hostile too.</param>
    /// <param name="issuedFor">The name in the certificate.</param>
    public LookAlikeCluster(Func<HeardRequest, Stream, CancellationToken, Task> hostile, bool everywhere = false, string issuedFor = "127.0.0.1", bool isExpired = false, TestAuthority? issuer = null)
    {
        _certificate = (issuer ?? _authority).Issue(issuedFor, isExpired);
        _server = new(_certificate, async (heard, stream, cancelled) =>
        {
            if (!everywhere && Known(heard.Line.Split(' ')[1]) is { } body)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(HostileServer.Json(body)), cancelled);
                return;
            }

            await hostile(heard, stream, cancelled);
        });
    }

    public IReadOnlyList<HeardRequest> Heard => _server.Heard;

    public string Address => _server.Address;

    /// <summary>Answers everything with one text.</summary>
    public static Func<HeardRequest, Stream, CancellationToken, Task> Always(string response)
    {
        var bytes = Encoding.UTF8.GetBytes(response);
        return async (_, stream, cancelled) => await stream.WriteAsync(bytes, cancelled);
    }

    /// <summary>Writes a kubeconfig for it into the home folder.</summary>
    /// <param name="user">Members of a YAML flow map.</param>
    public string WriteKubeconfig(HomeFolder home, string user = "token: sesame-1234", string name = "config", string context = "c")
    {
        var path = Path.Combine(home.Path, ".kube", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"""
            current-context: {context}
            clusters: [{"{"}name: {context}, cluster: {"{"}server: '{Address}', certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(_authority.Pem))}{"}}"}]
            users: [{"{"}name: {context}, user: {"{"}{user}{"}}"}]
            contexts: [{"{"}name: {context}, context: {"{"}cluster: {context}, user: {context}{"}}"}]

            """);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        _authority.Dispose();
    }

    private static string? Known(string path) => path.Split('?')[0] switch
    {
        "/api" => """{"kind":"APIVersions","versions":["v1"]}""",
        "/apis" => """{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]}""",
        "/api/v1" => """
            {"kind":"APIResourceList","groupVersion":"v1","resources":[
            {"name":"pods","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","list","delete"],"shortNames":["po"]},
            {"name":"secrets","singularName":"","namespaced":true,"kind":"Secret","verbs":["get","list"]},
            {"name":"nodes","singularName":"","namespaced":false,"kind":"Node","verbs":["get","list","patch"]},
            {"name":"namespaces","singularName":"","namespaced":false,"kind":"Namespace","verbs":["get","list"]}]}
            """,
        "/apis/apps/v1" => """{"kind":"APIResourceList","groupVersion":"apps/v1","resources":[{"name":"deployments","singularName":"","namespaced":true,"kind":"Deployment","verbs":["get","list","patch"]}]}""",
        "/api/v1/namespaces/kube-system" => """{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"kube-system","uid":"11111111-2222-3333-4444-555555555555","labels":{}}}""",
        _ => null,
    };
}
