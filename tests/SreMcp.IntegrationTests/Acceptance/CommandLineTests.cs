using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>The commands that people and scripts use, with their exit codes.</summary>
public sealed class CommandLineTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Serves_without_arguments_when_input_is_no_terminal()
    {
        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Arguments = [] }, """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}""");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"serverInfo\"", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task Lists_tools_with_their_cost()
    {
        var run = await CommandRun.OfAsync(_home, "tools");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^execute_rollout\s+execute\s+[0-9]{2,3}\s", run.Output);
        Assert.Matches("[0-9]{2} tools, [0-9]{4} tokens", run.Output);
    }

    [Fact]
    public async Task Calls_a_tool_from_the_shell_under_the_same_policy()
    {
        var plane = await planes.ProductionAsync();
        var setup = new ServerSetup(_home) { Kubeconfig = [plane.Kubeconfig] };

        var read = await CommandRun.OfAsync(setup with { Arguments = ["call", "read_kubernetes", "--kind", "ns", "--context=prod-weu", "--limit", "3"] });
        Assert.Equal((0, true), (read.ExitCode, read.Output.Contains("3 shown", StringComparison.Ordinal)));
        var mark = await plane.Audit.MarkAsync();
        var refused = await CommandRun.OfAsync(setup with { Arguments = ["call", "execute_cordon", "--json", "-"] }, """{"node":"node-a","context":"prod-weu-admin","reason":"please"}""");
        Assert.Equal(1, refused.ExitCode);
        Assert.Matches("(?m)^SRE0(108|404)", refused.Output);
        Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));
        Assert.Equal(1, (await CommandRun.OfAsync(setup with { Arguments = ["call", "read_policy", "--nonsense", "1"] })).ExitCode);
        var junk = await CommandRun.OfAsync(setup with { Arguments = ["call", "read_policy", "--json", "{"] });
        Assert.Equal((1, true), (junk.ExitCode, junk.Errors.Contains("SRE0801", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Checks_policy_files_and_names_what_no_example_exercises()
    {
        var good = await CommandRun.OfAsync(_home, "policy", "check");
        Assert.Equal((0, ""), (good.ExitCode, good.Errors));
        Assert.Matches("[0-9]+ rules, [0-9]+ environment lines, [0-9]+ examples hold", good.Output);

        _home.WritePolicy("mine.yaml", "rules:\n  - { id: no-scaling, effect: deny, action: execute, operation: kubernetes.scale, reason: We do not., examples: [{ operation: kubernetes.restart, target: prod-cluster/a/Deployment/b, expect: deny }] }\n");
        var uncovered = await CommandRun.OfAsync(_home, "policy", "check");
        Assert.Equal(2, uncovered.ExitCode);
        Assert.Contains("no example exercises no-scaling   ~/.config/sre-mcp/policies/mine.yaml:2", uncovered.Output, StringComparison.Ordinal);

        _home.WritePolicy("mine.yaml", "rules:\n  - { id: x, efect: deny }\n");
        var broken = await CommandRun.OfAsync(_home, "policy", "check");
        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("mine.yaml:2", broken.Errors, StringComparison.Ordinal);
        Assert.Contains("SRE0205", broken.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explains_and_tests_policy()
    {
        var plane = await planes.DevelopmentAsync();
        _home.OpenDevelopment(plane);
        var explained = await CommandRun.OfAsync(new ServerSetup(_home) { Kubeconfig = [plane.Kubeconfig], Arguments = ["policy", "explain", "kubernetes.restart", "dev-weu/default/Deployment/web"] });
        Assert.Equal(0, explained.ExitCode);
        Assert.StartsWith("require: kubernetes.restart", explained.Output, StringComparison.Ordinal);

        const string Cases = "cases:\n  - { operation: kubernetes.restart, target: prod-cluster/a/Deployment/b, expect: deny }\n  - { context: prod, expect: production }\n";
        var held = await CommandRun.OfAsync(_home, "policy", "test", _home.WriteWorkspace("cases.yaml", Cases));
        Assert.Equal((0, true), (held.ExitCode, held.Output.Contains("2 of 2 cases hold", StringComparison.Ordinal)));
        var failed = await CommandRun.OfAsync(_home, "policy", "test", _home.WriteWorkspace("cases.yaml", Cases.Replace("expect: deny", "expect: allow", StringComparison.Ordinal)));
        Assert.Equal((1, true), (failed.ExitCode, failed.Output.Contains("1 of 2 cases hold", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Explains_a_context_that_exists_only_on_paper()
    {
        var explained = await CommandRun.OfAsync(_home, "policy", "explain", "kubernetes.restart", "acme-prod-9/payments/Deployment/api");

        Assert.Equal(0, explained.ExitCode);
        Assert.Contains("Decided by production-is-read-and-generate-only", explained.Output, StringComparison.Ordinal);
        Assert.Contains("Judged by its names alone", explained.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("before", (await CommandRun.OfAsync(_home, "policy", "explain", "kubernetes.restart", "acme-dev-9/payments/Deployment/api")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_nearest_of_the_values_that_there_are()
    {
        var wrong = await CommandRun.OfAsync(_home, "call", "execute_rollout", "--action", "restrt", "--workload", "Deployment/web");

        Assert.Contains("'action' must be one of restart, scale, undo, not text of 6 characters (did you mean 'restart'?).", wrong.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_call_a_chain_broken_because_the_head_to_look_for_is_none()
    {
        var run = await CommandRun.OfAsync(_home, "audit", "verify", "--head", "0000");

        Assert.Contains("--head is 8 to 64 hexadecimal digits", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("broken", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_verifies_and_exports_the_chain()
    {
        await CommandRun.OfAsync(_home, "call", "read_policy");
        var listed = await CommandRun.OfAsync(_home, "audit", "list");
        Assert.Equal((0, true), (listed.ExitCode, listed.Output.Contains("policy.read", StringComparison.Ordinal)));
        Assert.Equal(0, (await CommandRun.OfAsync(_home, "audit", "verify")).ExitCode);
        var exported = await CommandRun.OfAsync(_home, "audit", "export");
        Assert.Equal(0, exported.ExitCode);
        Assert.All(exported.Output.Split('\n'), line => System.Text.Json.JsonDocument.Parse(line).Dispose());
        Assert.NotEmpty(exported.Output);
    }

    [Theory]
    [InlineData("trust", "sre-mcp.yaml")]
    [InlineData("audit", "forget", "kubernetes:cluster:x", "--reason", "y")]
    public async Task Does_not_loosen_without_a_terminal(params string[] arguments)
    {
        _home.WriteWorkspace("sre-mcp.yaml", "folders: [.]\n");

        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Arguments = arguments }, "sre-mcp.yaml");

        Assert.Equal((1, true), (run.ExitCode, run.Errors.Contains("SRE0802", StringComparison.Ordinal)));
        Assert.False(File.Exists(Path.Combine(_home.OperatorFolder, "trusted")));
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_command_line()
    {
        var run = await CommandRun.OfAsync(_home, "no-such-command");

        Assert.NotEqual(0, run.ExitCode);
        Assert.NotEmpty(run.Errors);
    }
}
