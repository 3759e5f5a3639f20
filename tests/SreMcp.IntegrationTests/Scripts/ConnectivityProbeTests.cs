using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>
/// The probe as people run it. No container runs in the testbed: what the pod would have written, the stand-in hands out as its log.
/// What is real is the pod that the API server admits, how its end is noticed, that it goes, and the way through the API server's proxy.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ConnectivityProbeTests(ControlPlanes planes)
{
    private const string Template = "kubernetes_connectivity_probe";
    private const string Pod = "pods/connectivity-probe";

    private static readonly TemplateValue s_targets = NamespaceBundle.Rows(
        [("host", "api.shop.svc.cluster.local"), ("port", "8080"), ("scheme", "http"), ("url-path", "/healthz"), ("status", "200")],
        [("host", "ledger.shop.svc.cluster.local"), ("port", "5432")]);

    [Fact]
    public async Task A_dry_run_starts_nothing()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", s_targets));
        var mark = await plane.Audit.MarkAsync();

        var said = await bundle.EndsWithAsync(2, "run.sh", "--dry-run");

        Assert.Contains("http://api.shop.svc.cluster.local:8080/healthz, wanted: 200", said, StringComparison.Ordinal);
        Assert.All(await bundle.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        Assert.Null(await bundle.FindAsync(Pod));
    }

    [Theory]
    [InlineData(0, "probe|0|0|200|10.0.0.7|0.001|0.002|0.010", "probe|1|28|000|10.0.0.8|0.001|0.002|6.001", "10.0.0.8")]
    [InlineData(1, "probe|0|0|404|10.0.0.7|0.001|0.002|0.010", "probe|1|28|000|10.0.0.8|0.001|0.002|6.001", "404")]
    [InlineData(1, "probe|0|0|200|10.0.0.7|0.001|0.002|0.010", "probe|1|7|000||0.001|0.000|0.003", "refused")]
    [InlineData(1, "probe|0|6|000||0.000|0.000|0.003", "probe|1|28|000||0.001|0.000|5.001", "not found")]
    [InlineData(1, "probe|0|0|200|10.0.0.7|0.001|0.002|0.010", "something else|1|0|200|\u001b[2J", "no result")]
    public async Task Says_what_each_target_answered_and_deletes_its_pod(int exit, string first, string second, string says)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", s_targets), ("labels", NamespaceBundle.Rows([("key", "app"), ("value", "web")])));
        plane.Logs.Say(bundle.Namespace, "connectivity-probe", "probe", first, second);

        var running = bundle.RunAsync("run.sh", "--yes");
        var pod = await StartedAsync(plane, bundle, running);
        await plane.Admin.MergeAsync(PathOf(bundle, "/status"), JsonNode.Parse("""{"status":{"phase":"Succeeded"}}""")!);
        var run = await running;

        Assert.True(run.Exit == exit, run.Output);
        Assert.Contains(says, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Null(await bundle.FindAsync(Pod));
        Assert.Equal("web", (string?)pod["metadata"]!["labels"]!["app"]);
        Assert.False((bool)pod["spec"]!["automountServiceAccountToken"]!);
        Assert.True((bool)pod["spec"]!["securityContext"]!["runAsNonRoot"]!);
        Assert.Equal(120, (int)pod["spec"]!["activeDeadlineSeconds"]!);
        Assert.NotNull(pod["spec"]!["containers"]![0]!["resources"]!["limits"]);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_deletes_the_pod_first(string signal)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", s_targets));
        // Started in the background, tests inherit an ignored interrupt, which no shell can trap.
        var start = new ProcessStartInfo("env", [$"--default-signal={signal}", "bash", Path.Combine(bundle.Folder, "run.sh"), "--yes"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in bundle.Variables)
        {
            start.Environment[name] = value;
        }

        using var script = Process.Start(start)!;
        var said = script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await StartedAsync(plane, bundle, said);
        using var kill = Process.Start("kill", [$"-{signal}", $"{script.Id}"]);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, script.ExitCode);
        Assert.Contains($"Interrupted by {signal}", await errors, StringComparison.Ordinal);
        Assert.Null(await bundle.FindAsync(Pod));
    }

    [Fact]
    public async Task A_pod_that_never_answers_is_deleted_when_the_time_is_over()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", NamespaceBundle.Rows([("host", "api.shop.svc"), ("port", "80")])), ("timeout", "30s"));

        Assert.Contains("was not done after 30 seconds", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Null(await bundle.FindAsync(Pod));
    }

    [Fact]
    public async Task A_pod_that_cannot_start_says_why_and_goes()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", s_targets));

        var running = bundle.RunAsync("run.sh", "--yes");
        await StartedAsync(plane, bundle, running);
        await plane.Admin.MergeAsync(PathOf(bundle, "/status"), JsonNode.Parse("""{"status":{"containerStatuses":[{"name":"probe","image":"x","imageID":"","ready":false,"restartCount":0,"state":{"waiting":{"reason":"ImagePullBackOff"}}}]}}""")!);
        var run = await running;

        Assert.Equal(1, run.Exit);
        Assert.Contains("The pod cannot start: ImagePullBackOff", run.Output, StringComparison.Ordinal);
        Assert.Null(await bundle.FindAsync(Pod));
    }

    [Fact]
    public async Task What_a_killed_run_leaves_is_found_and_deleted()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", s_targets));
        using var kubectl = new KillingKubectl();
        await kubectl.KillAsync(Path.Combine(bundle.Folder, "run.sh"), bundle.Variables, "*create --filename=*.yaml", "after");
        Assert.NotNull(await bundle.FindAsync(Pod));

        Assert.Contains("There is a probe in", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.NotNull(await bundle.FindAsync(Pod));
        await bundle.EndsWithAsync(1, "verify.sh");
        await bundle.EndsWithAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsWithAsync(0, "rollback.sh", "--yes");
        Assert.Null(await bundle.FindAsync(Pod));
        await bundle.EndsWithAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await bundle.EndsWithAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_of_somebody_else_with_that_name_is_left_alone()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        await bundle.CreateAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: connectivity-probe, namespace: NAMESPACE }
            spec: { containers: [{ name: main, image: "registry.example/web:1" }] }
            """);
        bundle.Generate(Template, ("targets", s_targets));

        Assert.Contains("none of a probe", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("Nothing to change", await bundle.EndsWithAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
        Assert.NotNull(await bundle.FindAsync(Pod));
    }

    [Fact]
    public async Task In_production_a_person_types_the_name_before_a_pod_starts()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        bundle.Generate(Template, ("targets", s_targets), ("environment", "production"));
        var mark = await plane.Audit.MarkAsync();

        Assert.Contains("--yes is refused", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("a person at a terminal must agree", await bundle.EndsWithAsync(1, "run.sh"), StringComparison.Ordinal);
        Assert.Equal(1, (await ScriptRun.PersonAsync(bundle.Variables, "yes", Path.Combine(bundle.Folder, "run.sh"))).Exit);
        Assert.All(await bundle.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
    }

    [Theory]
    [InlineData("cluster-id", "00000000-0000-4000-8000-000000000000", "Wrong cluster")]
    [InlineData("image", "registry.example/curl:latest", "another one tomorrow")]
    [InlineData("image", "registry.example/curl", "neither a tag nor a digest")]
    [InlineData("url-path", "/../../secrets", "no path that can be probed")]
    [InlineData("url-path", "/%2e%2e/secrets", "no path that can be probed")]
    [InlineData("url-path", "/$(touch x)", "no path that can be probed")]
    public async Task What_could_do_harm_is_refused(string name, string value, string says)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        var targets = name is "url-path" ? NamespaceBundle.Rows([("host", "api.shop.svc"), ("port", "80"), ("scheme", "http"), (name, value)]) : s_targets;
        bundle.Generate(Template, name is "url-path" ? [("targets", targets)] : [("targets", targets), (name, value)]);
        var mark = await plane.Audit.MarkAsync();

        Assert.Contains(says, await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.MutationsSinceAsync(mark));
    }

    [Fact]
    public async Task Through_the_proxy_it_asks_Services_and_starts_nothing()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(card => card.Address)
            .FirstOrDefault(card => card.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(card) && !$"{card}".StartsWith("169.254.", StringComparison.Ordinal));
        Assert.SkipWhen(address is null, "Other system: this machine has no address but loopback, and the API server forwards to none of those.");
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        var port = 20000 + (System.Environment.ProcessId % 5000);
        // The API server forwards the name that it was called by, which is none of this machine's.
        await using var server = new HealthServer($"http://*:{port}/");
        await bundle.CreateAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: web, namespace: NAMESPACE, labels: { app: web } }
            spec: { containers: [{ name: main, image: "registry.example/web:1" }] }
            ---
            apiVersion: v1
            kind: Service
            metadata: { name: web, namespace: NAMESPACE }
            spec: { selector: { app: web }, ports: [{ port: 80, targetPort: {{port}} }] }
            """);
        await plane.Admin.WaitAsync($"/api/v1/namespaces/{bundle.Namespace}/pods/web", pod => pod["status"]?["containerStatuses"] is not null);
        await plane.Admin.MergeAsync($"/api/v1/namespaces/{bundle.Namespace}/pods/web/status", JsonNode.Parse($$$"""{"status":{"podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}]}}""")!);
        await plane.Admin.WaitAsync($"/api/v1/namespaces/{bundle.Namespace}/endpoints/web", found => found.ToJsonString().Contains($"{address}", StringComparison.Ordinal));
        TemplateValue Target(string path, string status) => NamespaceBundle.Rows(
            [("host", $"web.{bundle.Namespace}.svc.cluster.local"), ("port", "80"), ("scheme", "http"), ("url-path", path), ("status", status)],
            [("host", "web"), ("port", "80"), ("scheme", "http"), ("url-path", "/healthz")]);
        var mark = await plane.Audit.MarkAsync();

        bundle.Generate(Template, ("way", "proxy"), ("targets", Target("/broken", "500")));
        Assert.Contains("/proxy/broken", await bundle.EndsWithAsync(2, "run.sh", "--dry-run"), StringComparison.Ordinal);
        Assert.Empty(await bundle.MutationsSinceAsync(mark));
        await bundle.EndsWithAsync(0, "run.sh", "--yes");
        bundle.Generate(Template, ("way", "proxy"), ("targets", Target("/broken", "200")));
        Assert.Contains("DIFFERENT, wanted 200", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        Assert.All(await bundle.MutationsSinceAsync(mark), request => Assert.Equal(("get", "proxy"), (request.Verb, request.Target!.Subresource)));
    }

    private static string PathOf(NamespaceBundle bundle, string more = "") => $"/api/v1/namespaces/{bundle.Namespace}/{Pod}{more}";

    /// <summary>The pod, once the stand-in has started it. A script that ended before shows what it said instead.</summary>
    private static async Task<JsonNode> StartedAsync(ControlPlane plane, NamespaceBundle bundle, Task running)
    {
        var started = plane.Admin.WaitAsync(PathOf(bundle), pod => pod["status"]?["containerStatuses"] is not null);
        if (await Task.WhenAny(started, running) == running)
        {
            Assert.Fail($"It ended too early: {(running is Task<ScriptRun> run ? (await run).Output : await (Task<string>)running)}");
        }

        return await started;
    }

    /// <summary>Well at one path and broken at every other.</summary>
    private sealed class HealthServer : IAsyncDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _serving;

        public HealthServer(string prefix)
        {
            _listener.Prefixes.Add(prefix);
            _listener.Start();
            _serving = ServeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _serving;
            _listener.Close();
        }

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                try
                {
                    var call = await _listener.GetContextAsync();
                    call.Response.StatusCode = call.Request.Url!.AbsolutePath is "/healthz" ? 200 : 500;
                    call.Response.Close();
                }
                catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
