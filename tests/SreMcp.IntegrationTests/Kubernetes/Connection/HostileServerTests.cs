using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using static SreMcp.IntegrationTests.Kubernetes.Connection.HostileServer;

namespace SreMcp.IntegrationTests.Kubernetes.Connection;

public sealed class HostileServerTests : IDisposable
{
    private const string Json200 = "application/json";

    private readonly TestClusters _clusters = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _clusters.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Reads_with_its_token_and_without_anything_else()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("""{"gitVersion":"v1"}"""));
        var connection = _clusters.Connect(server.Address, _authority.Pem);
        Assert.Equal("""{"gitVersion":"v1"}""", await TestClusters.BodyAsync(await connection.ReadAsync("/version", Json200, Cancelled), Cancelled));
        var heard = Assert.Single(server.Heard);
        Assert.Equal(("GET /version HTTP/1.1", "Bearer sesame-1234", null), (heard.Line, heard.Header("Authorization"), heard.Header("Cookie")));
    }

    [Fact]
    public async Task Shows_impersonation_a_password_and_a_client_certificate()
    {
        var (certificate, key) = _authority.IssueClient("jane");
        var pair = $"client-certificate-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(certificate))}, client-key-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}";
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}", 503), Json("{}"));
        var connection = _clusters.Connect(server.Address, _authority.Pem, user: $"username: u, password: p, as: joe, as-uid: '7', as-groups: [a], as-user-extra: {{'scope/x_y': [v]}}, {pair}");
        (await connection.ReadAsync("/version", Json200, Cancelled)).Dispose();
        var heard = server.Heard[1];
        Assert.Equal(
            ("Basic dTpw", "joe", "7", "a", "v", "CN=jane"),
            (heard.Header("Authorization"), heard.Header("Impersonate-User"), heard.Header("Impersonate-Uid"), heard.Header("Impersonate-Group"), heard.Header("Impersonate-Extra-scope%2Fx_y"), heard.ClientCertificate));
    }

    [Theory]
    [InlineData(200, "text/html", "<html>login</html>", "SRE0452")]
    [InlineData(200, "text/plain", "hello", "SRE0452")]
    [InlineData(404, "text/html", "<html>no</html>", "SRE0452")]
    [InlineData(404, "application/json", """{"kind":"Status","reason":"NotFound","message":"pods \"y\" not found"}""", "SRE0404")]
    [InlineData(400, "application/json", "{}", "SRE0400")]
    [InlineData(401, "application/json", "{}", "SRE0401")]
    [InlineData(403, "application/json", """{"kind":"Status","reason":"Forbidden","message":"no"}""", "SRE0403")]
    [InlineData(405, "application/json", "{}", "SRE0405")]
    [InlineData(409, "application/json", """{"kind":"Status","reason":"AlreadyExists"}""", "SRE0409")]
    [InlineData(422, "application/json", "{", "SRE0422")]
    [InlineData(418, "text/plain", "", "SRE0451")]
    [InlineData(501, "text/plain", "", "SRE0450")]
    [InlineData(302, "text/plain", "", "SRE0704")]
    public async Task Names_what_an_answer_means(int status, string type, string body, string code)
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Response(status, type, body, "Location: https://elsewhere.invalid/\r\n"));
        var connection = _clusters.Connect(server.Address, _authority.Pem);
        var error = await Assert.ThrowsAsync<SreException>(() => connection.ReadAsync("/api/v1/namespaces/x/pods/y", Json200, Cancelled));
        Assert.Equal(code, error.Code.Code);
        Assert.Single(server.Heard);
    }

    [Fact]
    public async Task Names_the_right_that_is_missing()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("""{"kind":"Status","message":"sesame-1234 is forbidden"}""", 403));
        var connection = _clusters.Connect(server.Address, _authority.Pem);
        var error = await Assert.ThrowsAsync<SreException>(() => connection.ReadAsync("/apis/apps/v1/namespaces/x/deployments?limit=1", Json200, Cancelled));
        Assert.Contains("list deployments.apps in namespace x", error.What, StringComparison.Ordinal);
        Assert.Equal("""Ask for a Role in x with apiGroups: ["apps"], resources: ["deployments"], verbs: ["list"].""", error.Next);
        Assert.DoesNotContain("sesame-1234", error.Remote.ForAnalysis(), StringComparison.Ordinal);
        Assert.Contains("is forbidden", error.Remote.ForAnalysis(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_list_carries_the_fresh_token()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("""{"kind":"Status","reason":"Expired","metadata":{"continue":"fresh"}}""", 410));
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/api/v1/pods?continue=old", Json200, Cancelled));
        Assert.Equal((Errors.Answers.Gone, "fresh"), (error.Code, Assert.IsType<ApiStatusException>(error.InnerException).Continue));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again_after_the_time_it_names()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}", 429, "Retry-After: 1\r\n"), Json("{}", 503), Json("""{"a":1}"""));
        var connection = _clusters.Connect(server.Address, _authority.Pem);
        Assert.Equal("""{"a":1}""", await TestClusters.BodyAsync(await connection.ReadAsync("/version", Json200, Cancelled), Cancelled));
        Assert.Equal(3, server.Heard.Count);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_told_instead()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}", 429, "Retry-After: 3600\r\n"));
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled));
        Assert.Equal((Errors.Answers.TooManyRequests, 1), (error.Code, server.Heard.Count));
        Assert.StartsWith("Wait 3600 s", error.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_four_times_and_no_more()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}", 500));
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled));
        Assert.Equal((Errors.Answers.ServerFailed, 4), (error.Code, server.Heard.Count));
    }

    [Fact]
    public async Task Says_that_an_answer_broke_off()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"items\":["u8.ToArray(), cancelled);
            stream.Close();
        });
        var response = await _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled);
        Assert.Equal(Errors.Answers.Truncated, (await Assert.ThrowsAsync<SreException>(() => ReadToEndAsync(response))).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public async Task Gives_up_on_an_answer_that_never_ends(int pause)
    {
        _clusters.Settings = _clusters.Settings with { RequestTimeout = TimeSpan.FromSeconds(1) };
        var wave = Encoding.ASCII.GetBytes("1\r\nx\r\n");
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), cancelled);
            while (true)
            {
                await stream.WriteAsync(wave, cancelled);
                await Task.Delay(pause, cancelled);
            }
        });
        var response = await _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled);
        Assert.Contains((await Assert.ThrowsAsync<SreException>(() => ReadToEndAsync(response))).Code, new[] { Errors.Answers.TimedOut, Errors.Answers.TooLarge });
    }

    [Fact]
    public async Task Stops_at_the_size_limit_also_when_it_is_compressed()
    {
        using var zipped = new MemoryStream();
        await using (var zip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var megabyte = new byte[1024 * 1024];
            for (var count = 0; count < 130; count++)
            {
                await zip.WriteAsync(megabyte, Cancelled);
            }
        }

        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {zipped.Length}\r\n\r\n"), cancelled);
            await stream.WriteAsync(zipped.ToArray(), cancelled);
        });
        _clusters.Settings = _clusters.Settings with { RequestTimeout = TimeSpan.FromSeconds(60) };
        var response = await _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled);
        Assert.Equal(Errors.Answers.TooLarge, (await Assert.ThrowsAsync<SreException>(() => ReadToEndAsync(response))).Code);
    }

    [Fact]
    public async Task A_watch_lasts_as_long_as_its_caller_wants()
    {
        _clusters.Settings = _clusters.Settings with { RequestTimeout = TimeSpan.FromMilliseconds(300) };
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            await Task.Delay(700, cancelled);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nline"u8.ToArray(), cancelled);
        });
        var response = await _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/api/v1/namespaces/x/pods?watch=true", "*/*", Cancelled);
        Assert.Equal("line", await TestClusters.BodyAsync(response, Cancelled));
    }

    [Fact]
    public async Task Obeys_cancellation_while_a_server_says_nothing()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), (_, _, cancelled) => Task.Delay(Timeout.Infinite, cancelled));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        cancel.CancelAfter(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, cancel.Token));
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/9.9 200 OK\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9\r\n")]
    public async Task Says_that_a_server_does_not_speak_http(string answer)
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (_, stream, cancelled) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancelled);
            stream.Close();
        });
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled));
        Assert.Contains(error.Code, new[] { Errors.Connections.NotHttp, Errors.Connections.ConnectionLost });
    }

    [Fact]
    public async Task Refuses_endless_headers()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), "HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat("X-Y: " + new string('z', 1000) + "\r\n", 200)) + "\r\n");
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(server.Address, _authority.Pem).ReadAsync("/version", Json200, Cancelled));
        Assert.Equal(Errors.Answers.TooLarge, error.Code);
    }

    private static async Task ReadToEndAsync(HttpResponseMessage response)
    {
        using (response)
        {
            await using var stream = await response.Content.ReadAsStreamAsync(Cancelled);
            var buffer = new byte[65536];
            while (await stream.ReadAsync(buffer, Cancelled) > 0)
            {
            }
        }
    }
}
