using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Hostile;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Recording;

/// <summary><c>serve --recorded</c> as a client starts it.</summary>
public sealed class RecordedServeTests(ControlPlanes planes) : IDisposable
{
    private const string Banner = "[Recorded world: a recorded incident to play with. Nothing here is real and nothing leads to a real cluster.]";

    private readonly HomeFolder _home = new();

    private ServerSetup Setup => new(_home) { Arguments = ["serve", "--recorded", "--workspace", _home.Workspace] };

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(ServerProcess.Handshake)]
    [InlineData(ServerProcess.Discovery)]
    public async Task Refuses_production_with_a_script_and_heals_development(string protocol)
    {
        await using var agent = await Agent.StartAsync(Setup, protocol);

        var refused = await Undo(agent, "production");
        Assert.True(refused.IsError);
        Assert.Contains("SRE0108", refused.Text, StringComparison.Ordinal);
        var script = refused.Line("Do instead:").Split(' ').Single(word => word.EndsWith("/run.sh", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_home.Workspace, script)));

        Assert.Contains("api", (await Unwell(agent, "development")).Good(), StringComparison.Ordinal);
        Assert.Contains("Rollout complete: 3 of 3 updated", (await Undo(agent, "development", ("wait", true))).Good(), StringComparison.Ordinal);
        Assert.DoesNotContain("CrashLoopBackOff", (await Unwell(agent, "development")).Good(), StringComparison.Ordinal);
        Assert.Contains("CrashLoopBackOff", (await Unwell(agent, "production")).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_answer_of_every_tool_says_first_that_it_is_recorded()
    {
        await using var agent = await Agent.StartAsync(Setup);
        foreach (var tool in (await agent.ToolsAsync()).Select(tool => tool.Name).Append("no_such_tool"))
        {
            Assert.StartsWith(Banner, (await agent.CallAsync(tool)).Text, StringComparison.Ordinal);
            Assert.StartsWith(Banner, (await agent.CallAsync(tool, ("context", "production"), ("kind", "pods"))).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_real_server_never_says_so()
    {
        await using var agent = await Agent.StartAsync(new ServerSetup(_home));

        Assert.DoesNotContain("Recorded world", (await agent.CallAsync("read_journal")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_of_every_kind_stay_in_development_and_come_true_there()
    {
        await using var agent = await Agent.StartAsync(Setup);
        (string Name, object? Value) there = ("context", "development");

        (await agent.CallAsync("execute_rollout", there, ("namespace", "portfolio"), ("workload", "Deployment/dashboard"), ("action", "restart"), ("wait", true))).Good();
        (await agent.CallAsync("execute_rollout", there, ("namespace", "portfolio"), ("workload", "StatefulSet/search"), ("action", "restart"), ("wait", true))).Good();
        (await agent.CallAsync("execute_rollout", there, ("namespace", "gateway"), ("workload", "Deployment/web"), ("action", "scale"), ("replicas", 4), ("wait", true))).Good();
        (await agent.CallAsync("execute_cordon", there, ("node", "worker-1"), ("reason", "play"))).Good();
        var pod = await FirstPod(agent, "gateway");
        (await agent.CallAsync("execute_pod_deletion", there, ("namespace", "gateway"), ("name", pod))).Good();
        (await agent.CallAsync("execute_apply", there, ("namespace", "gateway"), ("manifest", "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: banner }\ndata: { text: hello }\n"))).Good();

        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.Matches(@"web\s+4/4", await Read(agent, "deployments", "gateway"));
        Assert.DoesNotContain(pod, await Read(agent, "pods", "gateway"), StringComparison.Ordinal);
        Assert.Contains("banner", await Read(agent, "configmaps", "gateway"), StringComparison.Ordinal);
        Assert.Matches(@"worker-1\s+Ready,SchedulingDisabled", await Read(agent, "nodes", null));
        Assert.Matches(@"dashboard\s+2/2", await Read(agent, "deployments", "portfolio"));

        foreach (var closed in new[] { "production", "staging" })
        {
            var refused = await agent.CallAsync("execute_rollout", ("context", closed), ("namespace", "gateway"), ("workload", "Deployment/web"), ("action", "restart"), ("reason", "play"));
            Assert.True(refused.IsError, refused.Text);
            Assert.Contains("SRE0108", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_smaller_limit_runs_out_of_memory_again()
    {
        await using var agent = await Agent.StartAsync(Setup);
        (await Undo(agent, "development", ("wait", true))).Good();
        (await Undo(agent, "development")).Good();
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);

        Assert.Contains("CrashLoopBackOff", (await Unwell(agent, "development")).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_its_journal_apart_from_the_real_one()
    {
        await using (var agent = await Agent.StartAsync(Setup))
        {
            await Unwell(agent, "production");
        }

        Assert.Equal(["recorded"], Directory.EnumerateFileSystemEntries(Path.Combine(_home.Path, ".local", "state", "sre-mcp")).Select(Path.GetFileName));
        await using var real = await Agent.StartAsync(new ServerSetup(_home));
        Assert.DoesNotContain("production", (await real.CallAsync("read_journal")).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_no_file_and_reaches_no_cluster_however_much_is_offered()
    {
        var (production, development) = await planes.BothAsync();
        await using LookAlikeCluster bait = new(LookAlikeCluster.Always("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await using var agent = await Agent.StartAsync(Tempted(production, development, bait));

        var seen = (await agent.CallAsync("read_environments")).Good();
        foreach (var context in new[] { production.Context, development.WriterContext, "in-cluster", "endpoint", "bait" })
        {
            Assert.DoesNotContain(context, seen, StringComparison.Ordinal);
            Assert.True((await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("context", context))).IsError);
        }

        (await Undo(agent, "development", ("wait", true))).Good();
        (await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("context", "production"))).Good();

        Assert.Empty(bait.Heard);
        Assert.Empty(OpenConnections(agent.Server.Id));
    }

    /// <summary>Everything that would lead to something real: kubeconfigs, operator files, workspace files, variables of a pod. The broken ones would stop a server that reads them.</summary>
    private ServerSetup Tempted(ControlPlane production, ControlPlane development, LookAlikeCluster bait)
    {
        _home.OpenDevelopment(development);
        _home.WritePolicy("broken.yaml", "no: [such, key]\n");
        _home.WriteConfiguration($"kubernetes: {{ kubeconfigs: ['{production.Kubeconfig}'], endpoints: {{ endpoint: {{ server: '{bait.Address}' }} }} }}\n");
        _home.WriteWorkspace("sre-mcp.yaml", "no: such key\n");
        _home.WriteWorkspace(".sre-mcp/policies/broken.yaml", "\t: [");
        var baited = bait.WriteKubeconfig(_home, context: "bait");
        Uri address = new(bait.Address);
        return Setup with
        {
            Kubeconfig = [baited, production.Kubeconfig, development.Kubeconfig],
            Variables = new Dictionary<string, string>
            {
                ["KUBERNETES_SERVICE_HOST"] = address.Host, ["KUBERNETES_SERVICE_PORT"] = $"{address.Port}", ["HTTPS_PROXY"] = "http://127.0.0.1:1", ["ALL_PROXY"] = "http://127.0.0.1:1",
            },
        };
    }

    /// <summary>Sockets of internet families that the process holds, by the kernel's own tables.</summary>
    private static string[] OpenConnections(int process)
    {
        var inodes = new[] { "tcp", "tcp6", "udp", "udp6" }
            .SelectMany(family => File.ReadLines($"/proc/{process}/net/{family}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[9]).ToHashSet(StringComparer.Ordinal);
        return [.. Directory.EnumerateFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(target => target.StartsWith("socket:[", StringComparison.Ordinal) && inodes.Contains(target[8..^1]))];
    }

    private static Task<Reply> Undo(Agent agent, string context, params (string Name, object? Value)[] more) =>
        agent.CallAsync("execute_rollout", [("context", context), ("namespace", "payments"), ("workload", "Deployment/api"), ("action", "undo"), .. more]);

    private static Task<Reply> Unwell(Agent agent, string context) => agent.CallAsync("read_kubernetes", ("context", context), ("kind", "pods"), ("problems", true));

    private static async Task<string> Read(Agent agent, string kind, string? space) =>
        (await agent.CallAsync("read_kubernetes", [("context", "development"), ("kind", kind), .. space is null ? [] : new (string, object?)[] { ("namespace", space) }])).Good();

    private static async Task<string> FirstPod(Agent agent, string space) =>
        (await Read(agent, "pods", space)).Split('\n').First(line => line.StartsWith("web-", StringComparison.Ordinal)).Split(' ')[0];
}
