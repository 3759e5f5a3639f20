using System.Net;
using System.Net.Sockets;
using System.Text;
using SreMcp.Policy;
using static SreMcp.IntegrationTests.Kubernetes.Connection.HostileServer;

namespace SreMcp.IntegrationTests.Kubernetes.Connection;

public sealed class TransportTests : IDisposable
{
    private readonly TestClusters _clusters = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _clusters.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Tells_a_wrong_authority_a_wrong_name_and_an_expired_certificate_apart()
    {
        using var other = new TestAuthority("other-ca");
        async Task<SreException> RefusalAsync(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
        {
            await using var server = new HostileServer(certificate, Json("{}"));
            var error = await Assert.ThrowsAsync<SreException>(() => ReadAsync(server.Address, _authority.Pem));
            Assert.Empty(server.Heard);
            return error;
        }

        var untrusted = await RefusalAsync(other.Issue("127.0.0.1"));
        Assert.Equal(Errors.Connections.CertificateUntrusted, untrusted.Code);
        Assert.Contains("issuer CN=other-ca", untrusted.Remote.ForAnalysis(), StringComparison.Ordinal);
        Assert.Contains($"context c ({Path.Join(_clusters.Root, "config")}), https://127.0.0.1:", untrusted.What, StringComparison.Ordinal);
        Assert.Equal(Errors.Connections.CertificateWrongName, (await RefusalAsync(_authority.Issue("elsewhere.example"))).Code);
        Assert.Equal(Errors.Connections.CertificateExpired, (await RefusalAsync(_authority.Issue("127.0.0.1", isExpired: true))).Code);
    }

    [Fact]
    public async Task Trusts_a_bundle_that_ends_at_an_intermediate_and_nothing_forged_in_its_name()
    {
        using var intermediate = new TestAuthority("intermediate", _authority);
        await using var server = new HostileServer(intermediate.Issue("127.0.0.1"), Json("{}"));
        (await ReadAsync(server.Address, intermediate.Pem)).Dispose();

        using var forger = new TestAuthority("intermediate");
        await using var forged = new HostileServer(forger.Issue("127.0.0.1"), Json("{}"));
        Assert.Equal(Errors.Connections.CertificateUntrusted, (await Assert.ThrowsAsync<SreException>(() => ReadAsync(forged.Address, intermediate.Pem))).Code);
    }

    [Fact]
    public async Task Never_trusts_the_systems_roots_beside_the_kubeconfigs_own()
    {
        using var other = new TestAuthority("other-ca");
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}"));
        (await ReadAsync(server.Address, other.Pem + "\n" + _authority.Pem)).Dispose();
        Assert.Equal(Errors.Connections.CertificateUntrusted, (await Assert.ThrowsAsync<SreException>(() => ReadAsync(server.Address, authority: null))).Code);
    }

    [Fact]
    public async Task Checks_and_asks_for_the_tls_server_name()
    {
        await using var server = new HostileServer(_authority.Issue("api.internal"), Json("{}"));
        (await ReadAsync(server.Address, _authority.Pem, "tls-server-name: api.internal")).Dispose();
        Assert.Equal("api.internal", Assert.Single(server.Heard).ServerName);
        Assert.Equal(Errors.Connections.CertificateWrongName, (await Assert.ThrowsAsync<SreException>(() => ReadAsync(server.Address, _authority.Pem, "tls-server-name: other.internal"))).Code);
    }

    [Fact]
    public async Task An_unverified_connection_works_and_is_said_to_be_one()
    {
        await using var server = new HostileServer(_authority.Issue("elsewhere.example"), Json("{}"));
        var connection = _clusters.Connect(server.Address, cluster: "insecure-skip-tls-verify: true");
        (await connection.ReadAsync("/version", "application/json", Cancelled)).Dispose();
        Assert.False(connection.Context.Verified);
    }

    [Fact]
    public async Task Says_that_nothing_listens()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        Assert.Equal(Errors.Connections.Refused, (await Assert.ThrowsAsync<SreException>(() => ReadAsync($"https://127.0.0.1:{port}", _authority.Pem))).Code);
    }

    [Fact]
    public async Task Says_that_a_name_does_not_resolve()
    {
        var error = await Assert.ThrowsAsync<SreException>(() => ReadAsync("https://no-such-cluster.invalid", _authority.Pem));
        Assert.Contains(error.Code, new[] { Errors.Connections.NameNotResolved, Errors.Connections.ConnectTimedOut });
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_takes_the_connection_and_never_speaks()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var error = await Assert.ThrowsAsync<SreException>(() => ReadAsync($"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", _authority.Pem));
        Assert.Equal(Errors.Connections.ConnectTimedOut, error.Code);
    }

    [Fact]
    public async Task Says_that_the_port_speaks_plain_http()
    {
        await using var server = new HostileServer(certificate: null, Json("{}"));
        var error = await Assert.ThrowsAsync<SreException>(() => ReadAsync(server.Address.Replace("http:", "https:", StringComparison.Ordinal), _authority.Pem));
        Assert.Contains(error.Code, new[] { Errors.Connections.TlsFailed, Errors.Connections.ConnectTimedOut });
    }

    [Fact]
    public async Task Goes_through_the_proxy_of_the_kubeconfig_with_tls_to_the_cluster()
    {
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}"));
        await using var proxy = new HostileServer(certificate: null, (heard, stream, cancelled) => TunnelAsync(stream, server.Port, cancelled));
        (await ReadAsync(server.Address, _authority.Pem, $"proxy-url: 'http://user:pa55word@127.0.0.1:{proxy.Port}'")).Dispose();
        Assert.StartsWith($"CONNECT 127.0.0.1:{server.Port} ", Assert.Single(proxy.Heard).Line, StringComparison.Ordinal);
        Assert.Null(proxy.Heard[0].Header("Authorization"));
        Assert.Single(server.Heard);
    }

    [Fact]
    public async Task Says_that_the_proxy_refused()
    {
        await using var proxy = new HostileServer(certificate: null, Response(403, "text/html", "<html>no</html>"));
        var error = await Assert.ThrowsAsync<SreException>(() => ReadAsync("https://cluster.invalid", _authority.Pem, $"proxy-url: 'http://127.0.0.1:{proxy.Port}'"));
        Assert.Equal(Errors.Connections.ProxyFailed, error.Code);
        Assert.DoesNotContain("Bearer", string.Concat(proxy.Heard.SelectMany(heard => heard.Headers)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_the_environments_proxy_for_verified_clusters_only()
    {
        await using var proxy = new HostileServer(certificate: null, Response(403, "text/html", "no"));
        _clusters.Set("HTTPS_PROXY", $"127.0.0.1:{proxy.Port}");
        await Assert.ThrowsAsync<SreException>(() => ReadAsync("https://cluster.invalid", _authority.Pem));
        Assert.Single(proxy.Heard);
        await Assert.ThrowsAsync<SreException>(() => ReadAsync("https://cluster.invalid", cluster: "insecure-skip-tls-verify: true"));
        _clusters.Set("NO_PROXY", "10.0.0.0/8,.invalid");
        await Assert.ThrowsAsync<SreException>(() => ReadAsync("https://cluster.invalid", _authority.Pem));
        Assert.Single(proxy.Heard);
    }

    [Fact]
    public async Task A_token_file_is_read_again_when_the_server_refuses_the_old_token()
    {
        var file = _clusters.Write("token", "first-token\n");
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (heard, stream, cancelled) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes(heard.Header("Authorization") == "Bearer second-token" ? Json("{}") : Json("{}", 401)), cancelled));
        var connection = _clusters.Connect(server.Address, _authority.Pem, user: $"tokenFile: {file}");
        Assert.Equal(Errors.Answers.Unauthorized, (await Assert.ThrowsAsync<SreException>(() => connection.ReadAsync("/version", "application/json", Cancelled))).Code);
        Assert.Single(server.Heard);
        await File.WriteAllTextAsync(file, "second-token", Cancelled);
        (await connection.ReadAsync("/version", "application/json", Cancelled)).Dispose();
        Assert.Equal(3, server.Heard.Count);
    }

    private Task<HttpResponseMessage> ReadAsync(string server, string? authority = null, string cluster = "") =>
        _clusters.Connect(server, authority, cluster).ReadAsync("/version", "application/json", Cancelled);

    private static async Task TunnelAsync(Stream client, int port, CancellationToken cancelled)
    {
        await client.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancelled);
        using var server = new TcpClient();
        await server.ConnectAsync(IPAddress.Loopback, port, cancelled);
        var stream = server.GetStream();
        await Task.WhenAny(client.CopyToAsync(stream, cancelled), stream.CopyToAsync(client, cancelled));
    }
}
