using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>What has ended is deleted by name, of the kinds, labels and age that were asked for, and nothing else.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CleanupTemplateTests(ControlPlanes planes)
{
    [Fact]
    public async Task Only_what_has_ended_and_was_asked_for_goes_and_a_deleted_job_can_be_known_again()
    {
        using var bundle = await EndedAsync();
        bundle.Write("kubernetes_cleanup", Values("evicted-pods", "failed-pods", "jobs"));
        var before = await bundle.KubectlAsync("get", "pods,jobs", "--output=name");

        var dry = await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(before, await bundle.KubectlAsync("get", "pods,jobs", "--output=name"));
        var mark = await bundle.MarkAsync();
        Assert.Contains("pod/evicted", dry, StringComparison.Ordinal);
        Assert.DoesNotContain("pod/finished ", dry, StringComparison.Ordinal);

        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(["jobs/import", "pods/broken", "pods/evicted"], await bundle.DeletedSinceAsync(mark));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "verify.sh");

        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        var revived = await bundle.GetAsync("/apis/batch/v1", "jobs/import");
        Assert.Equal(0, (int?)revived["spec"]!["parallelism"]);
        await bundle.EndsAsync(0, "rollback.sh", "--dry-run");
    }

    [Fact]
    public async Task Labels_age_and_the_maximum_narrow_it()
    {
        using var bundle = await EndedAsync();

        bundle.Write("kubernetes_cleanup", new(Values("failed-pods", "evicted-pods", "completed-pods")) { ["labels"] = new TemplateValue.Many(["team=other"]) });
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--dry-run"), StringComparison.Ordinal);

        bundle.Write("kubernetes_cleanup", new(Values("jobs")) { ["older-than"] = "1d" });
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--dry-run"), StringComparison.Ordinal);

        bundle.Write("kubernetes_cleanup", new(Values("failed-pods", "evicted-pods", "completed-pods")) { ["maximum"] = "1" });
        var mark = await bundle.MarkAsync();
        Assert.Contains("2 more have ended long enough ago", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Single(await bundle.DeletedSinceAsync(mark));
    }

    [Fact]
    public async Task Another_cluster_and_production_without_a_person_are_refused()
    {
        using var bundle = await EndedAsync();
        var mark = await bundle.MarkAsync();

        bundle.Write("kubernetes_cleanup", Values("failed-pods"), clusterId: Guid.NewGuid().ToString());
        Assert.Contains("Wrong cluster", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        bundle.Write("kubernetes_cleanup", Values("failed-pods"), environment: "production");
        Assert.Contains("--yes is refused", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Contains("there is no terminal", await bundle.EndsAsync(1, "run.sh"), StringComparison.Ordinal);

        Assert.Empty(await bundle.DeletedSinceAsync(mark));
    }

    private static Dictionary<string, TemplateValue> Values(params IReadOnlyList<string> what) => new(StringComparer.Ordinal)
    {
        ["namespace"] = ClusterBundle.OwnNamespace,
        ["what"] = new TemplateValue.Many(what),
        ["older-than"] = "0s",
    };

    /// <summary>A namespace with a pod of every end, a Job that is complete, and a Deployment that goes on.</summary>
    private async Task<ClusterBundle> EndedAsync()
    {
        var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        foreach (var (name, outcome) in new[] { ("finished", "succeeded"), ("broken", "failed"), ("evicted", "evicted") })
        {
            await bundle.CreateAsync($$"""
                apiVersion: v1
                kind: Pod
                metadata: { name: {{name}}, namespace: NAMESPACE, labels: { team: shop }, annotations: { testbed/outcome: {{outcome}} } }
                spec: { restartPolicy: Never, containers: [{ name: main, image: "registry.example/{{name}}:1" }] }
                """);
            await bundle.WaitAsync("/api/v1", $"pods/{name}", pod => (string?)pod["status"]!["phase"] is "Succeeded" or "Failed");
        }

        await bundle.CreateAsync("""
            apiVersion: batch/v1
            kind: Job
            metadata: { name: import, namespace: NAMESPACE }
            spec:
              template:
                metadata: { annotations: { testbed/outcome: succeeded } }
                spec: { restartPolicy: Never, containers: [{ name: main, image: "registry.example/import:1" }] }
            """);
        await bundle.WaitAsync("/apis/batch/v1", "jobs/import", job => (int?)job["status"]?["succeeded"] == 1 && job["status"]!["conditions"] is not null);
        await bundle.WorkloadAsync("api");
        return bundle;
    }
}
