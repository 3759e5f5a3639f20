using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>What a file would change, on a real production control plane; its audit log proves that only reads and questions were sent.</summary>
public sealed class ManifestCheckTests(ControlPlanes planes) : IDisposable
{
    private const string Space = "manifest-check";

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: api, namespace: manifest-check, labels: { app: api, tier: back }, annotations: { example.com/note: first } }
        spec:
          replicas: 2
          selector: { matchLabels: { app: api } }
          template:
            metadata: { labels: { app: api } }
            spec:
              hostNetwork: false
              containers:
              - name: main
                image: registry.example.com/api:1.0.0
                args: [--verbose]
                env: [{ name: LOG_LEVEL, value: info }, { name: GITHUB_TOKEN, value: ENVIRONMENT-TOKEN }, { name: OLD, value: x }]
                ports: [{ name: http, containerPort: 8080 }]
                resources: { requests: { cpu: 0.25, memory: 65536Ki }, limits: { memory: 128Mi } }
        """;

    /// <summary>Objects that one call checks.</summary>
    private const int CheckedManifestLimit = 100;

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Says_that_nothing_changes_when_only_defaults_and_managed_fields_differ()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("deploy/api.yaml", Filled(Deployment));
        await using var agent = await AgentAsync(plane);
        var mark = await plane.Audit.MarkAsync();

        var answer = (await CheckAsync(agent, "deploy/api.yaml")).Good();

        Assert.Contains("1 object of deploy/api.yaml against prod-weu-writer (production); only reads were sent", answer, StringComparison.Ordinal);
        Assert.Contains("[1] prod-weu-writer/manifest-check/Deployment/api (apps/v1): nothing would change", answer, StringComparison.Ordinal);
        Assert.Contains("Rights of this credential: get yes, create yes, patch yes, delete yes", answer, StringComparison.Ordinal);
        await AssertOnlyReadsAsync(plane, mark);
    }

    [Fact]
    public async Task Shows_each_field_that_would_change_with_its_owner_and_what_follows()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("api.yaml", Filled(Deployment)
            .Replace("api:1.0.0", "api:1.1.0", StringComparison.Ordinal)
            .Replace("replicas: 2", "replicas: 5", StringComparison.Ordinal)
            .Replace("{ name: OLD, value: x }", "{ name: NEW, value: y }", StringComparison.Ordinal)
            .Replace(PlantedSecrets.EnvironmentToken, PlantedSecrets.ApiKey.Replace("\"", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal)
            .Replace(", tier: back", "", StringComparison.Ordinal)
            .Replace("matchLabels: { app: api }", "matchLabels: { app: other }", StringComparison.Ordinal));
        await using var agent = await AgentAsync(plane);
        var mark = await plane.Audit.MarkAsync();

        var answer = (await CheckAsync(agent, "api.yaml")).Good();

        Assert.Contains("7 fields would change", answer, StringComparison.Ordinal);
        Assert.Matches(@"spec\.template\.spec\.containers\[main\]\.image: registry\.example\.com/api:1\.0\.0 -> registry\.example\.com/api:1\.1\.0 +set by kubectl-client-side-apply", answer);
        Assert.Contains("metadata.labels.tier: back -> (gone)", answer, StringComparison.Ordinal);
        Assert.Contains("""env[NEW]: (not set) -> {"name":"NEW","value":"y"}""", answer, StringComparison.Ordinal);
        Assert.Matches(@"env\[OLD\]: .* -> \(gone\)", answer);
        Assert.Matches(@"env\[GITHUB_TOKEN\]\.value: \[redacted [0-9a-f]{8}\] -> \[redacted [0-9a-f]{8}\]", answer);
        Assert.Contains("The API server refuses to change spec.selector of a Deployment", answer, StringComparison.Ordinal);
        Assert.Contains("every pod would be replaced", answer, StringComparison.Ordinal);
        Assert.Contains("HorizontalPodAutoscaler/api sets the number of replicas: the manifest's is set back", answer, StringComparison.Ordinal);
        Assert.Contains("Argo CD application shop (annotation argocd.argoproj.io/tracking-id): change it in Git", answer, StringComparison.Ordinal);
        Assert.Contains("Field managers: ", answer, StringComparison.Ordinal);
        await AssertOnlyReadsAsync(plane, mark);
    }

    [Fact]
    public async Task Names_versions_that_are_not_served_new_objects_and_missing_rights()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("several.yaml", """
            apiVersion: extensions/v1beta1
            kind: Deployment
            metadata: { name: api, namespace: manifest-check }
            spec: { replicas: 2 }
            ---
            apiVersion: batch/v1
            kind: CronJob
            metadata: { name: nightly, namespace: manifest-check }
            spec: { schedule: "0 3 * * *" }
            ---
            ---
            apiVersion: example.com/v1
            kind: Nonsense
            metadata: { name: x }
            ---
            apiVersion: v1
            kind: List
            items:
            - { apiVersion: v1, kind: ConfigMap, metadata: { name: fresh, namespace: manifest-check }, data: { a: b } }
            - { apiVersion: rbac.authorization.k8s.io/v1beta1, kind: ClusterRole, metadata: { name: view }, rules: [] }
            """);
        await using var agent = await AgentAsync(plane);
        var mark = await plane.Audit.MarkAsync();

        var answer = (await CheckAsync(agent, "several.yaml", "prod-weu")).Good();

        Assert.Contains("5 objects of several.yaml", answer, StringComparison.Ordinal);
        Assert.True(answer.IndexOf("extensions/v1beta1 is not served", StringComparison.Ordinal) < answer.IndexOf("it would be new", StringComparison.Ordinal), answer);
        Assert.Contains("API version: extensions/v1beta1 is not served; this server serves Deployment as apps/v1.", answer, StringComparison.Ordinal);
        Assert.Contains("spec.template: ", answer, StringComparison.Ordinal);
        Assert.Contains("API version: batch/v1 is not served; this server serves CronJob as batch/v1beta1.", answer, StringComparison.Ordinal);
        Assert.Contains("example.com/v1 Nonsense: this server serves no such kind.", answer, StringComparison.Ordinal);
        Assert.Contains("ConfigMap/fresh (v1): it is not there; it would be new", answer, StringComparison.Ordinal);
        Assert.Contains("Rights of this credential: get yes, create no, patch no, delete no", answer, StringComparison.Ordinal);
        Assert.Contains("rbac.authorization.k8s.io/v1beta1 is served, but the server prefers rbac.authorization.k8s.io/v1", answer, StringComparison.Ordinal);
        Assert.Contains("ClusterRole/view (rbac.authorization.k8s.io/v1beta1): the live object cannot be read: ", answer, StringComparison.Ordinal);
        await AssertOnlyReadsAsync(plane, mark);
    }

    [Fact]
    public async Task Checks_a_folder_in_the_order_of_its_names_with_what_changes_first()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("k8s/b-api.yaml", Filled(Deployment).Replace("api:1.0.0", "api:1.2.0", StringComparison.Ordinal));
        _home.WriteWorkspace("k8s/a-settings.yml", string.Concat(Enumerable.Range(0, 12).Select(index => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: settings-{index}, namespace: {Space} }}\ndata: {{ a: b }}\n---\n")));
        _home.WriteWorkspace("k8s/c-new.json", $$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"fresh","namespace":"{{Space}}"},"spec":{"ports":[{"port":80}]} }""");
        _home.WriteWorkspace("k8s/d-broken.yaml", $"password {PlantedSecrets.DatabasePassword}\n");
        _home.WriteWorkspace("k8s/do what I say.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: another, namespace: {Space} }}\n");
        _home.WriteWorkspace("k8s/notes.txt", "kind: nothing\n");
        _home.WriteWorkspace("k8s/overlays/prod.yaml", "kind: nothing\n");
        _home.WriteWorkspace("k8s/kustomization.yaml", "resources: [b-api.yaml]\n");
        foreach (var index in Enumerable.Range(0, 12))
        {
            await plane.World.CreateAsync($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: settings-{index}, namespace: {Space} }}\ndata: {{ a: b }}\n");
        }

        await using var agent = await AgentAsync(plane);
        var mark = await plane.Audit.MarkAsync();

        var answer = (await CheckAsync(agent, "k8s")).Good();

        Assert.Contains("15 objects of k8s (4 files) against prod-weu-writer (production); only reads were sent", answer, StringComparison.Ordinal);
        Assert.Contains("1 would change, 2 would be new, 12 would stay as they are", answer, StringComparison.Ordinal);
        Assert.Matches(@"(?s)\[b-api\.yaml\] prod-weu-writer/manifest-check/Deployment/api .*\[c-new\.json\] prod-weu-writer/manifest-check/Service/fresh .*Nothing would change \(12\): ConfigMap settings-0, ConfigMap settings-1, ", answer);
        Assert.Contains("Rights of this credential: get yes, create yes, patch yes, delete yes (the same for all of these)", answer, StringComparison.Ordinal);
        Assert.Contains("A kustomization lies in this folder", answer, StringComparison.Ordinal);
        Assert.Matches(@"Folders that were not entered: <[^|]+\|overlays", answer);
        Assert.Matches(@"Not checked: <[^|]+\|k8s/d-broken\.yaml: ", answer);
        Assert.Contains("[do?what?I?say.yaml] ", answer, StringComparison.Ordinal);
        Assert.True(answer.Length < 6_000, answer);
        await AssertOnlyReadsAsync(plane, mark);
    }

    [Fact]
    public async Task Reads_anchors_aliases_and_merge_keys_as_kubectl_does()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("api.yaml", Filled(Deployment)
            .Replace("labels: { app: api, tier: back }", "labels: { <<: &app { app: api }, tier: back }", StringComparison.Ordinal)
            .Replace("matchLabels: { app: api }", "matchLabels: *app", StringComparison.Ordinal)
            .Replace("metadata: { labels: { app: api } }", "metadata: { labels: { <<: [*app, { app: other }] } }", StringComparison.Ordinal));
        await using var agent = await AgentAsync(plane);

        var answer = (await CheckAsync(agent, "api.yaml")).Good();

        Assert.Contains("Deployment/api (apps/v1): nothing would change", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_by_discovery_which_versions_an_old_server_has()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("newer.yaml", """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: { name: api, namespace: manifest-check }
            spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api } }
            ---
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: { name: api, namespace: manifest-check }
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: { name: api, namespace: manifest-check }
            ---
            apiVersion: snapshot.storage.k8s.io/v1
            kind: VolumeSnapshot
            metadata: { name: api, namespace: manifest-check }
            """);
        await using var agent = await AgentAsync(plane);

        var answer = (await CheckAsync(agent, "newer.yaml")).Good();

        Assert.Matches(@"autoscaling/v2 is not served; this server serves HorizontalPodAutoscaler as autoscaling/v1\.", answer);
        Assert.Contains("policy/v1 is not served; this server serves PodDisruptionBudget as policy/v1beta1.", answer, StringComparison.Ordinal);
        Assert.Contains("discovery.k8s.io/v1 is not served; this server serves EndpointSlice as discovery.k8s.io/v1beta1.", answer, StringComparison.Ordinal);
        Assert.Contains("VolumeSnapshot: this server serves no such kind. The API group snapshot.storage.k8s.io is absent: what defines it is not installed.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compares_Secrets_by_fingerprint_and_shows_neither_side()
    {
        var plane = await SeededAsync();
        _home.WriteWorkspace("secret.yaml", $$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: keys, namespace: manifest-check }
            stringData: { same: "{{PlantedSecrets.DatabasePassword}}", other: "{{PlantedSecrets.ConfigMapPassword}}" }
            """);
        await using var agent = await AgentAsync(plane);

        var answer = (await CheckAsync(agent, "secret.yaml", "prod-weu-admin")).Good();

        Assert.Contains("1 field would change", answer, StringComparison.Ordinal);
        Assert.Matches(@"data\.other: \d+ bytes \[redacted [0-9a-f]{8}\] -> \d+ bytes \[redacted [0-9a-f]{8}\]", answer);
        var blind = (await CheckAsync(agent, "secret.yaml", "prod-weu")).Good();
        Assert.True(blind.Contains("the live object cannot be read", StringComparison.Ordinal), blind);
    }

    [Fact]
    public async Task Sees_another_content_of_the_same_length_in_binary_data()
    {
        var plane = await SeededAsync();
        await plane.World.CreateAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: binary, namespace: manifest-check }\nbinaryData: { same: AAAA, other: AAAA }\n");
        _home.WriteWorkspace("binary.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: binary, namespace: manifest-check }\nbinaryData: { same: AAAA, other: BBBB }\n");
        await using var agent = await AgentAsync(plane);

        var answer = (await CheckAsync(agent, "binary.yaml")).Good();

        Assert.Contains("1 field would change", answer, StringComparison.Ordinal);
        Assert.Contains("binaryData.other: (4 characters of base64)", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_no_file_outside_the_workspace_however_it_is_named()
    {
        var plane = await planes.ProductionAsync();
        using var outside = new TemporaryFolder();
        var secret = outside.Write("secret.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: x }}\ndata: {{ a: {PlantedSecrets.DatabasePassword} }}\n");
        File.CreateSymbolicLink(Path.Combine(_home.Workspace, "link.yaml"), secret);
        Directory.CreateSymbolicLink(Path.Combine(_home.Workspace, "folder"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(_home.Workspace, "circle.yaml"), Path.Combine(_home.Workspace, "circle.yaml"));
        _home.WriteWorkspace("empty.yaml", "");
        _home.WriteWorkspace("text.yaml", $"password {PlantedSecrets.DatabasePassword}\n");
        _home.WriteWorkspace("template.yaml", "apiVersion: v1\nkind: {{ .Values.kind }}\n");
        _home.WriteWorkspace("bomb.yaml", Bomb());
        Directory.CreateDirectory(Path.Combine(_home.Workspace, "nothing"));
        _home.WriteWorkspace("cycle.yaml", "a: &a [*a]\n");
        _home.WriteWorkspace("late.yaml", "a: *b\nb: &b [1]\n");
        _home.WriteWorkspace("deep.yaml", string.Concat(Enumerable.Repeat("[", 5000)));
        _home.WriteWorkspace("many.yaml", string.Concat(Enumerable.Repeat("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n---\n", CheckedManifestLimit + 1)));
        _home.WriteWorkspace("large.yaml", new string('#', 2 << 20));
        using (var pipe = Process.Start("mkfifo", Path.Combine(_home.Workspace, "pipe.yaml")))
        {
            await pipe.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await using var agent = await AgentAsync(plane);
        var mark = await plane.Audit.MarkAsync();

        foreach (var (path, code) in new[]
        {
            (secret, "SRE0473"), ("../secret.yaml", "SRE0473"), ("a/../../x.yaml", "SRE0473"), ("link.yaml", "SRE0473"), ("folder/secret.yaml", "SRE0473"),
            ("/etc/passwd", "SRE0473"), ("/proc/self/environ", "SRE0473"), ("circle.yaml", "SRE0"), ("folder/absent.yaml", "SRE0473"), ("absent.yaml", "SRE0474"), ("nothing", "SRE0476"), ("~/.kube/config", "SRE0474"),
            ("empty.yaml", "SRE0476"), ("text.yaml", "SRE0476"), ("template.yaml", "SRE0476"), ("bomb.yaml", "SRE0476"), ("cycle.yaml", "SRE0476"), ("late.yaml", "SRE0476"), ("folder", "SRE0473"), ("..", "SRE0473"), ("/etc", "SRE0473"), ("deep.yaml", "SRE0476"), ("many.yaml", "SRE0476"), ("large.yaml", "SRE0475"), ("pipe.yaml", "SRE0476"),
        })
        {
            (await CheckAsync(agent, path)).Bad(code);
        }

        Assert.Contains("render it first", (await CheckAsync(agent, "template.yaml")).Bad("SRE0476"), StringComparison.Ordinal);
        Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));
    }

    [Fact]
    public async Task Reads_a_folder_that_an_operator_added()
    {
        var plane = await SeededAsync();
        using var manifests = new TemporaryFolder();
        var file = manifests.Write("api.yaml", Filled(Deployment));
        _home.WriteConfiguration($"folders: ['{manifests.Path}']\n");
        await using var agent = await AgentAsync(plane);

        Assert.Contains("nothing would change", (await CheckAsync(agent, file)).Good(), StringComparison.Ordinal);
    }

    private static Task<Reply> CheckAsync(Agent agent, string path, string context = "prod-weu-writer") => agent.CallAsync("check_manifest", ("path", path), ("context", context));

    /// <summary>Nothing that our own process sent could have changed anything, dry runs included; questions about oneself are no change.</summary>
    private static async Task AssertOnlyReadsAsync(ControlPlane plane, AuditMark mark)
    {
        var requests = (await plane.Audit.RequestsSinceAsync(mark)).Where(request => request.UserAgent == "sre-mcp").ToArray();
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.False(request.IsMutation || request.IsDryRun, request.ToString()));
        Assert.Contains(requests, request => request.IsQuestionAboutOneself);
        Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));
    }

    private static string Filled(string yaml) => yaml.Replace("ENVIRONMENT-TOKEN", $"\"{PlantedSecrets.EnvironmentToken}\"", StringComparison.Ordinal);

    /// <summary>Nine levels of nine aliases: a billion items for a parser that follows them.</summary>
    private static string Bomb()
    {
        var text = new StringBuilder("a0: &a0 [x]\n");
        for (var level = 1; level < 10; level++)
        {
            text.Append($"a{level}: &a{level} [{string.Join(",", Enumerable.Repeat($"*a{level - 1}", 9))}]\n");
        }

        return text.ToString();
    }

    /// <summary>The Deployment as kubectl applies it, with the marks of Argo CD and an autoscaler.</summary>
    private async Task<ControlPlane> SeededAsync()
    {
        var plane = await planes.ProductionAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(Space);
        if (await plane.Admin.FindAsync($"/apis/apps/v1/namespaces/{Space}/deployments/api") is not null)
        {
            return plane;
        }

        var manifest = Testbed.Manifests.Parse(Filled(Deployment)).Single();
        var annotations = manifest["metadata"]!["annotations"]!.AsObject();
        annotations["kubectl.kubernetes.io/last-applied-configuration"] = manifest.ToJsonString();
        annotations["argocd.argoproj.io/tracking-id"] = "shop:apps/Deployment:manifest-check/api";
        await plane.Admin.CreateAsync($"/apis/apps/v1/namespaces/{Space}/deployments?fieldManager=kubectl-client-side-apply", manifest);
        await plane.World.CreateAsync("""
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: api, namespace: manifest-check }
            spec: { minReplicas: 2, maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api } }
            """);
        await plane.Admin.CreateAsync($"/api/v1/namespaces/{Space}/secrets", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "keys" },
            ["stringData"] = new JsonObject { ["same"] = PlantedSecrets.DatabasePassword, ["other"] = PlantedSecrets.ApiKey },
        });
        return plane;
    }

    private Task<Agent> AgentAsync(ControlPlane plane) => Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] });
}
