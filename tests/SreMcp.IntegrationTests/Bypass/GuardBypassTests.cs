using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SreMcp.IntegrationTests.Kubernetes.Api;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Code of our own that forgot to ask: raw requests through the guard, with rights to do it and the real production server behind.</summary>
[Collection(nameof(Intruder))]
public sealed class GuardBypassTests(Intruder intruder)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/bypass/pods/x/eviction")]
    [InlineData("POST", "/api/v1/namespaces/bypass/pods/x/binding")]
    [InlineData("POST", "/api/v1/namespaces/bypass/pods/x/exec?command=id")]
    [InlineData("GET", "/api/v1/namespaces/bypass/pods/x/exec?command=id&stdout=true")]
    [InlineData("GET", "/api/v1/namespaces/bypass/pods/x/attach?stdin=true")]
    [InlineData("GET", "/api/v1/namespaces/bypass/pods/x/portforward?ports=80")]
    [InlineData("GET", "/api/v1/namespaces/bypass/pods/x/proxy/")]
    [InlineData("GET", "/api/v1/namespaces/bypass/services/https:x:443/proxy/admin")]
    [InlineData("GET", "/api/v1/nodes/node-a/proxy/run/kube-system/x/y?cmd=id")]
    [InlineData("GET", "/api/v1/proxy/namespaces/bypass/pods/x/")]
    [InlineData("HEAD", "/api/v1/namespaces/bypass/pods/x/exec?command=id")]
    [InlineData("OPTIONS", "/api/v1/namespaces/bypass/pods")]
    [InlineData("TRACE", "/api/v1/namespaces/bypass/pods")]
    [InlineData("CONNECT", "/api/v1/namespaces/bypass/pods/x/exec")]
    [InlineData("get", "/api/v1/namespaces/bypass/pods")]
    [InlineData("POST", "/api/v1/namespaces/bypass/serviceaccounts/default/token")]
    [InlineData("POST", "/api/v1/namespaces/bypass/configmaps")]
    [InlineData("PUT", "/apis/apps/v1/namespaces/bypass/deployments/web/scale")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/bypass/deployments/web?dryRun=All")]
    [InlineData("PATCH", "/apis/apps/v1/namespaces/bypass/deployments/web?force=true&fieldManager=kubectl")]
    [InlineData("DELETE", "/api/v1/namespaces/bypass/pods")]
    [InlineData("DELETE", "/api/v1/namespaces/bypass")]
    [InlineData("PUT", "/api/v1/namespaces/bypass/finalize")]
    [InlineData("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")]
    [InlineData("GET", "/api/v1/namespaces/bypass/pods?pretty=1&limit=1&limit=2")]
    [InlineData("GET", "/debug/pprof/profile")]
    [InlineData("GET", "/logs/")]
    [InlineData("GET", "/metrics")]
    public async Task Sends_nothing_for(string method, string path) => await RefusedAsync(method, path);

    [Theory]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    [InlineData("X_HTTP_Method_Override", "DELETE")]
    [InlineData("X-HTTP-Method", "DELETE")]
    [InlineData("X-Method-Override", "PUT")]
    [InlineData("X-Original-URL", "/api/v1/namespaces/bypass/pods/x/exec")]
    [InlineData("X-Rewrite-URL", "/api/v1/namespaces/bypass/pods/x/exec")]
    [InlineData("X-Remote-User", "admin")]
    [InlineData("X-Remote-Group", "system:masters")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Upgrade", "SPDY/3.1")]
    [InlineData("Connection", "Upgrade")]
    [InlineData("Sec-WebSocket-Protocol", "v4.channel.k8s.io")]
    [InlineData("Host", "other.example.com")]
    [InlineData("Cookie", "a=b")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("X-Unknown", "x")]
    public async Task Sends_no_read_with_the_header(string name, string value) => await RefusedAsync("GET", "/api/v1/namespaces/bypass/pods", (name, value));

    [Fact]
    public async Task Sends_no_read_with_a_body() =>
        await RefusedAsync("GET", "/api/v1/namespaces/bypass/pods", body: """{"kind":"DeleteOptions"}""");

    [Fact]
    public async Task Lets_the_plain_read_pass()
    {
        using var client = Client();
        using var answer = await client.GetAsync(new Uri("/api/v1/namespaces/bypass/pods?limit=5", UriKind.Relative), Cancelled);

        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Uses_a_grant_for_one_change_only()
    {
        using var cluster = new OpenedCluster(intruder.Development);
        var grant = await GrantAsync(cluster);
        var mark = await intruder.MarkAsync();
        await PatchAsync(cluster, grant, "1", dryRun: true);
        await PatchAsync(cluster, grant, "1", dryRun: false);

        Assert.Equal(Errors.Guards.PermitRefused, (await Assert.ThrowsAsync<SreException>(() => PatchAsync(cluster, grant, "1", dryRun: false))).Code);
        Assert.Equal(Errors.Guards.PermitRefused, (await Assert.ThrowsAsync<SreException>(() => PatchAsync(cluster, grant, "1", dryRun: true))).Code);
        Assert.Equal(2, (await intruder.ReachedAsync(mark)).Count);
    }

    [Fact]
    public async Task Sends_no_change_to_another_namespace_than_the_decision_was_about()
    {
        await intruder.Development.World.NamespaceAsync("bypass-other");
        await intruder.Development.World.DeployAsync("bypass-other", "web", "registry.example.com/web:1", replicas: 1);
        using var cluster = new OpenedCluster(intruder.Development);
        var grant = await GrantAsync(cluster);
        var mark = await intruder.MarkAsync();

        Assert.Equal(Errors.Guards.PermitRefused, (await Assert.ThrowsAsync<SreException>(() => PatchAsync(cluster, grant, "1", dryRun: false, "bypass-other"))).Code);
        Assert.Empty(await intruder.ReachedAsync(mark));
    }

    /// <summary>Between decision and change the kubeconfig is rewritten: what was opened goes where it always went.</summary>
    [Fact]
    public async Task Follows_no_kubeconfig_that_changes_between_plan_and_commit()
    {
        using TemporaryFolder folder = new();
        var file = folder.Write("config", KubeconfigText.Of(ContextBypassTests.Writer(intruder.Development, "dev")));
        var redactor = new Redactor(new byte[32]);
        using Clusters clusters = new(new() { Kubeconfigs = [file] }, new KnownProduction(), redactor, TimeProvider.System);
        using Cluster cluster = new(clusters.Connect("dev"), TimeProvider.System, redactor);
        var target = await cluster.IdentifyAsync(Intruder.Space, "Deployment", "web", fresh: true, Cancelled);
        var grant = Grant(target);
        await PatchAsync(cluster, grant, "2", dryRun: true, Intruder.Space);

        folder.Write("config", KubeconfigText.Of(ContextBypassTests.Writer(intruder.Production, "dev")));
        Assert.Equal(intruder.Production.Server.Port, clusters.Context("dev").Server.Port);
        var mark = await intruder.MarkAsync();
        await PatchAsync(cluster, grant, "2", dryRun: false, Intruder.Space);

        Assert.StartsWith("development: patch apps/bypass/deployments/web", Assert.Single(await intruder.ReachedAsync(mark)), StringComparison.Ordinal);
    }

    private static Task PatchAsync(OpenedCluster opened, ExecuteGrant grant, string value, bool dryRun, string space = Intruder.Space) =>
        PatchAsync(opened.Cluster, grant, value, dryRun, space);

    private static async Task PatchAsync(Cluster cluster, ExecuteGrant grant, string value, bool dryRun, string space)
    {
        var deployments = await cluster.ResolveAsync("apps/v1/Deployment", Cancelled);
        var patch = Encoding.UTF8.GetBytes($$$$"""{"metadata":{"annotations":{"bypass":"{{{{value}}}}"}}}""");
        await cluster.PatchAsync(deployments, space, "web", PatchKind.Merge, patch, new() { Grant = grant, DryRun = dryRun }, Cancelled);
    }

    private static Task<ExecuteGrant> GrantAsync(OpenedCluster cluster) => cluster.GrantAsync(Operations.KubernetesRestart, Intruder.Space, "Deployment", "web");

    private static ExecuteGrant Grant(KubernetesTarget target) => new(new(
        new()
        {
            Verdict = Verdict.Allow,
            Operation = Operations.KubernetesRestart,
            Target = target,
            Classification = new(Policy.Environment.Development, IsOpened: true, []),
            RuleId = "test",
            Source = FileLine.CompiledIn,
            Reason = "a test",
        },
        "test",
        "test"));

    private async Task RefusedAsync(string method, string path, (string Name, string Value)? header = null, string? body = null)
    {
        using var client = Client();
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (header is { } given)
        {
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        var mark = await intruder.MarkAsync();

        var refused = await Assert.ThrowsAsync<SreException>(() => client.SendAsync(request, Cancelled));

        Assert.StartsWith("SRE07", refused.Code.Code, StringComparison.Ordinal);
        Assert.DoesNotContain((await intruder.Production.Audit.RequestsSinceAsync(mark.Production)), arrived => arrived.User == "writer" && arrived.UserAgent.Length is 0);
    }

    /// <summary>A client as a careless source would make one: the guard under it, a developer's token on it.</summary>
    private HttpClient Client()
    {
        var plane = intruder.Production;
        SocketsHttpHandler transport = new()
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(plane.CertificateAuthorityFile) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        HttpClient client = new(new GuardedHandler(plane.Server, new KubernetesReadRoutes(), new KnownProduction(), [], transport)) { BaseAddress = plane.Server };
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {plane.Tokens["writer"]}");
        return client;
    }
}
