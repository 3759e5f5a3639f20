using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>The testbed proves things about the product, so it has to be right itself.</summary>
public sealed class TestbedTests(ControlPlanes planes)
{
    [Fact]
    public async Task Two_clusters_are_two_clusters()
    {
        var (production, development) = await planes.BothAsync();

        Assert.NotEqual(production.ClusterId, development.ClusterId);
        Assert.NotEqual(production.CertificateAuthority, development.CertificateAuthority);
        Assert.NotEqual(production.Server, development.Server);
    }

    [Fact]
    public async Task The_world_has_workloads_in_every_state()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();

        var revisions = await plane.Admin.GetAsync("/apis/apps/v1/namespaces/payments/replicasets?labelSelector=app%3Dapi");
        Assert.Equal(["1", "2", "3"], Items(revisions).Select(set => (string)set["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]!).Order());
        await plane.Admin.WaitAsync("/apis/batch/v1/namespaces/payments/jobs/migrate", job => (int?)job["status"]!["failed"] == 1);
        await plane.Admin.WaitAsync("/apis/batch/v1/namespaces/payments/jobs/import", job => (int?)job["status"]!["succeeded"] == 1);
        await plane.Admin.WaitAsync("/apis/apps/v1/namespaces/payments/statefulsets/queue", set => (int?)set["status"]!["readyReplicas"] == 2);
        await plane.Admin.WaitAsync("/apis/apps/v1/namespaces/gateway/daemonsets/agent", set => (int?)set["status"]!["numberReady"] == 2);
        await plane.Admin.WaitAsync("/api/v1/namespaces/payments/pods?labelSelector=app%3Dledger", list => Waiting(list).SequenceEqual(["CrashLoopBackOff", "CrashLoopBackOff"]));
        await plane.Admin.WaitAsync("/api/v1/namespaces/gateway/pods?labelSelector=app%3Dedge", list => Waiting(list).SequenceEqual(["ImagePullBackOff"]));
        var cart = await plane.Admin.GetAsync("/apis/shop.example.com/v1/namespaces/portfolio/carts/first");
        Assert.Equal("False", (string?)cart["status"]!["conditions"]![0]!["status"]);
        var events = await plane.Admin.GetAsync("/api/v1/namespaces/portfolio/events");
        Assert.Contains(Items(events), happened => ((string?)happened["message"])!.Contains(PlantedSecrets.LogLine, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_pod_goes_and_is_replaced()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync("replaced");
        await plane.World.DeployAsync("replaced", "web", "registry.example.com/web:1", replicas: 1);
        var before = Assert.Single(Items(await plane.Admin.GetAsync("/api/v1/namespaces/replaced/pods")));

        using var graceful = await plane.Admin.Http.DeleteAsync(new Uri($"/api/v1/namespaces/replaced/pods/{before["metadata"]!["name"]}", UriKind.Relative), TestContext.Current.CancellationToken);

        await plane.Admin.WaitAsync(
            "/api/v1/namespaces/replaced/pods",
            list => Items(list) is [var pod] && (string?)pod["metadata"]!["uid"] != (string?)before["metadata"]!["uid"] && (string?)pod["status"]!["phase"] == "Running");
    }

    [Fact]
    public async Task The_audit_log_tells_who_tried_to_change_what()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.World.NamespaceAsync("audited");
        var cancel = TestContext.Current.CancellationToken;
        using var reader = plane.ClientOf("reader");

        var mark = await plane.Audit.MarkAsync();
        await plane.Admin.MergeAsync("/api/v1/namespaces/audited", new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["by"] = "testbed" } } });
        using var read = await reader.GetAsync(new Uri("/api/v1/namespaces/audited/pods", UriKind.Relative), cancel);
        using var refused = await reader.DeleteAsync(new Uri("/api/v1/namespaces/audited/pods/web?dryRun=All", UriKind.Relative), cancel);
        using var tunnel = await reader.GetAsync(new Uri("/api/v1/namespaces/audited/pods/web/exec?command=id", UriKind.Relative), cancel);

        var requests = await plane.Audit.RequestsSinceAsync(mark);
        Assert.Equal(["list", "delete", "get"], requests.Where(request => request.Target?.Namespace == "audited").Select(request => request.Verb));
        var changes = (await plane.Audit.MutationsSinceAsync(mark)).Where(change => change.Target?.Namespace == "audited").ToArray();
        Assert.Equal(["audited/pods/web", "audited/pods/web/exec"], changes.Select(change => change.Target!.ToString()));
        Assert.All(changes, change => Assert.Equal(("reader", 403), (change.User, change.Code)));
        Assert.Equal([true, false], changes.Select(change => change.IsDryRun));
        Assert.DoesNotContain(await plane.Audit.MutationsSinceAsync(await plane.Audit.MarkAsync()), change => change.Target?.Namespace == "audited");
    }

    [Fact]
    public async Task A_load_of_pods_has_its_share_of_bad_ones()
    {
        var plane = await planes.DevelopmentAsync();

        Assert.Equal(4, await plane.Load.CreateAsync(100, TestContext.Current.CancellationToken));
        try
        {
            var pods = await plane.Admin.GetAsync($"/api/v1/pods?labelSelector={StandInKubelet.Unattended}");
            Assert.Equal(100, Items(pods).Length);
            Assert.Equal(4, Waiting(pods).Length);
        }
        finally
        {
            await plane.Load.DeleteAsync();
        }
    }

    [Fact]
    public async Task A_server_is_heard_line_by_line()
    {
        using HomeFolder home = new();
        await using var server = ServerProcess.Start(Shell(home, """echo started >&2; while read -r line; do printf '%s\n' "$line"; done; exit 7"""));

        await server.WriteLineAsync("""{"jsonrpc":"2.0","id":1}""");
        Assert.Equal("""{"jsonrpc":"2.0","id":1}""", await server.ReadLineAsync());
        server.AssertOnlyProtocolOnStandardOutput();
        await server.WriteLineAsync("Hello!");
        Assert.Equal("Hello!", await server.ReadLineAsync());
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(server.AssertOnlyProtocolOnStandardOutput);

        server.CloseInput();
        Assert.Null(await server.ReadLineAsync());
        Assert.Equal(7, await server.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(["started"], server.StandardError);
    }

    [Theory]
    [InlineData(ServerProcess.Handshake)]
    [InlineData(ServerProcess.Discovery)]
    public async Task A_client_of_either_generation_connects(string protocol)
    {
        // Answers initialize and server/discover alike, and keeps quiet about everything else.
        const string AnswerAnything = """
            while read -r line; do
              [[ "$line" =~ '"id":'([^,}]+) ]] || continue
              facts='"capabilities":{"tools":{}},"serverInfo":{"name":"shell","version":"1"}'
              case "$line" in
                *'"initialize"'*) facts+=',"protocolVersion":"2025-11-25"' ;;
                *'"server/discover"'*) facts+=',"supportedVersions":["2026-07-28","2025-11-25"],"ttlMs":0,"cacheScope":"private","resultType":"complete"' ;;
              esac
              printf '{"jsonrpc":"2.0","id":%s,"result":{%s}}\n' "${BASH_REMATCH[1]}" "$facts"
            done
            """;
        using HomeFolder home = new();
        await using var server = ServerProcess.Start(Shell(home, AnswerAnything));

        var client = await server.ConnectAsync(protocol, cancel: TestContext.Current.CancellationToken);

        Assert.Equal(protocol, client.NegotiatedProtocolVersion);
        server.AssertOnlyProtocolOnStandardOutput();
        Assert.Contains("\"jsonrpc\"", server.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_sees_nothing_of_the_real_home()
    {
        using HomeFolder home = new();
        await using var server = ServerProcess.Start(Shell(home, "echo $HOME; pwd; echo $KUBECONFIG; env | cut -d= -f1 | sort | paste -sd' '") with { Kubeconfig = ["/a", "/b"] });

        Assert.Equal(home.Path, await server.ReadLineAsync());
        Assert.Equal(home.Workspace, await server.ReadLineAsync());
        Assert.Equal("/a:/b", await server.ReadLineAsync());
        Assert.Equal("DOTNET_ROOT HOME KUBECONFIG PATH PWD SHLVL _", await server.ReadLineAsync());
    }

    [Fact]
    public async Task A_server_that_ignores_its_end_is_ended_with_its_children()
    {
        using HomeFolder home = new();
        int child;
        await using (var server = ServerProcess.Start(Shell(home, "trap '' TERM; sleep 600 & echo $!; wait")))
        {
            child = int.Parse((await server.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
            server.CloseInput();
            Assert.Null(await server.ExitAsync(TimeSpan.FromMilliseconds(300)));
        }

        for (var tries = 0; tries < 50 && Directory.Exists($"/proc/{child}"); tries++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.False(Directory.Exists($"/proc/{child}"));
    }

    [Fact]
    public void Planted_secrets_are_found_in_every_form()
    {
        PlantedSecrets.AssertNoneIn("Password=[redacted 3fa1b2c4]; nothing here", "an answer");
        foreach (var value in PlantedSecrets.All.Values)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(value);
            string[] leaks =
            [
                value,
                value.ToUpperInvariant(),
                Uri.EscapeDataString(value),
                System.Text.Json.JsonSerializer.Serialize(value),
                Convert.ToBase64String(bytes),
                Convert.ToBase64String([.. "x"u8, .. bytes, .. "yz"u8]),
                Convert.ToBase64String([.. "xy"u8, .. bytes, .. "z"u8]),
                Convert.ToHexStringLower(bytes),
            ];
            Assert.All(leaks, leak => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => PlantedSecrets.AssertNoneIn($"… {leak} …", "an answer")));
        }
    }

    private static ServerSetup Shell(HomeFolder home, string script) => new(home) { Executable = "/bin/bash", Arguments = ["-c", script] };

    private static JsonNode[] Items(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!)];

    private static string[] Waiting(JsonNode list) =>
        [.. Items(list).Select(pod => (string?)pod["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"]).OfType<string>()];
}
