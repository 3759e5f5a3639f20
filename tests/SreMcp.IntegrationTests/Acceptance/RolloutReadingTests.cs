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
        Assert.Matches(@"(?m)^1 +\d+s +helm +superseded +shop-1\.0\.0 +app-1\.0\.0 +Install complete", answer);
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
    public async Task Reads_the_history_of_a_DaemonSet_with_who_when_and_the_events_that_followed()
    {
        var plane = await PlaneAsync("rollouts-daemons");
        await plane.World.CreateAsync("""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: { name: agent, namespace: rollouts-daemons }
            spec:
              selector: { matchLabels: { app: agent } }
              template:
                metadata: { labels: { app: agent } }
                spec: { containers: [{ name: agent, image: "registry.example.com/agent:1" }] }
            """);
        const string Path = "/apis/apps/v1/namespaces/rollouts-daemons/daemonsets/agent";
        await plane.Admin.WaitAsync(Path, set => (int?)set["status"]?["numberReady"] > 0 && (int?)set["status"]?["numberReady"] == (int?)set["status"]?["desiredNumberScheduled"]);
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await plane.Admin.MergeAsync($"{Path}?fieldManager=on-call", JsonNode.Parse("""{"spec":{"template":{"spec":{"containers":[{"name":"agent","image":"registry.example.com/agent:2"}]}}}}""")!);
        await plane.Admin.WaitAsync(Path, set => (int?)set["status"]?["updatedNumberScheduled"] == (int?)set["status"]?["desiredNumberScheduled"] && (int?)set["status"]?["observedGeneration"] == 2);
        await using var agent = await AgentAsync(plane);

        var answer = (await agent.CallAsync("read_rollouts", ("context", "prod-weu"), ("namespace", "rollouts-daemons"), ("workload", "ds/agent"))).Good();

        Assert.Matches(@"DaemonSet/agent \(production\): revision 2 live since \d\d:\d\d UTC", answer);
        Assert.Contains("containers[agent].image: registry.example.com/agent:1 -> registry.example.com/agent:2", answer, StringComparison.Ordinal);
        Assert.Matches(@"Pod template last set by \(programs; people stand in the audit log\): .*on-call \d+s ago", answer);
        Assert.Matches(@"(?m)^Normal +SuccessfulCreate +DaemonSet/agent +\d+ ", answer);
        Assert.Matches(@"(?m)^Normal +SuccessfulDelete +DaemonSet/agent +\d+ ", answer);
    }

    [Fact]
    public async Task Reads_releases_that_Helm_keeps_in_ConfigMaps_and_says_which_rule_is_missing()
    {
        var plane = await PlaneAsync("rollouts-configmap");
        await HelmRecords.InstallAsync(plane.Admin, "rollouts-configmap", "store", 1, "superseded", "1.0.0", Object("""{"port":5432}"""), Object(Chart), inConfigMap: true);
        await HelmRecords.InstallAsync(plane.Admin, "rollouts-configmap", "store", 2, "deployed", "1.0.0", Object($$"""{"port":5433,"password":"{{PlantedSecrets.ApiKey.Replace("\"", "\\\"", StringComparison.Ordinal)}}"}"""), Object(Chart), inConfigMap: true);
        await plane.Admin.CreateAsync("/api/v1/namespaces/rollouts-configmap/configmaps", JsonNode.Parse("""
            { "metadata": { "name": "disguise", "labels": { "owner": "helm", "name": "disguise", "version": "1", "status": "deployed" } }, "data": { "release": "aGk=" } }
            """)!);
        await using var agent = await AgentAsync(plane);
        Task<Reply> Read(string context, string? workload) => agent.CallAsync("read_rollouts", [("context", context), ("namespace", "rollouts-configmap"), .. workload is null ? [] : new (string, object?)[] { ("workload", workload) }]);

        var answer = (await Read("prod-weu-admin", "Helm/store")).Good();
        Assert.Matches(@"(?m)^2 +\d+s +helm +deployed +store-1\.0\.0", answer);
        Assert.Contains("port: 5432 -> 5433", answer, StringComparison.Ordinal);
        Assert.Matches(@"password: \(not set\) -> \[redacted", answer);

        // The reader sees all but Secrets.
        var partly = (await Read("prod-weu", "Helm/store")).Good();
        Assert.Contains("port: 5432 -> 5433", partly, StringComparison.Ordinal);
        Assert.Contains("Not looked at: ", partly, StringComparison.Ordinal);
        var lately = (await Read("prod-weu", null)).Good();
        Assert.Matches(@"(?m)^\d+s +rollouts-configmap +store +2 +deployed +helm", lately);
        Assert.Contains("Some Helm releases may not be seen: ", lately, StringComparison.Ordinal);
        Assert.DoesNotContain("disguise", lately, StringComparison.Ordinal);

        (await Read("prod-weu-admin", "Helm/disguise")).Bad("SRE0472");
        var forbidden = (await Read("prod-weu-nobody", "Helm/store")).Bad("SRE0403");
        Assert.Contains("Role in rollouts-configmap with apiGroups: [\"\"], resources: [\"secrets\"], verbs: [\"list\"]", forbidden, StringComparison.Ordinal);
        Assert.Contains("Where Helm's driver is configmap: Ask for a Role in rollouts-configmap with apiGroups: [\"\"], resources: [\"configmaps\"], verbs: [\"list\"]", forbidden, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_revision_of_the_release_that_helm_has_to_go_back_to()
    {
        const string Space = "rollouts-release";
        var plane = await PlaneAsync(Space);
        static string Rendered(string image) => $"---\n# Source: shop/templates/front.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: front\nspec:\n  template:\n    spec:\n      containers:\n        - name: main\n          image: \"{image}\"\n";
        await HelmRecords.InstallAsync(plane.Admin, Space, "shop", 1, "deployed", "1.0.0", Object("{}"), Object(Chart), rendered: Rendered("registry.example.com/front:1"));
        await plane.World.CreateAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: front, namespace: {{Space}}, labels: { app.kubernetes.io/managed-by: Helm }, annotations: { meta.helm.sh/release-name: shop, meta.helm.sh/release-namespace: {{Space}} } }
            spec:
              replicas: 1
              selector: { matchLabels: { app: front } }
              template: { metadata: { labels: { app: front } }, spec: { containers: [{ name: main, image: "registry.example.com/front:1" }] } }
            """);
        await plane.World.RolledOutAsync(Space, "front");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        await HelmRecords.SupersedeAsync(plane.Admin, Space, "shop", 1);
        await HelmRecords.InstallAsync(plane.Admin, Space, "shop", 2, "deployed", "1.1.0", Object("{}"), Object(Chart), rendered: Rendered("registry.example.com/front:2"));
        await plane.World.RollToAsync(Space, "front", "registry.example.com/front:2");
        await using var agent = await AgentAsync(plane);
        async Task<string> RollbackAsync(string context) =>
            (await agent.CallAsync("generate_script", ("template", "kubernetes_rollback"), ("parameters", new Dictionary<string, string>(StringComparer.Ordinal) { ["context"] = context, ["workload"] = $"{Space}/Deployment/front" }))).Good();

        var exact = await RollbackAsync("prod-weu-admin");
        Assert.Contains($"helm --kube-context=prod-weu-admin --namespace={Space} rollback shop 1 --wait", exact, StringComparison.Ordinal);
        Assert.Contains("from revision 2 to revision 1", exact, StringComparison.Ordinal);
        Assert.Contains("run.sh", exact, StringComparison.Ordinal);

        var blind = await RollbackAsync("prod-weu");
        Assert.Contains("the revision of the release was not found: ", blind, StringComparison.Ordinal);
        Assert.Contains("resources: [\"secrets\"], verbs: [\"list\"]", blind, StringComparison.Ordinal);
        Assert.Contains("find-the-revision.md", blind, StringComparison.Ordinal);
        Assert.Contains($"namespace={Space} history shop", blind, StringComparison.Ordinal);

        // What kubectl changed has no revision of the release behind it.
        await plane.World.RollToAsync(Space, "front", "registry.example.com/front:3");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        await HelmRecords.SupersedeAsync(plane.Admin, Space, "shop", 2);
        await HelmRecords.InstallAsync(plane.Admin, Space, "shop", 3, "deployed", "1.2.0", Object("{}"), Object(Chart), rendered: Rendered("registry.example.com/front:4"));
        await plane.World.RollToAsync(Space, "front", "registry.example.com/front:4");
        Assert.Contains("revision 2 of the release was the newest when revision 3 of the workload was made, but rendered other images", await RollbackAsync("prod-weu-admin"), StringComparison.Ordinal);
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
