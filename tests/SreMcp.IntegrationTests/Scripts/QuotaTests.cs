using System.Net;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A quota that the server enforces, and that leaves room for what is there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class QuotaTests(ControlPlanes planes)
{
    private const string Template = "kubernetes_quota";

    [Fact]
    public async Task Bounds_a_namespace_and_takes_the_bounds_away()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await BusyAsync(plane);
        Generate(bundle);
        var mark = await plane.Audit.MarkAsync();

        var dry = await bundle.EndsWithAsync(2, "run.sh", "--dry-run");
        Assert.Contains("2 pods ask for 30m CPU and 384Mi memory", dry, StringComparison.Ordinal);
        Assert.All(await bundle.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        await bundle.EndsWithAsync(1, "verify.sh");

        await bundle.EndsWithAsync(0, "run.sh", "--yes");
        await bundle.EndsWithAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await bundle.EndsWithAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => bundle.CreateAsync(Pod("large", "cpu: 40m, memory: 64Mi")));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("exceeded quota", refused.Message, StringComparison.Ordinal);
        await bundle.CreateAsync(Pod("small", ""));
        Assert.Equal("10m", (string?)(await bundle.FindAsync("pods/small"))!["spec"]!["containers"]![0]!["resources"]!["requests"]!["cpu"]);

        await bundle.EndsWithAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsWithAsync(0, "rollback.sh", "--yes");
        Assert.Null(await bundle.FindAsync("resourcequotas/bounds"));
        Assert.Null(await bundle.FindAsync("limitranges/bounds"));
        await bundle.EndsWithAsync(0, "rollback.sh", "--dry-run");
    }

    [Fact]
    public async Task Puts_back_the_quota_that_was_there()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await BusyAsync(plane);
        await plane.Admin.CreateAsync($"/api/v1/namespaces/{bundle.Namespace}/resourcequotas", JsonNode.Parse("""{ "metadata": { "name": "bounds", "labels": { "team": "shop" } }, "spec": { "hard": { "pods": "30", "services": "4" } } }""")!);
        Generate(bundle);

        await bundle.EndsWithAsync(0, "run.sh", "--yes");
        Assert.Equal("10", (string?)(await bundle.FindAsync("resourcequotas/bounds"))!["spec"]!["hard"]!["pods"]);
        await bundle.EndsWithAsync(0, "rollback.sh", "--yes");

        var quota = (await bundle.FindAsync("resourcequotas/bounds"))!;
        Assert.Equal("""{"pods":"30","services":"4"}""", quota["spec"]!["hard"]!.ToJsonString());
        Assert.Equal("""{"team":"shop"}""", quota["metadata"]!["labels"]!.ToJsonString());
        Assert.Null(quota["metadata"]!["annotations"]);
    }

    [Theory]
    [InlineData("cpu-requests", "25m", "The quota of CPU requests is below what the pods ask for now")]
    [InlineData("cpu-requests", "40m", "leaves less than 20 % beyond what was observed")]
    [InlineData("memory-requests", "256Mi", "The quota of memory requests is below what the pods ask for now")]
    [InlineData("memory-limits", "600Mi", "The quota of memory limits is below what the pods ask for now")]
    [InlineData("pods", "1", "2 pods are there, and the quota allows 1")]
    [InlineData("default-memory-limit", "200Mi", "The container main asks for 256Mi memory and has no limit")]
    [InlineData("namespace", "kube-system", "belongs to the cluster itself")]
    [InlineData("cluster-id", "00000000-0000-4000-8000-000000000000", "Wrong cluster")]
    public async Task What_would_keep_pods_from_coming_back_is_refused(string name, string value, string says)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await BusyAsync(plane);
        Generate(bundle, (name, value));
        var mark = await plane.Audit.MarkAsync();

        Assert.Contains(says, await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.MutationsSinceAsync(mark));
    }

    [Theory]
    [InlineData("*apply --filename=*limit-range.yaml", "after")]
    [InlineData("*apply --filename=*quota.yaml", "after")]
    public async Task Killed_between_the_two_it_can_be_run_again_and_taken_back(string at, string when)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await BusyAsync(plane);
        Generate(bundle);
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(bundle.Folder, "run.sh"), bundle.Variables, at, when);

        await bundle.EndsWithAsync(0, "run.sh", "--yes");
        await bundle.EndsWithAsync(0, "verify.sh");
        await bundle.EndsWithAsync(0, "rollback.sh", "--yes");
        Assert.Null(await bundle.FindAsync("resourcequotas/bounds"));
        Assert.Null(await bundle.FindAsync("limitranges/bounds"));
    }

    private static Bundle Generate(NamespaceBundle bundle, params (string Name, TemplateValue Value)[] more) => bundle.Generate(
        Template,
        [
            ("name", "bounds"), ("cpu-requests", "50m"), ("memory-requests", "1Gi"), ("memory-limits", "2Gi"), ("pods", "10"), ("observed-cpu", "35m"), ("observed-memory", "400Mi"),
            ("default-cpu-request", "10m"), ("default-memory-request", "128Mi"), ("default-memory-limit", "512Mi"),
            .. more,
        ]);

    /// <summary>One pod that asks for something, one that says nothing, and one that has ended and does not count.</summary>
    private static async Task<NamespaceBundle> BusyAsync(ControlPlane plane)
    {
        var bundle = await NamespaceBundle.CreateAsync(plane);
        await bundle.CreateAsync(Pod("asking", "cpu: 20m, memory: 256Mi"));
        await bundle.CreateAsync(Pod("silent", ""));
        await bundle.CreateAsync(Pod("ended", "cpu: 30m, memory: 512Mi", "succeeded"));
        await plane.Admin.WaitAsync($"/api/v1/namespaces/{bundle.Namespace}/pods/ended", pod => (string?)pod["status"]?["phase"] == "Succeeded");
        return bundle;
    }

    private static string Pod(string name, string requests, string outcome = "ready") => $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: {{name}}, namespace: NAMESPACE, annotations: { testbed/outcome: {{outcome}} } }
        spec: { containers: [{ name: main, image: "registry.example/web:1", resources: { requests: { {{requests}} } } }] }
        """;
}
