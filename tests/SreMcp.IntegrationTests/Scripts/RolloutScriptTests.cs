using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>The scripts as people run them: real kubectl, real API server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RolloutScriptTests(ControlPlanes planes)
{
    public static TheoryData<string> Clients => Kubectl.Installed.Count > 0 ? [.. Kubectl.Installed] : ["none"];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task The_run_does_what_the_dry_run_said_and_the_rollback_restores_the_template(string client)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        workload.Variables["PATH"] = $"{Path.GetDirectoryName(client)}{Path.PathSeparator}{workload.Variables["PATH"]}";
        await workload.RollbackAsync();
        var (template, generation) = (await workload.TemplateAsync(), await GenerationAsync(workload));

        var mark = await plane.Audit.MarkAsync();
        var dry = await workload.RunAsync("run.sh", "--dry-run");
        Assert.True(dry.Exit == 2, dry.Output);
        Assert.Equal(generation, await GenerationAsync(workload));
        Assert.All(await workload.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));

        mark = await plane.Audit.MarkAsync();
        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal("registry.example/api:2", await workload.ImageAsync());
        Assert.Equal(CommandAfter("would run:", dry), CommandAfter("running:", run));
        var change = Assert.Single(await workload.MutationsSinceAsync(mark), request => !request.IsDryRun);
        Assert.Equal(("patch", "deployments"), (change.Verb, change.Target!.Resource));

        mark = await plane.Audit.MarkAsync();
        Assert.Equal(0, (await workload.RunAsync("run.sh", "--dry-run")).Exit);
        Assert.Contains("Nothing to change", (await workload.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await workload.RunAsync("verify.sh")).Exit);
        Assert.Empty(await workload.MutationsSinceAsync(mark));

        Assert.Equal(2, (await workload.RunAsync("rollback.sh", "--dry-run")).Exit);
        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal(template, await workload.TemplateAsync());
        Assert.Equal(1, (await workload.RunAsync("verify.sh")).Exit);
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--dry-run")).Exit);
    }

    [Theory]
    [InlineData(WorkloadKind.StatefulSet)]
    [InlineData(WorkloadKind.DaemonSet)]
    public async Task Takes_back_the_kinds_that_keep_controller_revisions(WorkloadKind kind)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, kind);
        await workload.RollbackAsync();
        var template = await workload.TemplateAsync();

        Assert.Equal(2, (await workload.RunAsync("run.sh", "--dry-run")).Exit);
        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal("registry.example/api:2", await workload.ImageAsync());

        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal(template, await workload.TemplateAsync());
    }

    [Theory]
    [InlineData(WorkloadKind.Deployment)]
    [InlineData(WorkloadKind.StatefulSet)]
    [InlineData(WorkloadKind.DaemonSet)]
    public async Task Restarts_once_however_often_it_is_run(WorkloadKind kind)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, kind);
        await workload.RestartAsync();
        var (template, generation) = (await workload.TemplateAsync(), await GenerationAsync(workload));

        var dry = await workload.RunAsync("run.sh", "--dry-run");
        Assert.True(dry.Exit == 2, dry.Output);
        Assert.Equal(generation, await GenerationAsync(workload));

        var run = await workload.RunAsync("run.sh", "--yes");
        Assert.True(run.Exit == 0, run.Output);
        Assert.Equal(4, (await workload.RevisionsAsync()).Count);
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());

        Assert.Equal(0, (await workload.RunAsync("run.sh", "--yes")).Exit);
        Assert.Equal(0, (await workload.RunAsync("verify.sh")).Exit);
        Assert.Equal(4, (await workload.RevisionsAsync()).Count);

        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal(template, await workload.TemplateAsync());
    }

    [Fact]
    public async Task A_rollout_that_never_gets_healthy_ends_with_1_and_names_the_way_back()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, outcome: "unready");
        await workload.RollbackAsync(facts => facts with { Timeout = TimeSpan.FromSeconds(10) });

        var run = await workload.RunAsync("run.sh", "--yes");

        Assert.Equal(1, run.Exit);
        Assert.Contains("is not healthy after 10 seconds", run.Output, StringComparison.Ordinal);
        Assert.Contains("To go back to where it was: ./rollback.sh", run.Output, StringComparison.Ordinal);
        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal("registry.example/api:3", await workload.ImageAsync());
    }

    [Fact]
    public async Task Every_run_leaves_a_claim_and_a_backup_that_only_its_owner_can_read()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 0);
        var bundle = await workload.RollbackAsync();

        await workload.RunAsync("run.sh", "--dry-run");
        await workload.RunAsync("run.sh", "--yes");
        await workload.RunAsync("run.sh", "--unknown-option");

        var claims = workload.Claims().Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal([("dry-run", 2), ("run", 0)], claims.Select(claim => (claim.GetProperty("mode").GetString()!, claim.GetProperty("exit").GetInt32())));
        Assert.All(claims, claim => Assert.Equal(bundle.Digest, claim.GetProperty("digest").GetString()));
        Assert.All(claims, claim => Assert.Equal(("development", $"{plane.Context}-admin/{workload.Name}"), (claim.GetProperty("environment").GetString(), claim.GetProperty("target").GetString())));
        var backup = Assert.Single(Directory.EnumerateFiles(Path.Combine(workload.Folder, "backups")));
        Assert.Contains("registry.example/api:3", await File.ReadAllTextAsync(backup, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup));
    }

    [Fact]
    public async Task The_check_for_a_change_in_git_passes_once_the_change_has_arrived()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane);
        await workload.ChangeAsync(new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["argocd.argoproj.io/tracking-id"] = "api:apps/Deployment:x/api" } } });
        var bundle = await workload.RollbackAsync(facts => facts with { Owner = new WorkloadOwner.ArgoApplication("api") });

        Assert.False(bundle.CanRun);
        Assert.Equal(1, (await workload.RunAsync("verify.sh")).Exit);
        await workload.DeployAsync("registry.example/api:2");
        await workload.SettledAsync();
        var verified = await workload.RunAsync("verify.sh");
        Assert.True(verified.Exit == 0, verified.Output);
    }

    /// <summary>Changes with what is wanted; the resource version changes with every status, too.</summary>
    private static async Task<long> GenerationAsync(RolledWorkload workload) => (long)(await workload.ReadAsync())["metadata"]!["generation"]!;

    private static string CommandAfter(string mark, ScriptRun run) => run.Output.Split('\n').SkipWhile(line => line != mark).ElementAt(1);
}
