using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using static SreMcp.IntegrationTests.Kubernetes.Connection.HostileServer;

namespace SreMcp.IntegrationTests.Kubernetes.Connection;

public sealed class ExecPluginTests : IDisposable
{
    private const string Version1 = "client.authentication.k8s.io/v1";

    private readonly TestClusters _clusters = new();
    private readonly TestAuthority _authority = new();

    public ExecPluginTests() => _clusters.Set("PATH", $"relative:{Path.Join(_clusters.Root, "workspace")}:{Path.Join(_clusters.Root, "bin")}");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _clusters.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(Version1)]
    [InlineData("client.authentication.k8s.io/v1beta1")]
    public async Task Asks_once_and_tells_the_plugin_about_its_cluster(string version)
    {
        Plugin("kubelogin", $$$"""
            printf '%s' "$KUBERNETES_EXEC_INFO" > asked.json
            echo "$@ $EXTRA" >> runs
            echo '{"kind":"ExecCredential","apiVersion":"{{{version}}}","status":{"token":"plugin-token"}}'
            """);
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}"));
        var connection = _clusters.Connect(
            server.Address, _authority.Pem,
            "extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: a, depth: 3, on: true}}]",
            $"exec: {{apiVersion: {version}, command: kubelogin, args: [get-token, 'a b;c'], env: [{{name: EXTRA, value: extra}}], provideClusterInfo: true, interactiveMode: IfAvailable}}");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await connection.ReadAsync("/version", "application/json", Cancelled)).Dispose()));

        Assert.Equal("get-token a b;c extra\n", await File.ReadAllTextAsync(Path.Join(_clusters.Root, "runs"), Cancelled));
        Assert.All(server.Heard, heard => Assert.Equal("Bearer plugin-token", heard.Header("Authorization")));
        using var asked = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Join(_clusters.Root, "asked.json"), Cancelled));
        Assert.Equal(version, asked.RootElement.GetProperty("apiVersion").GetString());
        var spec = asked.RootElement.GetProperty("spec");
        Assert.False(spec.GetProperty("interactive").GetBoolean());
        Assert.Equal(server.Address, spec.GetProperty("cluster").GetProperty("server").GetString());
        Assert.Equal("""{"audience":"a","depth":3,"on":true}""", spec.GetProperty("cluster").GetProperty("config").GetRawText());
        Assert.Contains("BEGIN CERTIFICATE", Encoding.UTF8.GetString(spec.GetProperty("cluster").GetProperty("certificate-authority-data").GetBytesFromBase64()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asks_again_once_when_the_server_refuses_the_token()
    {
        Plugin("aws", CountingPlugin(expires: ""));
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), async (heard, stream, cancelled) =>
            await stream.WriteAsync(Encoding.ASCII.GetBytes(heard.Header("Authorization") == "Bearer token-2" ? Json("{}") : Json("{}", 401)), cancelled));
        var connection = _clusters.Connect(server.Address, _authority.Pem, user: Exec("aws"));
        (await connection.ReadAsync("/version", "application/json", Cancelled)).Dispose();
        Assert.Equal(["Bearer token-1", "Bearer token-2"], server.Heard.Select(heard => heard.Header("Authorization")));
    }

    [Fact]
    public async Task Gives_up_when_the_renewed_token_is_refused_too()
    {
        Plugin("aws", CountingPlugin(expires: ""));
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}", 401));
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(server.Address, _authority.Pem, user: Exec("aws")).ReadAsync("/version", "application/json", Cancelled));
        Assert.Equal((Errors.Answers.Unauthorized, 2), (error.Code, server.Heard.Count));
    }

    [Theory]
    [InlineData("2020-01-01T00:00:00Z", 2)]
    [InlineData("2100-01-01T00:00:00Z", 1)]
    public async Task Asks_again_when_the_credential_has_expired(string expires, int runs)
    {
        Plugin("aws", CountingPlugin($",\"expirationTimestamp\":\"{expires}\""));
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}"));
        var connection = _clusters.Connect(server.Address, _authority.Pem, user: Exec("aws"));
        (await connection.ReadAsync("/version", "application/json", Cancelled)).Dispose();
        (await connection.ReadAsync("/version", "application/json", Cancelled)).Dispose();
        Assert.Equal($"Bearer token-{runs}", server.Heard[1].Header("Authorization"));
    }

    [Fact]
    public async Task Shows_the_client_certificate_that_a_plugin_returns()
    {
        var (certificate, key) = _authority.IssueClient("from-plugin");
        var answer = $$$"""{"kind":"ExecCredential","apiVersion":"{{{Version1}}}","status":{"clientCertificateData":{{{JsonSerializer.Serialize(certificate)}}},"clientKeyData":{{{JsonSerializer.Serialize(key)}}}}}""";
        _clusters.Write("answer.json", answer);
        Plugin("kubelogin", "cat answer.json");
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}"));
        (await _clusters.Connect(server.Address, _authority.Pem, user: Exec("kubelogin")).ReadAsync("/version", "application/json", Cancelled)).Dispose();
        Assert.Equal(("CN=from-plugin", null), (server.Heard[0].ClientCertificate, server.Heard[0].Header("Authorization")));
    }

    [Theory]
    [InlineData("echo '{'", "not JSON")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"status\":{\"token\":\"x\"}}'", "apiVersion")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\"}'", "no status")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"a b\"}}'", "no status")]
    [InlineData("head -c 2000000 /dev/zero", "more than a credential")]
    [InlineData("read line || exit 7", "exit code 7")]
    public async Task Says_what_is_wrong_with_a_plugins_answer(string script, string says)
    {
        Plugin("kubelogin", script);
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect("https://127.0.0.1:1", _authority.Pem, user: Exec("kubelogin")).ReadAsync("/version", "application/json", Cancelled));
        Assert.Equal(Errors.Connections.PluginFailed, error.Code);
        Assert.Contains(says, error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_what_a_plugin_complains_about_apart_and_redacted()
    {
        Plugin("kubelogin", "echo \"login failed for $AZURE_CLIENT_SECRET\" >&2; exit 1");
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect(
            "https://127.0.0.1:1", _authority.Pem,
            user: $"exec: {{apiVersion: {Version1}, command: kubelogin, env: [{{name: AZURE_CLIENT_SECRET, value: hunter2hunter2}}]}}").ReadAsync("/version", "application/json", Cancelled));
        Assert.DoesNotContain("login failed", error.What, StringComparison.Ordinal);
        Assert.Contains("login failed", error.Remote.ForAnalysis(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Remote.ForAnalysis(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_is_nowhere_is_named_with_the_hint_how_to_install_it()
    {
        Plugin("aws", "exit 0", folder: "workspace");
        var error = await Assert.ThrowsAsync<SreException>(() => _clusters.Connect("https://127.0.0.1:1", _authority.Pem, user: Exec("aws", "installHint: get it there")).ReadAsync("/version", "application/json", Cancelled));
        Assert.Equal((Errors.Connections.PluginMissing, "get it there"), (error.Code, error.Remote.ForAnalysis()));
        Assert.Contains("aws", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugin_in_the_workspace_is_refused_by_path_and_through_a_link()
    {
        var inside = Plugin("kubelogin", "exit 0", folder: "workspace");
        Assert.Equal(Errors.Connections.PluginRefused, Assert.Throws<SreException>(() => _clusters.Connect("https://127.0.0.1:1", user: Exec(inside))).Code);
        File.CreateSymbolicLink(Path.Join(_clusters.Root, "kubelogin"), inside);
        Assert.Equal(Errors.Connections.PluginRefused, Assert.Throws<SreException>(() => _clusters.Connect("https://127.0.0.1:1", user: Exec(Path.Join(_clusters.Root, "kubelogin")))).Code);
        Assert.Equal(Errors.Connections.PluginRefused, Assert.Throws<SreException>(() => _clusters.Connect("https://127.0.0.1:1", user: Exec("bin/kubelogin"))).Code);
        Assert.Equal(Errors.Connections.PluginRefused, Assert.Throws<SreException>(() => _clusters.Connect("https://127.0.0.1:1", user: Exec("/bin/sh"))).Code);
    }

    [Fact]
    public async Task An_allowed_path_means_that_very_file()
    {
        var pinned = Plugin("corp-login", CountingPlugin(""), folder: "opt");
        Plugin("corp-login", "exit 1");
        _clusters.Settings = _clusters.Settings with { ExecPlugins = [pinned] };
        await using var server = new HostileServer(_authority.Issue("127.0.0.1"), Json("{}"));
        (await _clusters.Connect(server.Address, _authority.Pem, user: Exec("corp-login")).ReadAsync("/version", "application/json", Cancelled)).Dispose();
        Assert.Single(server.Heard);
    }

    [Fact]
    public async Task Cancelling_a_call_ends_the_plugin()
    {
        Plugin("kubelogin", "echo $$ > pid; exec sleep 60");
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var call = _clusters.Connect("https://127.0.0.1:1", _authority.Pem, user: Exec("kubelogin")).ReadAsync("/version", "application/json", cancel.Token);
        var file = Path.Join(_clusters.Root, "pid");
        while (!File.Exists(file) || (await File.ReadAllTextAsync(file, Cancelled)).Length == 0)
        {
            await Task.Delay(20, Cancelled);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var process = $"/proc/{(await File.ReadAllTextAsync(file, Cancelled)).Trim()}";
        for (var tries = 0; tries < 250 && System.IO.Directory.Exists(process); tries++)
        {
            await Task.Delay(20, Cancelled);
        }

        Assert.False(System.IO.Directory.Exists(process));
    }

    private static string Exec(string command, string more = "provideClusterInfo: false") =>
        $"exec: {{apiVersion: {Version1}, command: {command}, {more}}}";

    /// <summary>A plugin that gives token-1, token-2 and so on.</summary>
    private static string CountingPlugin(string expires) =>
        "echo x >> runs; n=$(wc -l < runs | tr -d ' ')\n"
        + $"echo '{{\"kind\":\"ExecCredential\",\"apiVersion\":\"{Version1}\",\"status\":{{\"token\":\"token-'$n'\"{expires}}}}}'";

    private string Plugin(string name, string script, string folder = "bin")
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The plugin of these tests is a shell script.");
        }

        return _clusters.Write($"{folder}/{name}", "#!/bin/sh\n" + script + "\n", isExecutable: true);
    }
}
