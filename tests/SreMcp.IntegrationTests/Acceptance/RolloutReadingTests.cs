using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>What changed and what followed, on a real control plane. Every answer is searched for the planted secrets.</summary>
public sealed class RolloutReadingTests(ControlPlanes planes) : IDisposable
{
    private const string Chart = """{"replicas":2,"image":{"repository":"registry.example.com/shop","tag":"1.0.0"},"resources":{"limits":{"memory":"512Mi"}},"queue":{"size":100}}""";

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Tells_what_a_rollout_changed_who_set_it_and_which_events_followed()
    {
        var plane = await PlaneAsync("rollouts-deployment");
        await plane.World.DeployAsync("rollouts-deployment", "api", "registry.example.com/api:1.0.0");
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await plane.Admin.MergeAsync("/apis/apps/v1/namespaces/rollouts-deployment/deployments/api", JsonNode.Parse($$"""
            { "metadata": { "annotations": { "kubernetes.io/change-cause": "ticket OPS-12 token={{PlantedSecrets.EnvironmentToken}}" } },
              "spec": { "template": { "spec": { "containers": [{
                "name": "main", "image": "registry.example.com/api:1.1.0",
                "env": [{ "name": "LOG_LEVEL", "value": "debug" }, { "name": "GITHUB_TOKEN", "value": "{{PlantedSecrets.EnvironmentToken}}" }],
                "resources": { "limits": { "memory": "128Mi" } },
                "readinessProbe": { "httpGet": { "path": "/ready", "port": 8080 } } }] } } } }
            """)!);
        await plane.World.RolledOutAsync("rollouts-deployment", "api");
        await using var agent = await AgentAsync(plane);

        var answer = (await agent.CallAsync("read_rollouts", ("context", "prod-weu"), ("namespace", "rollouts-deployment"), ("workload", "Deployment/api"))).Good();

        Assert.Matches(@"prod-weu/rollouts-deployment/Deployment/api \(production\): revision 2 live since \d\d:\d\d UTC \(\d+s ago\), 2 of 2 updated", answer);
        Assert.Matches(@"(?m)^2 \(live\) +\d+s +registry\.example\.com/api:1\.1\.0 +ticket OPS-12 token=\[redacted", answer);
        Assert.Matches(@"(?m)^1 +\d+s +registry\.example\.com/api:1\.0\.0", answer);
        Assert.Contains("Pod template last set by (programs; people stand in the audit log): ", answer, StringComparison.Ordinal);
        Assert.Contains("sre-mcp-testbed", answer, StringComparison.Ordinal);
        Assert.Contains("From revision 1 to 2,", answer, StringComparison.Ordinal);
        Assert.Contains("containers[main].image: registry.example.com/api:1.0.0 -> registry.example.com/api:1.1.0", answer, StringComparison.Ordinal);
        Assert.Contains("containers[main].resources.limits.memory: (not set) -> 128Mi", answer, StringComparison.Ordinal);
        Assert.Contains("containers[main].env[LOG_LEVEL].value: (not set) -> debug", answer, StringComparison.Ordinal);
        Assert.Matches(@"containers\[main\]\.env\[GITHUB_TOKEN\]\.value: \(not set\) -> \[redacted", answer);
        Assert.Contains("containers[main].readinessProbe.httpGet.path: (not set) -> /ready", answer, StringComparison.Ordinal);
        Assert.True(answer.IndexOf("[main].image", StringComparison.Ordinal) < answer.IndexOf("LOG_LEVEL", StringComparison.Ordinal), answer);
        Assert.Matches(@"(?m)^Normal +ScalingReplicaSet +Deployment/api +\d+ ", answer);
        Assert.Matches(@"(?m)^Normal +Scheduled +2 Pods +2 ", answer);
        Assert.Contains("generate_script template=kubernetes_rollback", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compares_any_two_revisions_and_knows_a_revision_that_was_gone_back_to()
    {
        var plane = await PlaneAsync("rollouts-back");
        await plane.World.DeployAsync("rollouts-back", "api", "registry.example.com/api:1");
        await plane.World.RollToAsync("rollouts-back", "api", "registry.example.com/api:2");
        await plane.World.RollToAsync("rollouts-back", "api", "registry.example.com/api:3");
        await plane.World.RollToAsync("rollouts-back", "api", "registry.example.com/api:1");
        await using var agent = await AgentAsync(plane);
        Task<Reply> Read(params (string, object?)[] arguments) => agent.CallAsync("read_rollouts", [("context", "prod-weu"), ("namespace", "rollouts-back"), .. arguments]);

        var live = (await Read(("workload", "deploy/api"))).Good();
        Assert.Contains("revision 4 live since", live, StringComparison.Ordinal);
        Assert.Contains("From revision 3 to 4, 1 change:", live, StringComparison.Ordinal);
        Assert.Contains("containers[main].image: registry.example.com/api:3 -> registry.example.com/api:1", live, StringComparison.Ordinal);

        var chosen = (await Read(("workload", "deploy/api"), ("revision", 3), ("against", 2))).Good();
        Assert.Contains("registry.example.com/api:2 -> registry.example.com/api:3", chosen, StringComparison.Ordinal);
        (await Read(("workload", "deploy/api"), ("revision", 9))).Bad("SRE0438");

        var lately = (await Read()).Good();
        Assert.Matches(@"(?m)^\d+s +rollouts-back +Deployment/api +4 \(went back\) +registry\.example\.com/api:3 -> registry\.example\.com/api:1", lately);
        Assert.Contains("Helm releases not seen: ", lately, StringComparison.Ordinal);
        Assert.Contains("resources: [\"secrets\"], verbs: [\"list\"]", lately, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_the_history_of_a_set_whose_revisions_are_kept_elsewhere()
    {
        var plane = await PlaneAsync("rollouts-set");
        await plane.World.CreateAsync("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: queue, namespace: rollouts-set }
            spec:
              serviceName: queue
              replicas: 1
              selector: { matchLabels: { app: queue } }
              template:
                metadata: { labels: { app: queue } }
                spec: { containers: [{ name: broker, image: "registry.example.com/broker:1" }] }
            """);
        await plane.Admin.WaitAsync("/apis/apps/v1/namespaces/rollouts-set/statefulsets/queue", set => (int?)set["status"]?["readyReplicas"] == 1);
        await plane.Admin.MergeAsync("/apis/apps/v1/namespaces/rollouts-set/statefulsets/queue", JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"broker","image":"registry.example.com/broker:2"}]}}}}""")!);
        await plane.Admin.WaitAsync("/apis/apps/v1/namespaces/rollouts-set/statefulsets/queue", set => (string?)set["status"]?["currentRevision"] == (string?)set["status"]?["updateRevision"] && (int?)set["status"]?["observedGeneration"] == 2);
        await using var agent = await AgentAsync(plane);

        var answer = (await agent.CallAsync("read_rollouts", ("context", "prod-weu"), ("namespace", "rollouts-set"), ("workload", "sts/queue"))).Good();

        Assert.Contains("revision 2 live since", answer, StringComparison.Ordinal);
        Assert.Contains("containers[broker].image: registry.example.com/broker:1 -> registry.example.com/broker:2", answer, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Normal +SuccessfulCreate +StatefulSet/queue", answer);
    }

    [Fact]
    public async Task Decodes_a_Helm_release_and_shows_what_its_values_changed_without_a_secret()
    {
        var plane = await PlaneAsync("rollouts-helm");
        var before = $$"""{"image":{"tag":"1.4.0"},"database":{"host":"db.example.com","password":"{{PlantedSecrets.DatabasePassword}}","port":5432},"env":[{"name":"GITHUB_TOKEN","value":"{{PlantedSecrets.EnvironmentToken}}"}]}""";
        var after = $$"""{"image":{"tag":"1.5.0"},"database":{"host":"db.example.com","password":"{{PlantedSecrets.ConfigMapPassword}}","port":5433},"credentials":{"users":{"admin":"Pl4ntedPlain"} },"env":[{"name":"GITHUB_TOKEN","value":"{{PlantedSecrets.EnvironmentToken}}"}]}""";
        PlantedSecrets.Plant("plain word below credentials", "Pl4ntedPlain");
        await HelmRecords.InstallAsync(plane.Admin, "rollouts-helm", "shop", 1, "superseded", "1.0.0", Object(before), Object(Chart), "Install complete");
        await HelmRecords.InstallAsync(plane.Admin, "rollouts-helm", "shop", 2, "deployed", "1.1.0", Object(after), Object(Chart.Replace("512Mi", "128Mi", StringComparison.Ordinal)));
        await plane.World.CreateAsync("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: front, namespace: rollouts-helm, annotations: { meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: rollouts-helm } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: front } }
              template: { metadata: { labels: { app: front } }, spec: { containers: [{ name: main, image: "registry.example.com/shop:1.5.0" }] } }
            """);
        await plane.World.RolledOutAsync("rollouts-helm", "front");
        await using var agent = await AgentAsync(plane);
        var mark = await plane.Audit.MarkAsync();

        var answer = (await agent.CallAsync("read_rollouts", ("context", "prod-weu-admin"), ("namespace", "rollouts-helm"), ("workload", "Helm/shop"), ("values", true))).Good();

        Assert.Contains("revision 2, ", answer, StringComparison.Ordinal);
        Assert.Contains("deployed, chart shop-1.1.0", answer, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^1 +\d+s +superseded +shop-1\.0\.0 +app-1\.0\.0 +Install complete", answer);
        Assert.Contains("shop-1.0.0 (app app-1.0.0) -> shop-1.1.0 (app app-1.1.0)", answer, StringComparison.Ordinal);
        Assert.Contains("image.tag: 1.4.0 -> 1.5.0", answer, StringComparison.Ordinal);
        Assert.Contains("database.port: 5432 -> 5433", answer, StringComparison.Ordinal);
        Assert.Matches(@"database\.password: \[redacted [0-9a-f]{8}\] -> \[redacted [0-9a-f]{8}\]", answer);
        Assert.DoesNotContain("env[GITHUB_TOKEN]", answer, StringComparison.Ordinal);
        Assert.Contains("through defaults of the chart, 1 change:", answer, StringComparison.Ordinal);
        Assert.Contains("resources.limits.memory: 512Mi -> 128Mi", answer, StringComparison.Ordinal);
        Assert.Contains("host: db.example.com", answer, StringComparison.Ordinal);
        Assert.Matches(@"admin: ""?\[redacted", answer);
        Assert.Contains("Deployment/front 1 of 1 updated", answer, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^Normal +ScalingReplicaSet +Deployment/front", answer);

        // The list carries metadata only; records are opened one by one, and nothing but Helm's.
        var secrets = (await plane.Audit.RequestsSinceAsync(mark)).Where(request => request.Target is { Resource: "secrets" } && request.Uri.Contains("rollouts-helm", StringComparison.Ordinal)).ToArray();
        Assert.All(secrets, request => Assert.True(request.Uri.Contains("fieldSelector=type%3Dhelm.sh%2Frelease.v1", StringComparison.Ordinal) || request.Target!.Name.StartsWith("sh.helm.release.v1.shop.v", StringComparison.Ordinal), request.ToString()));
        Assert.Equal(3, secrets.Length);
    }

    [Fact]
    public async Task Opens_no_other_Secret_whatever_it_is_called()
    {
        var plane = await PlaneAsync("rollouts-disguise");
        foreach (var (release, type, owner) in new[] { ("opaque", "Opaque", "helm"), ("unowned", "helm.sh/release.v1", "me") })
        {
            await plane.Admin.CreateAsync("/api/v1/namespaces/rollouts-disguise/secrets", JsonNode.Parse($$"""
                { "metadata": { "name": "sh.helm.release.v1.{{release}}.v1", "labels": { "owner": "{{owner}}", "name": "{{release}}", "version": "1", "status": "deployed" } },
                  "type": "{{type}}", "stringData": { "release": "{{PlantedSecrets.DatabasePassword}}" } }
                """)!);
        }

        await HelmRecords.StoreAsync(plane.Admin, "rollouts-disguise", "broken", 1, "deployed", Encoding.UTF8.GetBytes($"{PlantedSecrets.DatabasePassword} is not base64"));
        await HelmRecords.StoreAsync(plane.Admin, "rollouts-disguise", "bomb", 1, "deployed", HelmRecords.Pack(new byte[100 << 20]));
        await using var agent = await AgentAsync(plane);
        Task<Reply> Read(string release) => agent.CallAsync("read_rollouts", ("context", "prod-weu-admin"), ("namespace", "rollouts-disguise"), ("workload", $"Helm/{release}"));

        (await Read("opaque")).Bad("SRE0472");
        (await Read("unowned")).Bad("SRE0472");
        (await Read("nothing")).Bad("SRE0472");
        (await Read("a,b=c")).Bad("SRE0472");
        (await Read("broken")).Bad("SRE0471");
        Assert.Contains("unpacks to more than 24 MB", (await Read("bomb")).Bad("SRE0471"), StringComparison.Ordinal);
        var peak = File.ReadLines($"/proc/{agent.Server.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        Assert.InRange(long.Parse(peak, System.Globalization.CultureInfo.InvariantCulture), 1, 300_000);
    }

    [Fact]
    public async Task Says_that_an_interrupted_upgrade_stands_in_the_way()
    {
        var plane = await PlaneAsync("rollouts-pending");
        await HelmRecords.InstallAsync(plane.Admin, "rollouts-pending", "shop", 1, "deployed", "1.0.0", Object("{}"), Object(Chart));
        await HelmRecords.InstallAsync(plane.Admin, "rollouts-pending", "shop", 2, "pending-upgrade", "1.0.0", Object("{}"), Object(Chart), "Preparing upgrade");
        await using var agent = await AgentAsync(plane);

        var answer = (await agent.CallAsync("read_rollouts", ("context", "prod-weu-admin"), ("namespace", "rollouts-pending"), ("workload", "Helm/shop"))).Good();
        Assert.Contains("refuses the next one until it ends or a person clears it with helm rollback", answer, StringComparison.Ordinal);
        var list = (await agent.CallAsync("read_rollouts", ("context", "prod-weu-admin"), ("namespace", "rollouts-pending"))).Good();
        Assert.Matches(@"(?m)^\d+s +rollouts-pending +shop +2 +pending-upgrade", list);
    }

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();

    private async Task<ControlPlane> PlaneAsync(string @namespace)
    {
        var plane = await planes.ProductionAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(@namespace);
        return plane;
    }

    private Task<Agent> AgentAsync(ControlPlane plane) => Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] });
}
