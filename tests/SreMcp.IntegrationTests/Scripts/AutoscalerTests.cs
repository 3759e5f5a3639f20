using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A HorizontalPodAutoscaler whose bounds carry what was observed. The server of the testbed is of the age of v2beta2.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AutoscalerTests(ControlPlanes planes)
{
    private const string Template = "kubernetes_autoscaler";

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    public async Task Scales_within_the_bounds_and_goes_again(WorkloadKind kind)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await WithRequestsAsync(plane, kind);
        await GenerateAsync(workload);
        var mark = await plane.Audit.MarkAsync();

        var dry = await EndsWithAsync(workload, 2, "run.sh", "--dry-run");
        Assert.Contains("70m / 35m = 2 pods, of 2 to 4", dry, StringComparison.Ordinal);
        Assert.All(await workload.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        Assert.Null(await FindAsync(plane, workload));
        await EndsWithAsync(workload, 1, "verify.sh");

        await EndsWithAsync(workload, 0, "run.sh", "--yes");
        Assert.Equal(4, (int)(await FindAsync(plane, workload))!["spec"]!["maxReplicas"]!);
        Assert.Equal(2, (int)(await workload.ReadAsync())["spec"]!["replicas"]!);
        await EndsWithAsync(workload, 0, "verify.sh");
        Assert.Contains("Nothing to change", await EndsWithAsync(workload, 0, "run.sh", "--yes"), StringComparison.Ordinal);

        await EndsWithAsync(workload, 2, "rollback.sh", "--dry-run");
        Assert.Contains("--replicas=1 --current-replicas=2", await EndsWithAsync(workload, 0, "rollback.sh", "--yes"), StringComparison.Ordinal);
        Assert.Null(await FindAsync(plane, workload));
        await EndsWithAsync(workload, 0, "rollback.sh", "--dry-run");
    }

    [Fact]
    public async Task Puts_back_the_autoscaler_that_was_there()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await WithRequestsAsync(plane);
        await CreateAsync(plane, workload, "api");
        var before = (await FindAsync(plane, workload))!["spec"]!.ToJsonString();
        await GenerateAsync(workload);

        await EndsWithAsync(workload, 0, "run.sh", "--yes");
        Assert.NotEqual(before, (await FindAsync(plane, workload))!["spec"]!.ToJsonString());
        await EndsWithAsync(workload, 0, "rollback.sh", "--yes");

        Assert.Equal(before, (await FindAsync(plane, workload))!["spec"]!.ToJsonString());
    }

    [Theory]
    [InlineData("cpu-peak", "390", "What was observed needs 12 pods, and the maximum is 4")]
    [InlineData("minimum", "9", "The minimum 9 is above the maximum 4")]
    [InlineData("memory-target", "80", "The container main has no memory request")]
    [InlineData("api", "v2", "This server has no autoscaling/v2.")]
    public async Task Bounds_and_targets_that_cannot_work_are_refused(string name, string value, string says)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await WithRequestsAsync(plane);
        await GenerateAsync(workload, (name, value));
        var mark = await plane.Audit.MarkAsync();

        Assert.Contains(says, await EndsWithAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await workload.MutationsSinceAsync(mark));
    }

    [Fact]
    public async Task Without_requests_beside_another_one_and_on_another_cluster_it_stops()
    {
        var plane = await planes.DevelopmentAsync();
        using var bare = await RolledWorkload.CreateAsync(plane);
        await GenerateAsync(bare);
        Assert.Contains("The container main has no CPU request", await EndsWithAsync(bare, 1, "run.sh", "--yes"), StringComparison.Ordinal);

        using var workload = await WithRequestsAsync(plane);
        await CreateAsync(plane, workload, "older");
        await GenerateAsync(workload);
        Assert.Contains("The HorizontalPodAutoscaler older scales", await EndsWithAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);

        await workload.GenerateAsync(Template, Values(), facts => facts with { ClusterId = Guid.NewGuid().ToString() });
        Assert.Contains("Wrong cluster", await EndsWithAsync(workload, 1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*apply*--dry-run=server", "after")]
    [InlineData("*apply --filename=*.yaml", "before")]
    [InlineData("*apply --filename=*.yaml", "after")]
    public async Task Killed_anywhere_it_can_be_run_again_and_taken_back(string at, string when)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await WithRequestsAsync(plane);
        await GenerateAsync(workload);
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, at, when);

        await EndsWithAsync(workload, 0, "run.sh", "--yes");
        await EndsWithAsync(workload, 0, "rollback.sh", "--yes");
        Assert.Null(await FindAsync(plane, workload));
    }

    [Fact]
    public async Task What_Argo_CD_keeps_gets_a_file_for_its_repository()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await WithRequestsAsync(plane);

        var made = await workload.GenerateAsync(Template, Values(), facts => facts with { Owner = new WorkloadOwner.ArgoApplication("shop") });

        Assert.DoesNotContain(made.Files, file => file.Name is "run.sh");
        Assert.Contains("Take `replicas` out of the manifest", made.Files.Single(file => file.Name is "change-in-git.md").Content, StringComparison.Ordinal);
        await EndsWithAsync(workload, 1, "verify.sh");
        await plane.Admin.CreateAsync(PathOf(workload), (await ManifestAsync(workload))!);
        await plane.Admin.WaitAsync($"/apis/apps/v1/namespaces/{workload.Name.Namespace}/deployments/api", live => (int)live["spec"]!["replicas"]! == 2);
        await EndsWithAsync(workload, 0, "verify.sh");
    }

    private static async Task<RolledWorkload> WithRequestsAsync(ControlPlane plane, WorkloadKind kind = WorkloadKind.Deployment)
    {
        var workload = await RolledWorkload.CreateAsync(plane, kind);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"ready"}},"spec":{"containers":[{"name":"main","image":"registry.example/api:3","resources":{"requests":{"cpu":"50m"}}}]}}}}""")!.AsObject());
        await workload.SettledAsync();
        return workload;
    }

    private static Task<Bundle> GenerateAsync(RolledWorkload workload, params (string Name, string Value)[] more) => workload.GenerateAsync(Template, Values(more));

    private static Dictionary<string, TemplateValue> Values(params (string Name, string Value)[] more)
    {
        Dictionary<string, TemplateValue> values = new(StringComparer.Ordinal) { ["minimum"] = "2", ["maximum"] = "4", ["cpu-p95"] = "70", ["api"] = "v2beta2" };
        foreach (var (name, value) in more)
        {
            values[name] = value;
        }

        return values;
    }

    private static string PathOf(RolledWorkload workload) => $"/apis/autoscaling/v2beta2/namespaces/{workload.Name.Namespace}/horizontalpodautoscalers";

    private static Task<JsonNode?> FindAsync(ControlPlane plane, RolledWorkload workload) => plane.Admin.FindAsync($"{PathOf(workload)}/api");

    private static Task<JsonNode> CreateAsync(ControlPlane plane, RolledWorkload workload, string name) => plane.Admin.CreateAsync(PathOf(workload), JsonNode.Parse($$"""
        { "metadata": { "name": "{{name}}" },
          "spec": { "minReplicas": 1, "maxReplicas": 3, "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "api" },
            "metrics": [{ "type": "Resource", "resource": { "name": "cpu", "target": { "type": "Utilization", "averageUtilization": 50 } } }] } }
        """)!);

    /// <summary>The file of the bundle, as kubectl reads it.</summary>
    private static async Task<JsonNode?> ManifestAsync(RolledWorkload workload)
    {
        var read = await ScriptRun.BashAsync(workload.Variables, input: "", "-c", "kubectl create --dry-run=client --output=json --filename=\"$0\"", Path.Combine(workload.Folder, "autoscaler.yaml"));
        return JsonNode.Parse(read.Output);
    }

    private static async Task<string> EndsWithAsync(RolledWorkload workload, int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await workload.RunAsync(script, options);
        Assert.True(run.Exit == exit, $"{script} ended with {run.Exit} instead of {exit}:\n{run.Output}");
        return run.Output;
    }
}
