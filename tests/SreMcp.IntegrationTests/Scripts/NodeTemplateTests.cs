using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Taking a node out of service and giving it back. The node is the test's own and takes nobody else's pods.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NodeTemplateTests(ControlPlanes planes)
{
    [Fact]
    public async Task Cordon_closes_the_node_and_rollback_opens_what_it_closed()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await ClusterBundle.CreateAsync(plane);
        await using var node = await OwnNode.CreateAsync(plane, bundle.Namespace);
        bundle.Write("kubernetes_cordon", Values(node));

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.False(await node.IsClosedAsync());
        await bundle.EndsAsync(1, "verify.sh");
        Assert.Contains("run.sh did not close", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.True(await node.IsClosedAsync());
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        Assert.True(await node.IsClosedAsync());
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.False(await node.IsClosedAsync());
    }

    [Fact]
    public async Task Drain_moves_the_pods_elsewhere_and_opens_the_node_again()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await ClusterBundle.CreateAsync(plane);
        await using var node = await OwnNode.CreateAsync(plane, bundle.Namespace);
        await node.WorkloadAsync(bundle);
        bundle.Write("kubernetes_drain", Values(node));
        var mark = await bundle.MarkAsync();

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
        Assert.Equal(2, await node.PodsAsync(bundle));

        var run = await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Contains("Everything that left has another node.", run, StringComparison.Ordinal);
        Assert.Equal(0, await node.PodsAsync(bundle));
        Assert.Equal(2, (int?)(await bundle.ReadAsync("api"))["status"]!["replicas"]);
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.False(await node.IsClosedAsync());
    }

    [Fact]
    public async Task A_budget_that_allows_none_stops_the_drain_before_anything_happens()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await ClusterBundle.CreateAsync(plane);
        await using var node = await OwnNode.CreateAsync(plane, bundle.Namespace);
        await node.WorkloadAsync(bundle);
        await bundle.CreateAsync("""
            apiVersion: policy/v1beta1
            kind: PodDisruptionBudget
            metadata: { name: api, namespace: NAMESPACE }
            spec: { minAvailable: 2, selector: { matchLabels: { app: api } } }
            """);
        await bundle.WaitAsync("/apis/policy/v1beta1", "poddisruptionbudgets/api", budget => (int?)budget["status"]?["currentHealthy"] == 2);
        bundle.Write("kubernetes_drain", Values(node));

        var run = await bundle.EndsAsync(1, "run.sh", "--yes");

        Assert.Contains("allows 0 disruptions now", run, StringComparison.Ordinal);
        Assert.False(await node.IsClosedAsync());
        Assert.Equal(2, await node.PodsAsync(bundle));
    }

    [Fact]
    public async Task A_pod_that_nothing_makes_anew_needs_a_word_of_its_own()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await ClusterBundle.CreateAsync(plane);
        await using var node = await OwnNode.CreateAsync(plane, bundle.Namespace);
        await bundle.CreateAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: lonely, namespace: NAMESPACE }
            spec: { nodeName: {{node.Name}}, containers: [{ name: main, image: "registry.example/lonely:1" }] }
            """);
        await bundle.WaitAsync("/api/v1", "pods/lonely", pod => (string?)pod["status"]!["phase"] == "Running");

        bundle.Write("kubernetes_drain", Values(node));
        Assert.Contains($"Nothing would make these pods anew: {bundle.Namespace}/lonely", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        bundle.Write("kubernetes_drain", new(Values(node)) { ["lose-bare-pods"] = "true" });
        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(0, await node.PodsAsync(bundle));
    }

    private static Dictionary<string, TemplateValue> Values(OwnNode node) => new(StringComparer.Ordinal) { ["node"] = node.Name };

    private sealed class OwnNode(ControlPlane plane, string name) : IAsyncDisposable
    {
        public string Name => name;

        private string Path => $"/api/v1/nodes/{name}";

        public static async Task<OwnNode> CreateAsync(ControlPlane plane, string name)
        {
            var node = (await plane.Admin.GetAsync("/api/v1/nodes/node-a")).DeepClone();
            node["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["kubernetes.io/hostname"] = name } };
            node["spec"] = new JsonObject();
            await plane.Admin.CreateAsync("/api/v1/nodes", node);
            OwnNode own = new(plane, name);

            // Admission adds the taint of a node that is not ready yet; this one is, and takes only what tolerates its own.
            await plane.Admin.MergeAsync(own.Path, new JsonObject { ["spec"] = new JsonObject { ["taints"] = new JsonArray(new JsonObject { ["key"] = "testbed/own", ["value"] = name, ["effect"] = "NoSchedule" }) } });
            return own;
        }

        public async Task<bool> IsClosedAsync() => (bool?)(await plane.Admin.GetAsync(Path))["spec"]!["unschedulable"] is true;

        /// <summary>Two pods that are on this node, and could be elsewhere.</summary>
        public async Task WorkloadAsync(ClusterBundle bundle)
        {
            await bundle.CreateAsync($$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: api, namespace: NAMESPACE }
                spec:
                  replicas: 2
                  selector: { matchLabels: { app: api } }
                  template:
                    metadata: { labels: { app: api } }
                    spec:
                      tolerations: [{ key: testbed/own, operator: Exists }]
                      affinity:
                        nodeAffinity:
                          preferredDuringSchedulingIgnoredDuringExecution:
                            - { weight: 100, preference: { matchExpressions: [{ key: kubernetes.io/hostname, operator: In, values: [{{Name}}] }] } }
                        podAffinity:
                          preferredDuringSchedulingIgnoredDuringExecution:
                            - { weight: 100, podAffinityTerm: { topologyKey: kubernetes.io/hostname, labelSelector: { matchLabels: { app: api } } } }
                      containers: [{ name: main, image: "registry.example/api:1" }]
                """);
            for (var tries = 0; tries < 20; tries++)
            {
                await bundle.WaitAsync("/apis/apps/v1", "deployments/api", live => (int?)live["status"]?["availableReplicas"] == 2 && (int?)live["status"]!["replicas"] == 2);
                if (await PodsAsync(bundle) is 2)
                {
                    return;
                }

                // The scheduler had not seen the new node yet.
                await bundle.KubectlAsync("delete", "pods", "--selector=app=api");
            }

            Assert.Fail($"The scheduler puts nothing on {Name}.");
        }

        public async Task<int> PodsAsync(ClusterBundle bundle) =>
            (await plane.Admin.GetAsync($"/api/v1/namespaces/{bundle.Namespace}/pods?fieldSelector=spec.nodeName={name}"))["items"]!.AsArray().Count;

        public async ValueTask DisposeAsync() => await plane.Admin.DeleteAsync(Path);
    }
}
