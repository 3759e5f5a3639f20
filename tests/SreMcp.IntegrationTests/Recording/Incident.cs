using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Recording;

/// <summary>
/// The incident that is recorded: a release of <c>payments/api</c> lowers its memory limit, and under load every pod of it
/// is killed for memory again and again. Staging has not got the release yet.
/// </summary>
internal sealed class Incident(KubeApi admin, World world, ContainerLogs logs)
{
    public const string BadRelease = "registry.example.com/payments/api:1.7.0";

    private static readonly string[] LastWords =
    [
        "INFO payments api 1.7.0 starts, cache of 96 MB", "INFO listens on :8080", "INFO settlement run: batch of 1024 payments", "INFO settlement run: batch of 2048 payments", "WARN heap 118 MB of 128 MB after collection", "INFO settlement run: batch of 4096 payments",
    ];

    private const string Seconds = "yyyy-MM-ddTHH:mm:ssZ";
    private const string Api = "/apis/apps/v1/namespaces/payments/deployments/api";

    /// <summary>When the release began; null where it was not released.</summary>
    public DateTimeOffset? Released { get; private set; }

    public static string Folder { get; } = Checkout.Path("tests", "recording");

    public async Task SeedAsync(bool isReleased)
    {
        foreach (var node in Testbed.Manifests.Read(Path.Combine(Folder, "nodes.yaml")))
        {
            node["status"]!["daemonEndpoints"] = world.Endpoints();
            await world.CreateAsync(node.ToJsonString());
            await admin.MergeAsync(Testbed.Manifests.Path(node), new JsonObject { ["spec"] = new JsonObject { ["taints"] = null } });
        }

        await world.CreateAsync(await File.ReadAllTextAsync(Path.Combine(Folder, "platform.yaml")));
        foreach (var (space, name) in new[] { ("gateway", "web"), ("payments", "api"), ("payments", "payouts"), ("portfolio", "dashboard") })
        {
            await world.RolledOutAsync(space, name);
        }

        await ReleaseAsync("registry.example.com/payments/api:1.6.1", "512Mi", "release 1.6.1");
        if (isReleased)
        {
            await Task.Delay(TimeSpan.FromSeconds(2.1));
            Released = TimeProvider.System.GetUtcNow();
            await ReleaseAsync(BadRelease, "128Mi", "release 1.7.0: lower memory limit");
            await RunOutOfMemoryAsync();
        }
    }

    private async Task ReleaseAsync(string image, string limit, string cause)
    {
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        var deployment = await admin.GetAsync(Api);
        var containers = deployment["spec"]!["template"]!["spec"]!["containers"]!.DeepClone().AsArray();
        containers[0]!["image"] = image;
        containers[0]!["resources"]!["limits"]!["memory"] = limit;
        await admin.MergeAsync(Api, new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["kubernetes.io/change-cause"] = cause } },
            ["spec"] = new JsonObject { ["template"] = new JsonObject { ["spec"] = new JsonObject { ["containers"] = containers } } },
        });
        await world.RolledOutAsync("payments", "api");
        await PodsAsync(3);
    }

    /// <summary>What the kubelets would report once load is there. The controllers draw their own conclusions.</summary>
    private async Task RunOutOfMemoryAsync()
    {
        foreach (var pod in await PodsAsync(3))
        {
            await admin.MergeAsync($"/api/v1/namespaces/payments/pods/{pod["metadata"]!["name"]}/status", new JsonObject { ["status"] = PodStatus.All["out-of-memory"](pod) });
            await admin.CreateAsync("/api/v1/namespaces/payments/events", BackOff(pod));
            logs.Say("payments", (string)pod["metadata"]!["name"]!, "api", LastWords);
            logs.SayBefore("payments", (string)pod["metadata"]!["name"]!, "api", LastWords);
        }

        await admin.WaitAsync(Api, deployment => deployment["status"]!["availableReplicas"] is null && (int?)deployment["status"]!["unavailableReplicas"] == 3);
        await admin.WaitAsync("/api/v1/namespaces/payments/endpoints/api", endpoints => endpoints["subsets"]?[0]?["addresses"] is null);
    }

    private async Task<JsonNode[]> PodsAsync(int count)
    {
        var list = await admin.WaitAsync("/api/v1/namespaces/payments/pods?labelSelector=app%3Dapi", pods => pods["items"]!.AsArray().Count == count);
        return [.. list["items"]!.AsArray().OfType<JsonNode>()];
    }

    private static JsonObject BackOff(JsonNode pod)
    {
        var now = TimeProvider.System.GetUtcNow();
        var metadata = pod["metadata"]!;
        return new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["name"] = $"{metadata["name"]}.back-off", ["namespace"] = "payments" },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Pod", ["namespace"] = "payments", ["name"] = metadata["name"]!.DeepClone(),
                ["uid"] = metadata["uid"]!.DeepClone(), ["fieldPath"] = "spec.containers{api}",
            },
            ["type"] = "Warning",
            ["reason"] = "BackOff",
            ["message"] = "Back-off restarting failed container",
            ["source"] = new JsonObject { ["component"] = "kubelet", ["host"] = pod["spec"]!["nodeName"]!.DeepClone() },
            ["count"] = 41,
            ["firstTimestamp"] = now.ToString(Seconds),

            // It goes on: when the eighteen minutes of the recording have passed, the newest one is a minute old.
            ["lastTimestamp"] = now.AddMinutes(17).ToString(Seconds),
        };
    }
}
