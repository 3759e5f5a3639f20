using System.Text;
using SreMcp.IntegrationTests.Kubernetes.Connection;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Sources.Prometheus;
using static SreMcp.IntegrationTests.Kubernetes.Connection.HostileServer;

namespace SreMcp.IntegrationTests.Prometheus;

/// <summary>Whatever answers at the address of a Prometheus.</summary>
public sealed class HostilePrometheusTests : IDisposable
{
    private const string Good = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":"a"},"value":[1,"2"]}]}}""";

    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Redactor _redactor = new(new byte[32]);
    private readonly List<PrometheusServers> _opened = [];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _opened.ForEach(servers => servers.Dispose());
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Asks_by_its_token_and_nothing_else()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json(Good));
        Assert.Equal(["a 2"], await QueryAsync(Open(server, token: "sesame-1234"), "up{a=\"b&c\"}"));
        var heard = Assert.Single(server.Heard);
        Assert.Equal(("GET /api/v1/query?query=up%7Ba%3D%22b%26c%22%7D&timeout=3s HTTP/1.1", "Bearer sesame-1234", null), (heard.Line, heard.Header("Authorization"), heard.Header("Cookie")));
    }

    [Theory]
    [InlineData(200, "application/json", """{"status":"error","errorType":"internal","error":"x"}""", "SRE0485")]
    [InlineData(200, "text/html", "<html>login</html>", "SRE0485")]
    [InlineData(200, "application/json", "[[[[", "SRE0485")]
    [InlineData(200, "application/json", """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":"\ud800"},"value":[1,"2"]}]}}""", "SRE0485")]
    [InlineData(200, "application/json", """{"status":"success","da""", "SRE0485")]
    [InlineData(400, "application/json", """{"status":"error","errorType":"bad_data","error":"parse error sesame-1234 in query"}""", "SRE0484")]
    [InlineData(422, "application/json", """{"status":"error","errorType":"execution","error":"too many samples"}""", "SRE0484")]
    [InlineData(503, "text/plain", "busy", "SRE0484")]
    [InlineData(401, "text/plain", "", "SRE0483")]
    [InlineData(403, "text/html", "<html>", "SRE0483")]
    [InlineData(404, "text/html", "<html>", "SRE0485")]
    [InlineData(302, "text/plain", "", "SRE0704")]
    [InlineData(307, "text/plain", "", "SRE0704")]
    public async Task Names_what_an_answer_means(int status, string type, string body, string code)
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Response(status, type, body, "Location: https://prod.example.com/\r\n"));
        var error = await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(server, token: "sesame-1234")));
        Assert.Equal(code, error.Code.Code);
        Assert.Contains($"127.0.0.1:{server.Port}", error.What, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", $"{error} {error.Remote.ForAnalysis()}", StringComparison.Ordinal);
        Assert.Single(server.Heard);
    }

    /// <summary>The token goes to the address that the operator named and to no other.</summary>
    [Fact]
    public async Task Follows_no_redirect_to_production()
    {
        await using var production = new HostileServer(_authority.Issue("127.0.0.1"), Json(Good));
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Response(307, "text/plain", "", $"Location: {production.Address}/api/v1/query?query=up\r\n"));
        Assert.Equal(Errors.Guards.Redirected, (await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(server, token: "sesame-1234")))).Code);
        Assert.Empty(production.Heard);
    }

    [Fact]
    public async Task Stops_reading_an_answer_that_does_not_end()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"1\"]}"), cancelled);
            var more = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(",{\"metric\":{},\"value\":[1,\"1\"]}", 1000)));
            while (true)
            {
                await stream.WriteAsync(more, cancelled);
            }
        });
        Assert.Equal(Errors.Prometheus.TooLarge, (await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(server)))).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waits_for_no_slow_answer(bool hasHead)
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            if (hasHead)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"status\":"), cancelled);
            }

            await Task.Delay(Timeout.Infinite, cancelled);
        });
        Assert.Equal(Errors.Prometheus.TimedOut, (await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(server, seconds: 1)))).Code);
    }

    [Fact]
    public async Task Ends_when_its_caller_does()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, _, cancelled) => await Task.Delay(Timeout.Infinite, cancelled));
        using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => QueryAsync(Open(server), cancelled: soon.Token));
    }

    [Fact]
    public async Task Says_that_nothing_listens_there()
    {
        int port;
        await using (var server = new HostileServer(certificate: null, ""))
        {
            port = server.Port;
        }

        var error = await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(new Uri($"http://127.0.0.1:{port}"))));
        Assert.Equal((Errors.Prometheus.Unreachable, true), (error.Code, error.What.Contains("nothing listens there", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Trusts_no_certificate_but_one_of_the_authority_that_was_named()
    {
        using TestAuthority stranger = new("stranger");
        await using var server = new HostileServer(stranger.Issue("127.0.0.1"), Json(Good));
        Assert.Equal(Errors.Prometheus.NotTrusted, (await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(server, token: "sesame-1234")))).Code);
        await using var misnamed = new HostileServer(_authority.Issue("other.example.com"), Json(Good));
        Assert.Equal(Errors.Prometheus.NotTrusted, (await Assert.ThrowsAsync<SreException>(() => QueryAsync(Open(misnamed)))).Code);
        Assert.Empty(server.Heard);
    }

    [Fact]
    public void Uses_no_token_and_no_authority_of_the_workspace()
    {
        var file = _folder.Write("workspace/ca.pem", _authority.Pem);
        var endpoint = new PrometheusEndpoint { Context = "c", Server = new("https://127.0.0.1"), CertificateAuthorityFile = file };
        Assert.Equal(Errors.Connections.InWorkspace, Assert.Throws<SreException>(() => Servers(endpoint, 3).Find("c")).Code);
        Assert.Null(Servers(endpoint, 3).Find("C"));
    }

    private static async Task<IReadOnlyList<string>> QueryAsync(PrometheusServer server, string query = "up", CancellationToken? cancelled = null)
    {
        List<string> samples = [];
        await foreach (var sample in server.QueryAsync(query, at: null, sample => $"{sample.Label("pod")} {sample.Value}", cancelled ?? Cancelled))
        {
            samples.Add(sample);
        }

        return samples;
    }

    private PrometheusServer Open(HostileServer server, string? token = null, double seconds = 3) => Open(new Uri(server.Address), token, seconds);

    private PrometheusServer Open(Uri address, string? token = null, double seconds = 3) => Servers(
        new()
        {
            Context = "c",
            Server = address,
            CertificateAuthorityFile = _folder.Write("ca.pem", _authority.Pem),
            Token = token is null ? null : new() { File = _folder.Write("token", token) },
        },
        seconds).Find("c")!;

    private PrometheusServers Servers(PrometheusEndpoint endpoint, double seconds)
    {
        PrometheusServers servers = new(
            new() { Endpoints = [endpoint], Workspace = Path.Combine(_folder.Path, "workspace"), RequestTimeout = TimeSpan.FromSeconds(seconds), AnswerLimit = 1 << 20 }, new KnownProduction(), _redactor, TimeProvider.System, Surroundings.None);
        _opened.Add(servers);
        return servers;
    }
}
