using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>What a script refuses before it touches anything, and who has to say yes.</summary>
public sealed class ScriptRefusalTests(ControlPlanes planes)
{
    [Fact]
    public Task Another_cluster_behind_the_same_context() =>
        RefusesAsync("Wrong cluster", facts => facts with { ClusterId = "00000000-0000-0000-0000-000000000000" });

    [Fact]
    public Task A_context_that_the_kubeconfig_does_not_have() =>
        RefusesAsync("has no context", facts => facts with { Context = "nowhere" });

    [Fact]
    public Task A_workload_that_was_deleted_and_made_again() =>
        RefusesAsync("deleted and made again", facts => facts with { Uid = "00000000-0000-0000-0000-000000000000" });

    [Fact]
    public Task A_person_who_may_only_read() =>
        RefusesAsync("You may not patch", facts => facts with { Context = facts.Context.Replace("-admin", "-reader", StringComparison.Ordinal) });

    [Fact]
    public Task A_workload_that_was_deployed_since() =>
        RefusesAsync("is no longer as it was read", meanwhile: workload => workload.DeployAsync("registry.example/api:4"));

    [Fact]
    public Task A_workload_that_argo_cd_took_over_since() =>
        RefusesAsync("It is managed by argocd now", meanwhile: workload => AnnotateAsync(workload, "argocd.argoproj.io/tracking-id", "api:apps/Deployment:x/api"));

    [Fact]
    public Task A_workload_that_helm_took_over_since() =>
        RefusesAsync("It is managed by helm now", meanwhile: workload => AnnotateAsync(workload, "meta.helm.sh/release-name", "api"));

    [Fact]
    public Task A_rollout_that_was_paused_since() =>
        RefusesAsync("The rollout is paused", meanwhile: workload => workload.ChangeAsync(new JsonObject { ["spec"] = new JsonObject { ["paused"] = true } }));

    [Fact]
    public async Task In_production_only_the_name_typed_at_a_terminal_gets_through()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 0);
        await workload.RollbackAsync(facts => facts with { Environment = Environment.Production });
        var script = Path.Combine(workload.Folder, "run.sh");
        var typed = $"{workload.Name.Namespace}/{workload.Name.Name}";
        var mark = await plane.Audit.MarkAsync();

        Assert.Equal(2, (await workload.RunAsync("run.sh", "--dry-run")).Exit);
        Refused("--yes is refused", await workload.RunAsync("run.sh", "--yes"));
        Refused("--yes is refused", await workload.RunAsync("run.sh", "--dry-run", "--yes"));
        Refused("there is no terminal", await workload.RunAsync("run.sh"));
        Refused("there is no terminal", await ScriptRun.BashAsync(workload.Variables, $"{typed}\ny\nyes\n", script));
        Refused("That is not the name of the target", await ScriptRun.PersonAsync(workload.Variables, "y", script));
        Refused("That is not the name of the target", await ScriptRun.PersonAsync(workload.Variables, "", script));
        Refused("That is not the name of the target", await ScriptRun.PersonAsync(workload.Variables, "no", "-c", $"printf '%s\\n' '{typed}' | bash '{script}'"));
        Assert.All(await workload.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());

        var run = await ScriptRun.PersonAsync(workload.Variables, typed, script);
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal("registry.example/api:2", await workload.ImageAsync());
    }

    [Fact]
    public async Task Unknown_counts_as_production()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 0);
        await workload.RollbackAsync(facts => facts with { Environment = Environment.Unknown });

        Refused("--yes is refused", await workload.RunAsync("run.sh", "--yes"));
        Refused("there is no terminal", await workload.RunAsync("run.sh"));
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("yes", 0)]
    [InlineData("n", 1)]
    [InlineData("", 1)]
    public async Task Elsewhere_a_question_is_enough(string answer, int exit)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 0);
        await workload.RollbackAsync();

        var run = await ScriptRun.PersonAsync(workload.Variables, answer, Path.Combine(workload.Folder, "run.sh"));

        Assert.True(run.Exit == exit, run.Output);
        Assert.Equal(exit is 0 ? "registry.example/api:2" : "registry.example/api:3", await workload.ImageAsync());
    }

    private static Task<JsonNode> AnnotateAsync(RolledWorkload workload, string key, string value) =>
        workload.ChangeAsync(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [key] = value } } });

    private async Task RefusesAsync(string why, Func<WorkloadFacts, WorkloadFacts>? facts = null, Func<RolledWorkload, Task>? meanwhile = null)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 0);
        await workload.RollbackAsync(facts);
        await (meanwhile?.Invoke(workload) ?? Task.CompletedTask);
        var mark = await plane.Audit.MarkAsync();

        Refused(why, await workload.RunAsync("run.sh", "--dry-run"));
        Refused(why, await workload.RunAsync("run.sh", "--yes"));
        Refused(why, await workload.RunAsync("rollback.sh", "--yes"));

        Assert.Empty(await workload.MutationsSinceAsync(mark));
    }

    private static void Refused(string why, ScriptRun run)
    {
        Assert.True(run.Exit == 1, run.Output);
        Assert.Contains(why, run.Output, StringComparison.Ordinal);
    }
}
