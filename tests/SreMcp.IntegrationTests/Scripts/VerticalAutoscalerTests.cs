using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>
/// A VerticalPodAutoscaler is no part of Kubernetes, so these tests have a cluster of their own that knows its definition.
/// Nothing recommends there; a test writes the recommendation.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class VerticalAutoscalerTests(VerticalAutoscalerTests.Plane plane) : IClassFixture<VerticalAutoscalerTests.Plane>
{
    private const string Template = "kubernetes_vertical_autoscaler";

    [Fact]
    public async Task Recommends_shows_it_and_goes_again()
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await GenerateAsync(workload);
        var template = await workload.TemplateAsync();
        var mark = await cluster.Audit.MarkAsync();

        await EndsWithAsync(workload, 2, "run.sh", "--dry-run");
        Assert.All(await workload.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        Assert.Null(await FindAsync(cluster, workload));
        await EndsWithAsync(workload, 1, "verify.sh");

        Assert.Contains("it only recommends", await EndsWithAsync(workload, 0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal("Off", (string?)(await FindAsync(cluster, workload))!["spec"]!["updatePolicy"]!["updateMode"]);
        await cluster.Admin.MergeAsync(PathOf(workload, "/api"), JsonNode.Parse("""{"status":{"recommendation":{"containerRecommendations":[{"containerName":"main","lowerBound":{"cpu":"100m","memory":"300Mi"},"target":{"cpu":"200m","memory":"400Mi"},"upperBound":{"cpu":"1","memory":"1Gi"}}]}}}""")!);
        Assert.Contains("recommends main: CPU 100m to 1, best 200m; memory 300Mi to 1Gi, best 400Mi", await EndsWithAsync(workload, 0, "verify.sh"), StringComparison.Ordinal);
        Assert.Contains("Nothing to change", await EndsWithAsync(workload, 0, "run.sh", "--yes"), StringComparison.Ordinal);

        await EndsWithAsync(workload, 2, "rollback.sh", "--dry-run");
        await EndsWithAsync(workload, 0, "rollback.sh", "--yes");
        Assert.Null(await FindAsync(cluster, workload));
        Assert.Equal(template, await workload.TemplateAsync());
    }

    [Fact]
    public async Task Puts_back_the_autoscaler_that_was_there()
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await cluster.Admin.CreateAsync(PathOf(workload), JsonNode.Parse("""{ "apiVersion": "autoscaling.k8s.io/v1", "kind": "VerticalPodAutoscaler", "metadata": { "name": "api" }, "spec": { "targetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" }, "updatePolicy": { "updateMode": "Initial" } } }""")!);
        var before = (await FindAsync(cluster, workload))!["spec"]!.ToJsonString();
        await GenerateAsync(workload);

        await EndsWithAsync(workload, 0, "run.sh", "--yes");
        await EndsWithAsync(workload, 0, "rollback.sh", "--yes");

        Assert.Equal(before, (await FindAsync(cluster, workload))!["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData("container", "other", "There is no container other")]
    [InlineData("cpu-max", "190m", "leaves no 15 % beyond the observed 180m")]
    [InlineData("memory-min", "2Gi", "the least 2Gi is more than the most 1Gi")]
    [InlineData("cpu-max", "64", "fits no node of this cluster")]
    public async Task Bounds_that_cannot_hold_are_refused(string column, string value, string says)
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await BoundAsync(workload, (column, value));
        var mark = await cluster.Audit.MarkAsync();

        Assert.Contains(says, await EndsWithAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await workload.MutationsSinceAsync(mark));
    }

    [Theory]
    [InlineData("Recreate", "both", 1)]
    [InlineData("Recreate", "memory", 2)]
    [InlineData("Off", "both", 2)]
    public async Task Beside_a_HorizontalPodAutoscaler_it_never_changes_what_that_one_measures(string mode, string controlled, int exit)
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await workload.CreateAsync("""
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: api-hpa, namespace: NAMESPACE }
            spec: { minReplicas: 1, maxReplicas: 4, targetCPUUtilizationPercentage: 70, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api } }
            """);
        await GenerateAsync(workload, ("mode", mode), ("controlled", controlled));

        Assert.Contains("The HorizontalPodAutoscaler api-hpa", await EndsWithAsync(workload, exit, "run.sh", "--dry-run"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_horizontal_one_stops_beside_one_that_changes_requests()
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"ready"}},"spec":{"containers":[{"name":"main","image":"registry.example/api:3","resources":{"requests":{"cpu":"50m"}}}]}}}}""")!.AsObject());
        await workload.SettledAsync();
        await GenerateAsync(workload, ("mode", "Recreate"));
        await EndsWithAsync(workload, 0, "run.sh", "--yes");
        Dictionary<string, TemplateValue> horizontal = new(StringComparer.Ordinal) { ["minimum"] = "2", ["maximum"] = "4", ["cpu-p95"] = "70", ["api"] = "v2beta2" };

        await workload.GenerateAsync("kubernetes_autoscaler", horizontal);

        Assert.Contains("The VerticalPodAutoscaler api changes the requests", await EndsWithAsync(workload, 1, "run.sh", "--dry-run"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*apply --filename=*.yaml", "before")]
    [InlineData("*apply --filename=*.yaml", "after")]
    public async Task Killed_anywhere_it_can_be_run_again_and_taken_back(string at, string when)
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await GenerateAsync(workload);
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, at, when);

        await EndsWithAsync(workload, 0, "run.sh", "--yes");
        await EndsWithAsync(workload, 0, "rollback.sh", "--yes");
        Assert.Null(await FindAsync(cluster, workload));
    }

    [Fact]
    public async Task A_cluster_without_the_definition_and_another_cluster_are_refused()
    {
        var cluster = await plane.KnowingAsync();
        using var workload = await RolledWorkload.CreateAsync(cluster);
        await workload.GenerateAsync(Template, Values(), facts => facts with { ClusterId = Guid.NewGuid().ToString() });
        Assert.Contains("Wrong cluster", await EndsWithAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);

        var ignorant = await plane.Planes.DevelopmentAsync();
        using var other = await RolledWorkload.CreateAsync(ignorant);
        await GenerateAsync(other);
        Assert.Contains("does not know VerticalPodAutoscalers", await EndsWithAsync(other, 1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    private static Task<Bundle> GenerateAsync(RolledWorkload workload, params (string Name, string Value)[] more) => workload.GenerateAsync(Template, Values(more));

    private static Task<Bundle> BoundAsync(RolledWorkload workload, (string Name, string Value) bounds) => workload.GenerateAsync(Template, Values([], bounds));

    private static Dictionary<string, TemplateValue> Values((string Name, string Value)[]? more = null, (string Name, string Value)? bounds = null)
    {
        Dictionary<string, string> row = new(StringComparer.Ordinal)
        {
            ["container"] = "main", ["observed-cpu"] = "180m", ["cpu-min"] = "50m", ["cpu-max"] = "1", ["observed-memory"] = "420Mi", ["memory-min"] = "128Mi", ["memory-max"] = "1Gi",
        };
        if (bounds is { } changed)
        {
            row[changed.Name] = changed.Value;
        }

        Dictionary<string, TemplateValue> values = new(StringComparer.Ordinal) { ["bounds"] = new TemplateValue.Table([row]) };
        foreach (var (name, value) in more ?? [])
        {
            values[name] = value;
        }

        return values;
    }

    private static string PathOf(RolledWorkload workload, string more = "") => $"/apis/autoscaling.k8s.io/v1/namespaces/{workload.Name.Namespace}/verticalpodautoscalers{more}";

    private static Task<JsonNode?> FindAsync(ControlPlane cluster, RolledWorkload workload) => cluster.Admin.FindAsync(PathOf(workload, "/api"));

    private static async Task<string> EndsWithAsync(RolledWorkload workload, int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await workload.RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} ended with {run.Exit} instead of {exit}:\n{run.Output}");
        return run.Output;
    }

    /// <summary>A cluster of its own that knows VerticalPodAutoscalers, started when the first test asks for it.</summary>
    public sealed class Plane(ControlPlanes planes) : IAsyncDisposable
    {
        private readonly Lazy<Task<ControlPlane>> _knowing = new(StartAsync);

        public ControlPlanes Planes => planes;

        public async Task<ControlPlane> KnowingAsync()
        {
            Assert.SkipWhen(ClusterScripts.Missing is not null, ClusterScripts.Missing ?? "");
            return await _knowing.Value;
        }

        public async ValueTask DisposeAsync()
        {
            if (_knowing is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            {
                await (await _knowing.Value).DisposeAsync();
            }
        }

        private static async Task<ControlPlane> StartAsync()
        {
            var plane = await ControlPlane.StartAsync("vertical", "dev-weu");
            await plane.Admin.CreateAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JsonNode.Parse("""
                { "metadata": { "name": "verticalpodautoscalers.autoscaling.k8s.io", "annotations": { "api-approved.kubernetes.io": "unapproved, a stand-in for tests" } },
                  "spec": { "group": "autoscaling.k8s.io", "scope": "Namespaced",
                    "names": { "plural": "verticalpodautoscalers", "singular": "verticalpodautoscaler", "kind": "VerticalPodAutoscaler", "shortNames": ["vpa"] },
                    "versions": [{ "name": "v1", "served": true, "storage": true, "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } }] } }
                """)!);
            await plane.Admin.WaitAsync("/apis/autoscaling.k8s.io/v1", _ => true);
            return plane;
        }
    }
}
