using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Deliveries beside the live pods: a canary in steps that stops on its own, and a switch of a Service.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TrafficTemplateTests(ControlPlanes planes)
{
    [Fact]
    public async Task A_healthy_canary_takes_its_shares_and_rollback_takes_it_away()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 2);
        var template = await workload.TemplateAsync();
        await workload.GenerateAsync("kubernetes_canary", Canary("registry.example/api:4"));
        var mark = await plane.Audit.MarkAsync();

        Assert.Equal(2, (await workload.RunAsync("run.sh", "--dry-run")).Exit);
        Assert.All(await workload.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.True(run.Exit == 0, run.Output);

        var canary = await workload.GetAsync("deployments/api-canary");
        Assert.Equal(2, (int?)canary["spec"]!["replicas"]);
        Assert.Equal("registry.example/api:4", (string?)canary["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
        Assert.Equal("api", (string?)canary["spec"]!["template"]!["metadata"]!["labels"]!["app"]);
        Assert.Equal(template, await workload.TemplateAsync());
        Assert.Equal(0, (await workload.RunAsync("verify.sh")).Exit);
        Assert.Contains("Nothing to change", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);

        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Null(await workload.FindAsync("deployments/api-canary"));
        Assert.Equal(template, await workload.TemplateAsync());
    }

    [Fact]
    public async Task A_canary_that_crashes_is_stopped_and_gets_no_traffic()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":null}}}}}""")!.AsObject());
        await workload.SettledAsync();
        await workload.GenerateAsync("kubernetes_canary", Canary("registry.example/crashing:1"));

        var run = await workload.RunAsync("run.sh", "--yes");

        Assert.Equal(1, run.Exit);
        Assert.Contains("CrashLoopBackOff", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, (int?)(await workload.GetAsync("deployments/api-canary"))["spec"]!["replicas"]);
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--yes")).Exit);
    }

    [Fact]
    public async Task A_deployment_of_that_name_which_somebody_else_made_is_left_alone()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.CreateAsync(Slot("api-canary", "canary"));
        await workload.GenerateAsync("kubernetes_canary", Canary("registry.example/api:4"));
        var mark = await plane.Audit.MarkAsync();

        Assert.Contains("is not of this bundle", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await workload.RunAsync("rollback.sh", "--yes")).Exit);
        Assert.DoesNotContain(await workload.MutationsSinceAsync(mark), request => request.Target!.Resource is "deployments" && !request.IsDryRun && request.Target.Subresource is "");
    }

    [Fact]
    public async Task A_service_switches_to_healthy_pods_and_back()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await GreenAsync(plane);
        await workload.GenerateAsync("kubernetes_blue_green", Switch("slot=green", "slot=blue"));

        Assert.Equal(2, (await workload.RunAsync("run.sh", "--dry-run")).Exit);
        Assert.Equal("blue", await SlotAsync(workload));
        Assert.Equal(1, (await workload.RunAsync("verify.sh")).Exit);
        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal("green", await SlotAsync(workload));
        Assert.Equal(0, (await workload.RunAsync("verify.sh")).Exit);
        Assert.Contains("Nothing to change", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);

        Assert.Equal(2, (await workload.RunAsync("rollback.sh", "--dry-run")).Exit);
        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal("blue", await SlotAsync(workload));
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Killed_at_the_switch_it_can_be_run_again_or_taken_back(string when)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await GreenAsync(plane);
        await workload.GenerateAsync("kubernetes_blue_green", Switch("slot=green", "slot=blue"));
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, "* patch *]", when);
        Assert.Equal(0, (await workload.RunAsync("run.sh", "--yes")).Exit);
        Assert.Equal("green", await SlotAsync(workload));
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--yes")).Exit);

        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, "* patch *]", when);
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--yes")).Exit);
        Assert.Equal("blue", await SlotAsync(workload));
    }

    [Fact]
    public async Task Nobody_is_sent_to_pods_that_are_not_ready_or_to_a_third_side()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await GreenAsync(plane);
        await workload.GenerateAsync("kubernetes_blue_green", Switch("slot=green", "slot=red"));
        Assert.Contains("the Service selects slot=blue", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);

        await workload.DeployAsync("registry.example/api:4", "unready");
        await workload.GenerateAsync("kubernetes_blue_green", Switch("slot=green", "slot=blue"));
        Assert.Contains("so it does not take over", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        Assert.Equal("blue", await SlotAsync(workload));
    }

    /// <summary>Blue has the traffic, and the workload is green.</summary>
    private static async Task<RolledWorkload> GreenAsync(ControlPlane plane)
    {
        var workload = await RolledWorkload.CreateAsync(plane, replicas: 2);
        await workload.ChangeAsync(JsonNode.Parse("""{"spec":{"template":{"metadata":{"labels":{"shop":"yes","slot":"green"}}}}}""")!.AsObject());
        await workload.SettledAsync();
        await workload.CreateAsync(Slot("api-blue", "blue"));
        await workload.WaitAsync("deployments/api-blue", live => (int?)live["status"]?["availableReplicas"] == 1);
        await workload.CreateAsync("""
            apiVersion: v1
            kind: Service
            metadata: { name: api, namespace: NAMESPACE }
            spec: { selector: { shop: "yes", slot: blue }, ports: [{ port: 80, targetPort: 8080 }] }
            """);
        return workload;
    }

    private static string Slot(string name, string slot) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}}, namespace: NAMESPACE }
        spec:
          replicas: 1
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}}, shop: "yes", slot: {{slot}} } }
            spec: { containers: [{ name: main, image: "registry.example/api:1" }] }
        """;

    private static async Task<string?> SlotAsync(RolledWorkload workload) => (string?)(await workload.GetAsync("services/api", "/api/v1"))["spec"]!["selector"]!["slot"];

    private static Dictionary<string, TemplateValue> Switch(string label, string former) => new(StringComparer.Ordinal) { ["service"] = "api", ["label"] = label, ["former-label"] = former };

    private static Dictionary<string, TemplateValue> Canary(string image) => new(StringComparer.Ordinal)
    {
        ["container"] = "main",
        ["image"] = image,
        ["steps"] = new TemplateValue.Table([ClusterBundle.Row(("weight", "20"), ("pause", "1s")), ClusterBundle.Row(("weight", "50"), ("pause", "1s"))]),
    };
}
