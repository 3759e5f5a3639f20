using SreMcp.Policy;
using SreMcp.Sources.Prometheus;
using SreMcp.UnitTests.Guard;

namespace SreMcp.UnitTests.Prometheus;

public sealed class PrometheusReadRoutesTests : IDisposable
{
    private readonly Wire _wire = new();
    private readonly GuardedHandler _guard;
    private readonly HttpClient _client;

    public PrometheusReadRoutesTests()
    {
        _guard = new(new("https://prometheus.example.com/weu"), new PrometheusReadRoutes(), new(), [], _wire);
        _client = new(_guard);
    }

    public void Dispose()
    {
        _client.Dispose();
        _guard.Dispose();
        _wire.Dispose();
    }

    [Theory]
    [InlineData("/weu/api/v1/query?query=up")]
    [InlineData("/weu/api/v1/query?query=up%7Ba%3D%22b%22%7D&time=1&timeout=25s&limit=5")]
    [InlineData("/weu/api/v1/query_range?query=up&start=1&end=2&step=60s&timeout=5s")]
    public async Task Lets_a_query_pass(string path)
    {
        using var answer = await SendAsync("GET", path);
        Assert.Single(_wire.Sent);
    }

    [Theory]
    [InlineData("POST", "/weu/api/v1/query?query=up")]
    [InlineData("HEAD", "/weu/api/v1/query?query=up")]
    [InlineData("GET", "/weu/api/v1/query?query=up&query=down")]
    [InlineData("GET", "/weu/api/v1/query?query=up&stats=all")]
    [InlineData("GET", "/weu/api/v1/query/")]
    [InlineData("GET", "/weu/api/v1/query_exemplars?query=up")]
    [InlineData("GET", "/weu/api/v1/status/config")]
    [InlineData("GET", "/weu/api/v1/targets")]
    [InlineData("GET", "/weu/api/v1/series?match[]=up")]
    [InlineData("GET", "/weu/federate")]
    [InlineData("GET", "/weu/metrics")]
    [InlineData("POST", "/weu/-/reload")]
    [InlineData("PUT", "/weu/-/quit")]
    [InlineData("POST", "/weu/api/v1/admin/tsdb/delete_series?match[]=up")]
    [InlineData("POST", "/weu/api/v1/admin/tsdb/clean_tombstones")]
    [InlineData("GET", "/api/v1/query?query=up")]
    [InlineData("GET", "/weu/x/../api/v1/query?query=up")]
    [InlineData("GET", "/weu/%61pi/v1/query?query=up")]
    public async Task Sends_nothing_else(string method, string path)
    {
        var refused = await Assert.ThrowsAsync<SreException>(() => SendAsync(method, path));
        Assert.StartsWith("SRE07", refused.Code.Code, StringComparison.Ordinal);
        Assert.Empty(_wire.Sent);
    }

    [Fact]
    public async Task Sends_no_query_with_a_body_or_a_foreign_header()
    {
        using StringContent body = new("query=up");
        await Assert.ThrowsAsync<SreException>(() => SendAsync("GET", "/weu/api/v1/query?query=up", body));
        await Assert.ThrowsAsync<SreException>(() => SendAsync("GET", "/weu/api/v1/query?query=up", header: "X-Scope-OrgID"));
        Assert.Empty(_wire.Sent);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? body = null, string? header = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri($"https://prometheus.example.com{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) { Content = body };
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, "x");
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
