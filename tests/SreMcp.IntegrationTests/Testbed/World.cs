using System.Net;
using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// What lives in a cluster of the testbed: the manifests of <c>World/</c> plus three revisions of <c>payments/api</c>.
/// Seeded once a cluster and shared by all tests, so a test that changes something does it in a namespace of its own.
/// </summary>
public sealed class World(KubeApi admin, int kubeletPort)
{
    /// <summary>Creates everything and waits until controllers and the stand-in kubelet have settled.</summary>
    internal async Task SeedAsync()
    {
        await EnsureNodesAsync();
        await CreateAllAsync("namespaces.yaml");
        foreach (var file in new[] { "shop.yaml", "payments.yaml", "gateway.yaml", "portfolio.yaml" })
        {
            await CreateAllAsync(file);
        }

        await RollToAsync("payments", "api", "registry.example.com/payments/api:1.4.1");
        await RollToAsync("payments", "api", "registry.example.com/payments/api:1.5.0");
        await EnsureEventsAsync();
    }

    /// <summary>Two nodes that schedule: 4 cores, 8 GiB, 1,000 pods each: every test leaves some.</summary>
    public async Task EnsureNodesAsync()
    {
        foreach (var node in Manifests.Read(File("nodes.yaml")))
        {
            node["status"]!["daemonEndpoints"] = Endpoints();
            await EnsureAsync(node);

            // Admission taints a new node until its kubelet reports; ours has just done so.
            await admin.MergeAsync(Manifests.Path(node), new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } });
        }
    }

    /// <summary>Where a node's kubelet hands out logs.</summary>
    internal JsonObject Endpoints() => new() { ["kubeletEndpoint"] = new JsonObject { ["Port"] = kubeletPort } };

    /// <summary>A namespace of the test's own, ready to take pods.</summary>
    public async Task NamespaceAsync(string name, params (string Key, string Value)[] labels)
    {
        await EnsureAsync(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
            },
        });
    }

    /// <summary>Objects as YAML; <see cref="StandInKubelet.Outcome"/> on a pod template says how its pods end.</summary>
    public async Task CreateAsync(string yaml)
    {
        foreach (var manifest in Manifests.Parse(yaml))
        {
            await EnsureAsync(manifest);
        }
    }

    /// <summary>A Deployment that has rolled out.</summary>
    public async Task DeployAsync(string @namespace, string name, string image, int replicas = 2)
    {
        await CreateAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: {{name}}, namespace: {{@namespace}} }
            spec:
              replicas: {{replicas}}
              selector: { matchLabels: { app: {{name}} } }
              template:
                metadata: { labels: { app: {{name}} } }
                spec: { containers: [{ name: main, image: "{{image}}" }] }
            """);
        await RolledOutAsync(@namespace, name);
    }

    /// <summary>A new revision with another image for the first container, rolled out at least a second after the one before.</summary>
    public async Task RollToAsync(string @namespace, string name, string image)
    {
        var path = $"/apis/apps/v1/namespaces/{@namespace}/deployments/{name}";
        var deployment = await RolledOutAsync(@namespace, name);

        // Creation times have whole seconds; revisions of one second could not be told apart by age.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.DeepClone().AsArray();
        containers[0]!["image"] = image;
        await admin.MergeAsync(path, JsonNode.Parse($$"""{"spec": {"template": {"spec": {"containers": {{containers.ToJsonString()}} } } } }""")!);
        await RolledOutAsync(@namespace, name);
    }

    /// <summary>Waits until a Deployment's rollout has ended, and returns it.</summary>
    public Task<JsonNode> RolledOutAsync(string @namespace, string name) => admin.WaitAsync(
        $"/apis/apps/v1/namespaces/{@namespace}/deployments/{name}",
        deployment =>
        {
            var wanted = (int?)deployment["spec"]!["replicas"];
            var status = deployment["status"]!;
            return (long?)status["observedGeneration"] >= (long?)deployment["metadata"]!["generation"]
                && (wanted == 0 || ((int?)status["updatedReplicas"] == wanted && (int?)status["availableReplicas"] == wanted))
                && ((int?)status["replicas"] ?? 0) == wanted;
        });

    /// <summary>Events, as a kubelet and a scheduler would have written them. They name the uid of their object, or nobody finds them.</summary>
    private async Task EnsureEventsAsync()
    {
        foreach (var manifest in Manifests.Read(File("events.yaml")))
        {
            var involved = manifest["involvedObject"]!.AsObject();
            var target = await admin.GetAsync(Manifests.Path(new JsonObject
            {
                ["apiVersion"] = involved["apiVersion"]!.DeepClone(),
                ["kind"] = involved["kind"]!.DeepClone(),
                ["metadata"] = new JsonObject { ["namespace"] = involved["namespace"]!.DeepClone(), ["name"] = involved["name"]!.DeepClone() },
            }));
            involved["uid"] = target["metadata"]!["uid"]!.DeepClone();
            await EnsureAsync(manifest);
        }
    }

    private async Task CreateAllAsync(string file)
    {
        foreach (var manifest in Manifests.Read(File(file)))
        {
            await EnsureAsync(manifest);
        }
    }

    /// <summary>Creates an object and what its status says; what others wait for, it waits for.</summary>
    private async Task EnsureAsync(JsonObject manifest)
    {
        var path = Manifests.Path(manifest);
        if (await admin.FindAsync(path) is null)
        {
            await CreateOrFindAsync(manifest);
        }

        if (manifest["status"] is { } status)
        {
            await admin.MergeAsync($"{path}/status", new JsonObject { ["status"] = status.DeepClone() });
        }

        var name = manifest["metadata"]!["name"];
        switch ((string)manifest["kind"]!)
        {
            case "Namespace":
                // Admission refuses pods until the default account has its token.
                await admin.WaitAsync($"/api/v1/namespaces/{name}/serviceaccounts/default", account => account["secrets"] is JsonArray { Count: > 0 });
                break;
            case "CustomResourceDefinition":
                var served = $"/apis/{manifest["spec"]!["group"]}/{manifest["spec"]!["versions"]![0]!["name"]}/{manifest["spec"]!["names"]!["plural"]}";
                await admin.WaitAsync(served, _ => true);
                break;
            default:
                break;
        }
    }

    /// <summary>Test classes that run side by side want the same nodes and namespaces; whoever comes second finds them made.</summary>
    private async Task CreateOrFindAsync(JsonObject manifest)
    {
        try
        {
            await admin.CreateAsync(Manifests.Collection(manifest), manifest);
        }
        catch (HttpRequestException conflict) when (conflict.StatusCode == HttpStatusCode.Conflict)
        {
            await admin.GetAsync(Manifests.Path(manifest));
        }
    }

    private static string File(string name) => Checkout.Path("tests", "SreMcp.IntegrationTests", "Testbed", "World", name);
}
