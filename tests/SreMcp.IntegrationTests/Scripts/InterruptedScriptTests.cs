using System.Diagnostics;
using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A script that is killed anywhere can be run again, or taken back.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InterruptedScriptTests(ControlPlanes planes)
{
    private const string Apply = "*rollout undo*--to-revision=+([0-9])";

    [Theory]
    [InlineData("*auth can-i patch*", "before")]
    [InlineData("*--dry-run=server", "before")]
    [InlineData("*--output=yaml", "before")]
    [InlineData("*--output=yaml", "after")]
    [InlineData(Apply, "before")]
    [InlineData(Apply, "after")]
    [InlineData("*rollout status*", "before")]
    [InlineData("*rollout status*", "after")]
    public async Task Killed_anywhere_it_can_be_run_again_or_taken_back(string at, string when)
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, replicas: 0);
        await workload.RollbackAsync();
        var template = await workload.TemplateAsync();

        await KilledAsync(workload, at, when);
        var again = await workload.RunAsync("run.sh", "--yes");
        Assert.True(again.Exit == 0, again.Output);
        Assert.Equal("registry.example/api:2", await workload.ImageAsync());
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--yes")).Exit);

        await KilledAsync(workload, at, when);
        var back = await workload.RunAsync("rollback.sh", "--yes");
        Assert.True(back.Exit == 0, back.Output);
        Assert.Equal(template, await workload.TemplateAsync());
    }

    [Fact]
    public async Task A_signal_ends_it_with_1_and_the_way_back()
    {
        var plane = await planes.DevelopmentAsync();
        using var workload = await RolledWorkload.CreateAsync(plane, outcome: "unready");
        await workload.RollbackAsync();
        var start = new ProcessStartInfo("bash", [Path.Combine(workload.Folder, "run.sh"), "--yes"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in workload.Variables)
        {
            start.Environment[name] = value;
        }

        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        while (await script.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.StartsWith("Waiting for deployment", StringComparison.Ordinal))
        {
        }

        // bash acts on a signal once its child has ended; a terminal would send it to both.
        using var kill = Process.Start("bash", ["-c", $"kill -TERM {script.Id}; pkill -TERM -P {script.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, script.ExitCode);
        var said = await errors;
        Assert.Contains("It ended after a change was sent", said, StringComparison.Ordinal);
        Assert.Contains("./rollback.sh", said, StringComparison.Ordinal);
        Assert.Contains("\"exit\":1", Assert.Single(workload.Claims()), StringComparison.Ordinal);
        Assert.Equal(0, (await workload.RunAsync("rollback.sh", "--yes")).Exit);
    }

    private static async Task KilledAsync(RolledWorkload workload, string at, string when)
    {
        using var kubectl = new KillingKubectl();
        await kubectl.KillAsync(Path.Combine(workload.Folder, "run.sh"), workload.Variables, at, when);
    }
}
