using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Templates that change a workload, as people run them: real kubectl, real API server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WorkloadTemplateTests(ControlPlanes planes)
{
    private const string Image = "registry.example/api:4";

    [Theory]
    [InlineData(WorkloadKind.Deployment, 3)]
    [InlineData(WorkloadKind.Deployment, 0)]
    [InlineData(WorkloadKind.StatefulSet, 3)]
    public async Task Scales_and_sets_the_former_number_again(WorkloadKind kind, int count)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, kind, replicas: 2);
        await workload.GenerateAsync("kubernetes_scale", Values(("count", $"{count}")));

        await RunsAndRollsBackAsync(plane, workload);
    }

    [Fact]
    public async Task A_number_that_an_autoscaler_owns_is_left_to_it()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.CreateAsync("""
            apiVersion: autoscaling/v1
            kind: HorizontalPodAutoscaler
            metadata: { name: api-hpa, namespace: NAMESPACE }
            spec: { minReplicas: 1, maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api } }
            """);
        await workload.GenerateAsync("kubernetes_scale", Values(("count", "6")));
        var mark = await plane.Audit.MarkAsync();

        var run = await workload.RunAsync("run.sh", "--yes");

        Assert.Equal(1, run.Exit);
        Assert.Contains("""'--patch={"spec":{"minReplicas":6,"maxReplicas":6}}'""", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(await workload.MutationsSinceAsync(mark), request => request.Target!.Resource.StartsWith("deployments", StringComparison.Ordinal) && !request.IsDryRun);
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    [InlineData(WorkloadKind.DaemonSet)]
    public async Task Right_sizes_and_restores_the_former_amounts(WorkloadKind kind)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, kind);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"ready"}},"spec":{"containers":[{"name":"main","image":"registry.example/api:3","resources":{"requests":{"cpu":"150m","ephemeral-storage":"1Gi"},"limits":{"cpu":"2"}}}]}}}}""")!.AsObject());
        await workload.SettledAsync();
        var sizes = new TemplateValue.Table([Row(("container", "main"), ("cpu-request", "0.25"), ("memory-request", "1024Mi"), ("memory-limit", "1Gi"), ("drop-cpu-limit", "true"))]);
        await workload.GenerateAsync("kubernetes_resources", Values(("sizes", sizes)));

        await RunsAndRollsBackAsync(plane, workload, async () =>
            Assert.Equal(
                """{"limits":{"memory":"1Gi"},"requests":{"cpu":"250m","ephemeral-storage":"1Gi","memory":"1Gi"}}""",
                (await workload.ReadAsync())["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!.ToJsonString()));
    }

    [Fact]
    public async Task Containers_without_any_amount_get_some_in_their_own_order_and_lose_them_again()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"ready"}},"spec":{"containers":[{"name":"main","image":"registry.example/api:3"},{"name":"log","image":"registry.example/log:1"}]}}}}""")!.AsObject());
        await workload.SettledAsync();
        var sizes = new TemplateValue.Table([Row(("container", "log"), ("memory-request", "64Mi")), Row(("container", "main"), ("cpu-request", "100m"))]);
        await workload.GenerateAsync("kubernetes_resources", Values(("sizes", sizes)));

        await RunsAndRollsBackAsync(plane, workload, async () =>
            Assert.Equal(
                ["""main {"requests":{"cpu":"100m"}}""", """log {"requests":{"memory":"64Mi"}}"""],
                (await workload.ReadAsync())["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(container => $"{container!["name"]} {container["resources"]!.ToJsonString()}")));
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    public async Task Deploys_an_image_and_sets_the_former_one_again(WorkloadKind kind)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, kind);
        await workload.GenerateAsync("kubernetes_deploy", Values(("container", "main"), ("image", Image)));

        await RunsAndRollsBackAsync(plane, workload, async () => Assert.Equal(Image, await workload.ImageAsync()));
    }

    [Fact]
    public async Task A_deployment_whose_pods_crash_is_stopped_and_taken_back()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":null}}}}}""")!.AsObject());
        await workload.SettledAsync();
        await workload.GenerateAsync("kubernetes_deploy", Values(("container", "main"), ("image", "registry.example/crashing:1")));

        var run = await workload.RunAsync("run.sh", "--yes");

        Assert.Equal(1, run.Exit);
        Assert.Contains("CrashLoopBackOff", run.Output, StringComparison.Ordinal);
        Assert.Contains("The former image is back already, and healthy.", run.Output, StringComparison.Ordinal);
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());
    }

    [Fact]
    public async Task Waits_for_a_rollout_and_says_when_it_does_not_come()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.GenerateAsync("kubernetes_wait_for_rollout", Values(("image", "registry.example/api:3"), ("timeout", "10s")));
        var mark = await plane.Audit.MarkAsync();

        var healthy = await workload.RunAsync("run.sh");

        Assert.True(healthy.Exit == 0, healthy.Output);
        Assert.Empty(await workload.MutationsSinceAsync(mark));
        await workload.DeployAsync("registry.example/api:3", "unready");
        Assert.Equal(1, (await workload.RunAsync("run.sh")).Exit);
        await workload.DeployAsync(Image);
        Assert.Contains("nothing to wait for", (await workload.RunAsync("run.sh")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kubernetes_scale")]
    [InlineData("kubernetes_resources")]
    [InlineData("kubernetes_deploy")]
    public async Task A_workload_that_is_not_what_was_reviewed_is_left_alone(string template)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        var values = template switch
        {
            "kubernetes_scale" => Values(("count", "3")),
            "kubernetes_deploy" => Values(("container", "main"), ("image", Image)),
            _ => Values(("sizes", new TemplateValue.Table([Row(("container", "main"), ("cpu-request", "250m"))]))),
        };
        await workload.GenerateAsync(template, values, facts => facts with { ClusterId = Guid.NewGuid().ToString() });
        Assert.Contains("Wrong cluster", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);

        await workload.GenerateAsync(template, values, facts => facts with { Uid = Guid.NewGuid().ToString() });
        Assert.Contains("was deleted and made again", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);

        await workload.GenerateAsync(template, values);
        await workload.DeployAsync("registry.example/api:9");
        await workload.SettledAsync();
        var mark = await plane.Audit.MarkAsync();
        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.Equal(1, run.Exit);
        Assert.Contains("is no longer as it was read", run.Output, StringComparison.Ordinal);
        Assert.Empty(await workload.MutationsSinceAsync(mark));
    }

    private static async Task RunsAndRollsBackAsync(ControlPlane plane, RolledWorkload workload, Func<Task>? isDone = null)
    {
        var before = (await workload.ReadAsync())["spec"]!.ToJsonString();
        var mark = await plane.Audit.MarkAsync();
        var dry = await workload.RunAsync("run.sh", "--dry-run");
        Assert.True(dry.Exit == 2, dry.Output);
        Assert.All(await workload.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        Assert.Equal(before, (await workload.ReadAsync())["spec"]!.ToJsonString());
        Assert.Equal(1, (await workload.RunAsync("verify.sh")).Exit);

        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal(CommandAfter("would run:", dry), CommandAfter("running:", run));
        if (isDone is not null)
        {
            await isDone();
        }

        Assert.Equal(0, (await workload.RunAsync("verify.sh")).Exit);
        Assert.Contains("Nothing to change", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);

        Assert.Equal(2, (await workload.RunAsync("rollback.sh", "--dry-run")).Exit);
        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal(before, (await workload.ReadAsync())["spec"]!.ToJsonString());
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--dry-run")).Exit);
    }

    private static Dictionary<string, TemplateValue> Values(params (string Name, TemplateValue Value)[] values) => values.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);

    private static Dictionary<string, string> Row(params (string Name, string Value)[] cells) => cells.ToDictionary(cell => cell.Name, cell => cell.Value, StringComparer.Ordinal);

    private static string CommandAfter(string mark, ScriptRun run) => run.Output.Split('\n').SkipWhile(line => line != mark).ElementAt(1);
}
