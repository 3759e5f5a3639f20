using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A workload with three revisions in a namespace of its own, the bundle that was made for it, and its scripts.</summary>
internal sealed class RolledWorkload : IDisposable
{
    private readonly TemporaryFolder _workspace = new();
    private readonly ControlPlane _plane;
    private readonly string _path;

    private RolledWorkload(ControlPlane plane, WorkloadName name)
    {
        (_plane, Name) = (plane, name);
        _path = $"/apis/apps/v1/namespaces/{name.Namespace}/{name.Kind.ToString().ToLowerInvariant()}s/{name.Name}";
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KUBECONFIG"] = plane.Kubeconfig,
            ["PATH"] = $"{Path.GetDirectoryName(Kubectl.Any)}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}",
        };
    }

    public WorkloadName Name { get; }

    /// <summary>What the scripts see of the machine.</summary>
    public Dictionary<string, string> Variables { get; }

    /// <summary>Where the last bundle was written.</summary>
    public string Folder { get; private set; } = "";

    /// <param name="outcome">How the pods of the second revision end; they are ready when it is null.</param>
    public static async Task<RolledWorkload> CreateAsync(ControlPlane plane, WorkloadKind kind = WorkloadKind.Deployment, int replicas = 1, string? outcome = null)
    {
        WorkloadName name = new($"scripts-{Guid.NewGuid().ToString("N")[..8]}", kind, "api");
        await plane.SeededAsync();
        await plane.World.NamespaceAsync(name.Namespace);
        RolledWorkload workload = new(plane, name);
        var count = kind is WorkloadKind.DaemonSet ? "" : $"replicas: {replicas}";
        var service = kind is WorkloadKind.StatefulSet ? "serviceName: api" : "";
        await plane.World.CreateAsync($$$"""
            apiVersion: apps/v1
            kind: {{{kind}}}
            metadata: { name: api, namespace: {{{name.Namespace}}} }
            spec:
              {{{count}}}
              {{{service}}}
              selector: { matchLabels: { app: api } }
              template:
                metadata: { labels: { app: api }, annotations: { testbed/outcome: ready } }
                spec: { containers: [{ name: main, image: "registry.example/api:1" }] }
            """);
        await workload.WaitForRevisionAsync(1);
        await workload.DeployAsync("registry.example/api:2", outcome ?? "ready");
        await workload.WaitForRevisionAsync(2);
        await workload.DeployAsync("registry.example/api:3", "ready");
        await workload.WaitForRevisionAsync(3);
        await workload.SettledAsync();
        return workload;
    }

    public Task<JsonNode> ReadAsync() => _plane.Admin.GetAsync(_path);

    /// <summary>Reads another object of the namespace, such as <c>deployments/api-canary</c>.</summary>
    public async Task<JsonNode> GetAsync(string what, string group = "/apis/apps/v1") => await FindAsync(what, group) ?? throw new InvalidOperationException($"There is no {what}.");

    public Task<JsonNode?> FindAsync(string what, string group = "/apis/apps/v1") => _plane.Admin.FindAsync($"{group}/namespaces/{Name.Namespace}/{what}");

    public Task<JsonNode> WaitAsync(string what, Func<JsonNode, bool> until) => _plane.Admin.WaitAsync($"/apis/apps/v1/namespaces/{Name.Namespace}/{what}", until);

    public async Task<string> TemplateAsync() => (await ReadAsync())["spec"]!["template"]!.ToJsonString();

    public async Task<string> ImageAsync() => (string)(await ReadAsync())["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]!;

    public Task<JsonNode> ChangeAsync(JsonObject patch) => _plane.Admin.MergeAsync(_path, patch);

    public Task DeleteAsync() => _plane.Admin.DeleteAsync(_path);

    public Task DeployAsync(string image, string outcome = "ready") => ChangeAsync(new JsonObject
    {
        ["spec"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["testbed/outcome"] = outcome } },
                ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = image }) },
            },
        },
    });

    /// <summary>Waits until every replica is of the newest template and available, and the controller has nothing left to write.</summary>
    public Task SettledAsync() => _plane.Admin.WaitAsync(_path, workload =>
    {
        var status = workload["status"]!;
        int Count(string name) => (int?)status[name] ?? 0;
        var wanted = Name.Kind is WorkloadKind.DaemonSet ? Count("desiredNumberScheduled") : (int?)workload["spec"]!["replicas"];
        return (long?)status["observedGeneration"] == (long?)workload["metadata"]!["generation"] && Name.Kind switch
        {
            WorkloadKind.DaemonSet => wanted > 0 && Count("updatedNumberScheduled") == wanted && Count("numberAvailable") == wanted,
            WorkloadKind.StatefulSet => Count("updatedReplicas") == wanted && Count("readyReplicas") == wanted && (string?)status["currentRevision"] == (string?)status["updateRevision"],
            _ => Count("updatedReplicas") == wanted && Count("availableReplicas") == wanted && Count("replicas") == wanted
                && (string?)status["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Progressing")!["reason"] == "NewReplicaSetAvailable",
        };
    });

    /// <summary>Requests since the mark that could have changed something in the namespace.</summary>
    public async Task<IReadOnlyList<AuditEvent>> MutationsSinceAsync(AuditMark mark) =>
        [.. (await _plane.Audit.MutationsSinceAsync(mark)).Where(request => request.Target?.Namespace == Name.Namespace)];

    /// <summary>Makes the bundle for going back to the second revision and writes it.</summary>
    public async Task<Bundle> RollbackAsync(Func<WorkloadFacts, WorkloadFacts>? change = null)
    {
        var revisions = await RevisionsAsync();
        return Write(TemplateCatalog.Embedded.Find(RollbackFacts.Template).Render(new RollbackFacts(await FactsAsync(revisions, change), revisions.Single(revision => revision.Number == 2)).ToInputs()));
    }

    public async Task<Bundle> RestartAsync() =>
        Write(TemplateCatalog.Embedded.Find(RestartFacts.Template).Render(new RestartFacts(await FactsAsync(await RevisionsAsync(), change: null)).ToInputs()));

    /// <summary>Makes a bundle of any template: the facts that it declares as they are now, and the values of a caller.</summary>
    public async Task<Bundle> GenerateAsync(string template, IReadOnlyDictionary<string, TemplateValue> values, Func<WorkloadFacts, WorkloadFacts>? change = null)
    {
        var found = TemplateCatalog.Embedded.Find(template);
        var live = await ReadAsync();
        var facts = (await FactsAsync(await RevisionsAsync(), change)) with
        {
            Replicas = (int?)live["spec"]!["replicas"] ?? 1,
            Resources = [.. live["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(ResourcesOf)],
        };
        var inputs = new TemplateInputs { Owner = found.Header.OwnerAware is [] ? null : facts.Owner.Name };
        foreach (var (name, value) in facts.ToInputs().Where(fact => !values.ContainsKey(fact.Key) && found.Header.Facts.Concat(found.Header.Parameters).Any(declared => declared.Name == fact.Key)))
        {
            inputs.Add(name, value);
        }

        foreach (var (name, value) in values)
        {
            inputs.Add(name, value);
        }

        return Write(found.Render(inputs));
    }

    /// <summary>Creates objects in the namespace of the workload.</summary>
    public Task CreateAsync(string yaml) => _plane.World.CreateAsync(yaml.Replace("NAMESPACE", Name.Namespace, StringComparison.Ordinal));

    private static ContainerResources ResourcesOf(JsonNode? container) => new((string)container!["name"]!)
    {
        CpuRequest = (string?)container["resources"]?["requests"]?["cpu"],
        CpuLimit = (string?)container["resources"]?["limits"]?["cpu"],
        MemoryRequest = (string?)container["resources"]?["requests"]?["memory"],
        MemoryLimit = (string?)container["resources"]?["limits"]?["memory"],
    };

    /// <summary>Runs a script of the last bundle, such as <c>run.sh --dry-run</c>, without a terminal.</summary>
    public Task<ScriptRun> RunAsync(string script, params IReadOnlyList<string> options) =>
        ScriptRun.BashAsync(Variables, input: "", [Path.Combine(Folder, script), .. options]);

    public string[] Claims() => File.ReadAllLines(Path.Combine(Folder, "runs.jsonl"));

    public void Dispose() => _workspace.Dispose();

    /// <summary>Every revision, oldest first.</summary>
    public async Task<IReadOnlyList<WorkloadRevision>> RevisionsAsync()
    {
        var uid = (string?)(await ReadAsync())["metadata"]!["uid"];
        var isDeployment = Name.Kind is WorkloadKind.Deployment;
        var list = await _plane.Admin.GetAsync($"/apis/apps/v1/namespaces/{Name.Namespace}/{(isDeployment ? "replicasets" : "controllerrevisions")}");
        return
        [
            .. list["items"]!.AsArray()
                .Where(item => (string?)item!["metadata"]!["ownerReferences"]![0]!["uid"] == uid)
                .Select(item => Revision(item!, isDeployment))
                .OrderBy(revision => revision.Number),
        ];
    }

    private static WorkloadRevision Revision(JsonNode item, bool isDeployment)
    {
        var number = isDeployment ? long.Parse((string)item["metadata"]!["annotations"]!["deployment.kubernetes.io/revision"]!) : (long)item["revision"]!;
        var template = isDeployment ? item["spec"]!["template"]! : item["data"]!["spec"]!["template"]!;
        return new(number, (string)item["metadata"]!["name"]!, new Dictionary<string, string>(StringComparer.Ordinal) { ["main"] = (string)template["spec"]!["containers"]![0]!["image"]! });
    }

    private async Task<WorkloadFacts> FactsAsync(IReadOnlyList<WorkloadRevision> revisions, Func<WorkloadFacts, WorkloadFacts>? change)
    {
        WorkloadFacts facts = new()
        {
            Context = $"{_plane.Context}-admin",
            ClusterId = _plane.ClusterId,
            Server = _plane.Server.AbsoluteUri,
            Environment = Environment.Development,
            Workload = Name,
            Uid = (string)(await ReadAsync())["metadata"]!["uid"]!,
            Live = revisions[^1],
            Replicas = 1,
            Timeout = TimeSpan.FromSeconds(90),
        };
        return change?.Invoke(facts) ?? facts;
    }

    private Bundle Write(Bundle bundle)
    {
        var paths = new BundleWriter(_workspace.Path).Write(bundle);
        Folder = Path.GetDirectoryName(Path.Combine(_workspace.Path, paths[0]))!;
        return bundle;
    }

    private async Task WaitForRevisionAsync(int number)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var now = await ReadAsync();
            if (await RevisionsAsync() is [.., { } newest] && newest.Number == number && (long?)now["status"]?["observedGeneration"] == (long?)now["metadata"]!["generation"])
            {
                return;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"{Name} has no revision {number}.");
    }
}
