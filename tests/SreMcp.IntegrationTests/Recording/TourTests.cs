using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Recording;

/// <summary>The first command of the README, as somebody runs it who has nothing but the SDK.</summary>
public sealed class TourTests : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Walks_from_the_problem_to_the_verified_chain()
    {
        var run = await CommandRun.OfAsync(_home, "tour");

        Assert.True(run.ExitCode == 0, $"{run.Output}\n{run.Errors}");
        Assert.Empty(run.Errors);
        var steps = run.Output.Split('\n').Where(line => char.IsAsciiDigit(line.FirstOrDefault())).ToArray();
        Assert.Equal(10, steps.Length);
        string[] told = ["CrashLoopBackOff", "OOMKilled", "512Mi", "SRE0108 Refused", "production-is-read-and-generate-only", "run.sh --dry-run", "Nothing was changed", "Rollout complete: 3 of 3 updated", "The chain holds"];
        var from = 0;
        foreach (var part in told)
        {
            from = run.Output.IndexOf(part, from, StringComparison.Ordinal);
            Assert.True(from >= 0, $"'{part}' is not said where it should be:\n{run.Output}");
        }
    }

    [Fact]
    public async Task Pipes_plain_text_and_leaves_nothing_but_its_own_chain()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(_home.Path, "tmp")).FullName;
        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Arguments = ["tour"], Variables = new Dictionary<string, string> { ["TMPDIR"] = temporary } });

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain('\e', run.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "sre-mcp-tour-*"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Workspace));
        Assert.Equal(["recorded"], Directory.EnumerateFileSystemEntries(Path.Combine(_home.Path, ".local", "state", "sre-mcp")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Keeps_the_script_in_a_workspace_that_was_named()
    {
        var run = await CommandRun.OfAsync(_home, "tour", "--workspace", _home.Workspace);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"The bundle stays in {Path.Combine(_home.Workspace, ".sre-mcp")}", run.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.EnumerateFiles(_home.Workspace, "run.sh", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task The_chain_that_it_leaves_verifies_from_the_refusal_on()
    {
        var tour = await CommandRun.OfAsync(_home, "tour");
        var command = Assert.Single(tour.Output.Split('\n'), line => line.StartsWith("$ sre-mcp audit verify", StringComparison.Ordinal)).Split(' ')[2..];

        var verified = await CommandRun.OfAsync(_home, command);
        Assert.Equal((0, true), (verified.ExitCode, verified.Output.Contains("The chain holds", StringComparison.Ordinal)));

        var real = await CommandRun.OfAsync(_home, [.. command.Where(part => part != "--recorded")]);
        Assert.NotEqual(0, real.ExitCode);
    }

    [Fact]
    public async Task Ends_with_an_error_when_a_step_does_not_do_as_told()
    {
        // The store cannot be made, so nothing may execute: step 7 cannot do what it is for.
        _ = Directory.CreateDirectory(Path.Combine(_home.Path, ".local", "state", "sre-mcp"));
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".local", "state", "sre-mcp", "recorded"), "in the way", TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync(_home, "tour");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SRE0809", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_why_when_the_server_does_not_start()
    {
        var run = await CommandRun.OfAsync(_home, "tour", "--workspace", Path.Combine(_home.Path, "absent"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SRE0809", run.Errors, StringComparison.Ordinal);
    }
}
