using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Several workloads are right-sized one after the other: real kubectl, real API server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RightSizingTests(ControlPlanes planes)
{
    private const string Template = "kubernetes_right_sizing";

    [Fact]
    public async Task Sizes_several_workloads_and_puts_back_what_it_found()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.WorkloadAsync("worker");
        await bundle.WorkloadAsync("db", "StatefulSet", container: """, resources: { requests: { cpu: 1500m, memory: 64Mi }, limits: { cpu: "2" } }""");
        Write(bundle, pause: "1s");
        var before = (await bundle.TemplateAsync("worker"), await bundle.TemplateAsync("db", "StatefulSet"));
        var mark = await bundle.MarkAsync();

        var dry = await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Contains("CPU request 1500m -> 250m", dry, StringComparison.Ordinal);
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
        await bundle.EndsAsync(1, "verify.sh");

        var run = await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(Commands("would run:", dry), Commands("running:", run));
        Assert.Equal("""{"limits":{"memory":"128Mi"}}""", await ResourcesAsync(bundle, "worker"));
        Assert.Equal("""{"requests":{"cpu":"250m","memory":"64Mi"}}""", await ResourcesAsync(bundle, "db", "StatefulSet"));
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, (await bundle.TemplateAsync("worker"), await bundle.TemplateAsync("db", "StatefulSet")));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_at_the_first_that_does_not_get_healthy_and_goes_on_from_there()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.WorkloadAsync("worker");
        await bundle.WorkloadAsync("db", "StatefulSet");
        Write(bundle);
        await bundle.ChangeAsync("worker", """{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"unready"}}}}}""");
        var untouched = await bundle.TemplateAsync("db", "StatefulSet");

        var stopped = await bundle.EndsAsync(1, "run.sh", "--yes");

        Assert.Contains("Deployment/worker is not healthy after 10 seconds", stopped, StringComparison.Ordinal);
        Assert.Contains($"not yet    {bundle.Namespace}/StatefulSet/db", stopped, StringComparison.Ordinal);
        Assert.Contains("./rollback.sh", stopped, StringComparison.Ordinal);
        Assert.Equal(untouched, await bundle.TemplateAsync("db", "StatefulSet"));

        await bundle.ChangeAsync("worker", """{"spec":{"template":{"metadata":{"annotations":{"testbed/outcome":"ready"}}}}}""");
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("{}", await ResourcesAsync(bundle, "worker"));
        Assert.Equal("{}", await ResourcesAsync(bundle, "db", "StatefulSet"));
    }

    [Theory]
    [InlineData("annotations", "meta.helm.sh/release-name", "shop", "change the values of that release")]
    [InlineData("labels", "argocd.argoproj.io/instance", "shop", "repository of the application shop")]
    [InlineData("labels", "kustomize.toolkit.fluxcd.io/name", "shop", "repository of the Kustomization shop")]
    public async Task An_owned_workload_is_sent_to_where_its_change_belongs(string where, string key, string value, string hint)
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.WorkloadAsync("worker");
        await bundle.WorkloadAsync("db", "StatefulSet");
        Write(bundle);
        await bundle.ChangeAsync("db", $$$$"""{"metadata":{"{{{{where}}}}":{"{{{{key}}}}":"{{{{value}}}}"}}}""", "StatefulSet");
        var mark = await bundle.MarkAsync();

        Assert.Contains(hint, await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
    }

    [Fact]
    public async Task Another_cluster_and_a_change_by_somebody_else_are_refused()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.WorkloadAsync("worker");
        await bundle.WorkloadAsync("db", "StatefulSet");
        Write(bundle, clusterId: Guid.NewGuid().ToString());
        Assert.Contains("Wrong cluster", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        Write(bundle);
        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.ChangeAsync("worker", """{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"registry.example/worker:1","resources":{"limits":{"memory":"96Mi"}}}]}}}}""");
        var mark = await bundle.MarkAsync();
        Assert.Contains("neither those that run.sh found nor those that it set", await bundle.EndsAsync(1, "rollback.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
    }

    [Theory]
    [InlineData("*patch deployment*--dry-run=server")]
    [InlineData("*patch deployment*}")]
    [InlineData("*rollout status deployment*")]
    public async Task Killed_anywhere_it_goes_on_or_goes_back(string at)
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.WorkloadAsync("worker");
        await bundle.WorkloadAsync("db", "StatefulSet");
        Write(bundle);
        bundle.Variables["REAL_KUBECTL"] = Kubectl.Any;
        bundle.Variables["KILL_AT"] = at;
        bundle.WriteCommand("kubectl", """
            #!/usr/bin/env bash
            "$REAL_KUBECTL" "$@"
            code=$?
            if [[ "$*" == $KILL_AT ]]; then kill -9 0; fi
            exit $code
            """);
        Assert.DoesNotContain("Done.", (await bundle.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        bundle.Variables["KILL_AT"] = "";

        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("{}", await ResourcesAsync(bundle, "worker"));
    }

    private static void Write(ClusterBundle bundle, string pause = "0s", string? clusterId = null) => bundle.Write(
        Template,
        new Dictionary<string, TemplateValue>(StringComparer.Ordinal)
        {
            ["pause"] = pause,
            ["timeout"] = "10s",
            ["sizes"] = new TemplateValue.Table(
            [
                ClusterBundle.Row(("workload", $"{bundle.Namespace}/Deployment/worker"), ("container", "main"), ("memory-limit", "128Mi")),
                ClusterBundle.Row(("workload", $"{bundle.Namespace}/StatefulSet/db"), ("container", "main"), ("cpu-request", "250m"), ("drop-cpu-limit", "true")),
            ]),
        },
        clusterId: clusterId);

    private static async Task<string> ResourcesAsync(ClusterBundle bundle, string name, string kind = "Deployment") =>
        (await bundle.ReadAsync(name, kind))["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!.ToJsonString();

    private static string[] Commands(string mark, string output)
    {
        var lines = output.Split('\n');
        return [.. Enumerable.Range(0, lines.Length - 1).Where(index => lines[index] == mark).Select(index => lines[index + 1])];
    }
}
