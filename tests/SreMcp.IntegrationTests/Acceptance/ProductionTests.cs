using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>Production: scripts for people, and refusals that help.</summary>
public sealed partial class ProductionTests(ControlPlanes planes) : IDisposable
{
    private static readonly Dictionary<string, string> Rollback = new(StringComparer.Ordinal) { ["context"] = "prod-weu", ["workload"] = "payments/Deployment/api" };

    private readonly HomeFolder _home = new();

    public static TheoryData<string> Generations => ReadingTests.Generations;

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(Generations))]
    public async Task Lists_describes_and_renders_a_script(string protocol)
    {
        await using var agent = await AgentAsync(protocol);

        Assert.Matches(@"(?m)^kubernetes_rollback\s", (await agent.CallAsync("generate_script")).Good());
        Assert.Contains("revision:", (await agent.CallAsync("generate_script", ("template", "kubernetes_rollback"))).Good(), StringComparison.Ordinal);

        var made = await agent.CallAsync("generate_script", ("template", "kubernetes_rollback"), ("parameters", Rollback));
        Assert.Contains("(production)", made.Good(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^- From revision \d+ \(`api-[0-9a-z]+`\) to revision \d+", made.Text);
        Assert.Contains("registry.example.com/payments/api:1.5.0 -> ", made.Text, StringComparison.Ordinal);
        var digest = Digest().Match(made.Text).Groups[1].Value;
        var written = made.Line("Written: ")["Written: ".Length..].Split(", ");
        Assert.All(["run.sh", "rollback.sh", "verify.sh", "pull-request.md"], name => Assert.Contains(written, path => path.EndsWith(name, StringComparison.Ordinal)));
        Assert.All(written, path =>
        {
            Assert.StartsWith($".sre-mcp/{digest[..12]}/", path, StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(_home.Workspace, path)), path);
        });

        var again = (await agent.CallAsync("generate_script", ("template", "kubernetes_rollback"), ("parameters", Rollback))).Good();
        Assert.Equal(digest, Digest().Match(again).Groups[1].Value);
        (await agent.CallAsync("generate_script", ("template", "kubernetes_rolback"))).Bad("SRE0601");
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Refuses_with_all_that_the_reader_needs_and_the_script(string protocol)
    {
        var plane = await planes.ProductionAsync();
        await using var agent = await AgentAsync(protocol);

        var mark = await plane.Audit.MarkAsync();
        var refused = await agent.CallAsync(
            "execute_rollout", ("context", plane.WriterContext), ("namespace", "payments"), ("workload", "Deployment/api"), ("action", "undo"), ("reason", "it is broken"));

        refused.Bad("SRE0108");
        Assert.Equal($"SRE0108 Refused: kubernetes.undo on {plane.WriterContext}/payments/Deployment/api", refused.Line("SRE0108"));
        Assert.Matches(@"^Environment: production \(.*'prod'.*\)$", refused.Line("Environment:"));
        Assert.Matches(@"^Rule: production-is-read-and-generate-only   policies/production\.yaml:[0-9]+$", refused.Line("Rule:"));
        Assert.Contains("people execute after review", refused.Text, StringComparison.Ordinal);
        var instead = Instead().Match(refused.Line("Do instead:"));
        Assert.True(instead.Success, refused.Text);
        Assert.True(File.Exists(Path.Combine(_home.Workspace, instead.Groups[1].Value)), instead.Value);
        var end = Anchor().Match(refused.Line("Allowed here:"));
        Assert.True(end.Success, refused.Text);
        Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));

        var verified = await CommandRun.OfAsync(_home, "audit", "verify", "--head", end.Groups[2].Value);
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
        Assert.Contains("The chain holds", verified.Output, StringComparison.Ordinal);
        Assert.Contains(end.Groups[1].Value, (await CommandRun.OfAsync(_home, "audit", "list", "--verdict", "deny")).Output, StringComparison.Ordinal);
        var forged = await CommandRun.OfAsync(_home, "audit", "verify", "--head", "0123456789ab");
        Assert.Equal(1, forged.ExitCode);
        Assert.Contains("SRE0803", forged.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("execute_rollout", "restart")]
    [InlineData("execute_rollout", "scale")]
    [InlineData("execute_apply", "")]
    [InlineData("execute_pod_deletion", "")]
    [InlineData("execute_cordon", "")]
    public async Task Refuses_each_operation_before_anything_is_sent(string tool, string action)
    {
        var plane = await planes.ProductionAsync();
        await using var agent = await AgentAsync(ServerProcess.Discovery);
        var pods = await plane.Admin.GetAsync("/api/v1/namespaces/payments/pods?labelSelector=app=api");
        var pod = (string)pods["items"]![0]!["metadata"]!["name"]!;
        (string, object?)[] arguments = tool switch
        {
            "execute_rollout" => [("namespace", "payments"), ("workload", "Deployment/api"), ("action", action), .. action is "scale" ? [("replicas", 0)] : Array.Empty<(string, object?)>()],
            "execute_apply" => [("namespace", "payments"), ("manifest", ExecutionTests.Deployment("api"))],
            "execute_pod_deletion" => [("namespace", "payments"), ("name", pod)],
            _ => [("node", "node-a")],
        };

        var mark = await plane.Audit.MarkAsync();
        var refused = (await agent.CallAsync(tool, [("context", plane.WriterContext), ("reason", "please"), .. arguments])).Bad("SRE0108");

        Assert.Contains("Environment: production", refused, StringComparison.Ordinal);
        Assert.Equal(action.Length > 0, refused.Contains($"the kubernetes_{action} bundle is ready for a person", StringComparison.Ordinal));
        Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));
    }

    private async Task<Agent> AgentAsync(string protocol)
    {
        var plane = await planes.ProductionAsync();
        await plane.SeededAsync();
        return await Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] }, protocol);
    }

    [GeneratedRegex("digest ([0-9a-f]{64})", RegexOptions.NonBacktracking)]
    private static partial Regex Digest();

    [GeneratedRegex(@"(\.sre-mcp/[0-9a-f]+/run\.sh) --dry-run", RegexOptions.NonBacktracking)]
    private static partial Regex Instead();

    [GeneratedRegex("^Allowed here: read_\\*, check_\\*, generate_\\*       Decision ([0-9A-Z]{26}), chain head ([0-9a-f]{12})$", RegexOptions.NonBacktracking)]
    private static partial Regex Anchor();
}
