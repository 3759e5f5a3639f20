using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>Every operation in opened development, each proven by the API server's own log to have been one dry run and one change.</summary>
public sealed class ExecutionTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public static TheoryData<string> Generations => ReadingTests.Generations;

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(Generations))]
    public async Task Restarts_and_waits_with_progress(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "restart");
        await using var owned = agent;
        var progress = new ProgressLog();

        var mark = await plane.Audit.MarkAsync();
        var done = (await agent.CallAsync("execute_rollout", progress, Rollout(plane, space, ("action", "restart"), ("wait", true)))).Good();

        Assert.Contains("Dry run (server side): accepted", done, StringComparison.Ordinal);
        Assert.Contains("Rollout complete:", done, StringComparison.Ordinal);
        Assert.Matches("Decision [0-9A-Z]{26}, chain head [0-9a-f]{12}", done);
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"patch apps/{space}/deployments/web");
        Assert.NotEmpty(progress.Seen);
        Assert.Equal(progress.Seen.Count, progress.Seen.Select(seen => seen.Progress).Distinct().Count());
        Assert.Equal(progress.Seen.Select(seen => seen.Progress).Order(), progress.Seen.Select(seen => seen.Progress));
        Assert.Contains("restartedAt", (await WebAsync(plane, space))["spec"]!["template"]!["metadata"]!["annotations"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Scales_and_says_how_it_is_undone(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "scale");
        await using var owned = agent;

        var mark = await plane.Audit.MarkAsync();
        var done = (await agent.CallAsync("execute_rollout", Rollout(plane, space, ("action", "scale"), ("replicas", 3), ("wait", true)))).Good();

        Assert.Contains("1 -> 3 replicas", done, StringComparison.Ordinal);
        Assert.Contains("Undo: execute_rollout action=scale replicas=1", done, StringComparison.Ordinal);
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"patch apps/{space}/deployments/web/scale");
        Assert.Equal(3, (int?)(await WebAsync(plane, space))["spec"]!["replicas"]);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Takes_a_rollout_back(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "undo");
        await using var owned = agent;
        await plane.World.RollToAsync(space, "web", "registry.example.com/web:2");

        var mark = await plane.Audit.MarkAsync();
        var done = (await agent.CallAsync("execute_rollout", Rollout(plane, space, ("action", "undo"), ("wait", true)))).Good();

        Assert.Contains("revision 2 -> 1 (registry.example.com/web:1)", done, StringComparison.Ordinal);
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"patch apps/{space}/deployments/web");
        Assert.Equal("registry.example.com/web:1", (string?)(await WebAsync(plane, space))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
        Assert.Contains("revision 2, 1 replicas", (await agent.CallAsync("read_journal", ("tool", "execute_rollout"))).Good(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Changes_nothing_when_only_the_dry_run_is_asked_for(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "rehearse");
        await using var owned = agent;
        await plane.World.RollToAsync(space, "web", "registry.example.com/web:2");
        var pod = await PodAsync(plane, space);
        var before = await WebAsync(plane, space);

        var mark = await plane.Audit.MarkAsync();
        foreach (var (tool, arguments) in new (string, (string, object?)[])[]
        {
            ("execute_rollout", Rollout(plane, space, ("action", "restart"))),
            ("execute_rollout", Rollout(plane, space, ("action", "scale"), ("replicas", 5))),
            ("execute_rollout", Rollout(plane, space, ("action", "undo"))),
            ("execute_apply", [("context", plane.WriterContext), ("manifest", Settings(space, "1"))]),
            ("execute_pod_deletion", [("context", plane.WriterContext), ("namespace", space), ("name", pod)]),
        })
        {
            Assert.Contains("Nothing was changed.", (await agent.CallAsync(tool, [.. arguments, ("dry_run", true)])).Good(), StringComparison.Ordinal);
        }

        var changes = await ChangesAsync(plane, mark, space);
        Assert.Equal(5, changes.Length);
        Assert.All(changes, change => Assert.True(change.IsDryRun, change.ToString()));
        Assert.Equal(before.ToJsonString(), (await WebAsync(plane, space)).ToJsonString());
        Assert.Equal(pod, await PodAsync(plane, space));
        Assert.Null(await plane.Admin.FindAsync($"/api/v1/namespaces/{space}/configmaps/settings"));
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Applies_a_new_object_and_then_a_change(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "apply");
        await using var owned = agent;

        var mark = await plane.Audit.MarkAsync();
        var created = (await agent.CallAsync("execute_apply", ("context", plane.WriterContext), ("manifest", Settings(space, "1")))).Good();
        Assert.Contains("create ConfigMap/settings", created, StringComparison.Ordinal);
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"patch {space}/configmaps/settings");

        mark = await plane.Audit.MarkAsync();
        var changed = (await agent.CallAsync("execute_apply", ("context", plane.WriterContext), ("manifest", Settings(space, "2")))).Good();
        Assert.Contains("change ConfigMap/settings", changed, StringComparison.Ordinal);
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"patch {space}/configmaps/settings");
        Assert.Equal("2", (string?)(await plane.Admin.GetAsync($"/api/v1/namespaces/{space}/configmaps/settings"))["data"]!["size"]);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Applies_a_workload_and_waits_for_it(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "apply-workload");
        await using var owned = agent;

        var mark = await plane.Audit.MarkAsync();
        var done = (await agent.CallAsync("execute_apply", ("context", plane.WriterContext), ("namespace", space), ("manifest", Deployment("fresh")), ("wait", true))).Good();

        Assert.Contains("Rollout complete:", done, StringComparison.Ordinal);
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"patch apps/{space}/deployments/fresh");
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Never_takes_a_field_from_another_manager(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "conflict");
        await using var owned = agent;

        var mark = await plane.Audit.MarkAsync();
        (await agent.CallAsync("execute_apply", ("context", plane.WriterContext), ("namespace", space), ("manifest", Deployment("web").Replace("web:9", "web:10", StringComparison.Ordinal)))).Bad("SRE0409");

        var change = Assert.Single(await ChangesAsync(plane, mark, space));
        Assert.Equal((409, true), (change.Code, change.IsDryRun));
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Deletes_one_pod_that_its_controller_replaces(string protocol)
    {
        var (plane, space, agent) = await BeginAsync(protocol, "delete");
        await using var owned = agent;
        var pod = await PodAsync(plane, space);

        var mark = await plane.Audit.MarkAsync();
        var done = (await agent.CallAsync("execute_pod_deletion", ("context", plane.WriterContext), ("namespace", space), ("name", pod))).Good();

        Assert.Contains("ReplicaSet/web-", done, StringComparison.Ordinal);
        // The server logs a dry run that stands in the body only by its query: that is there too.
        await OneDryRunAndOneChangeAsync(plane, mark, space, $"delete {space}/pods/{pod}");
        await plane.Admin.WaitAsync($"/api/v1/namespaces/{space}/pods", pods => pods["items"]!.AsArray() is [var other] && (string?)other!["metadata"]!["name"] != pod);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Cordons_and_uncordons_a_node_for_a_reason(string protocol)
    {
        var (plane, _, agent) = await BeginAsync(protocol, "cordon");
        await using var owned = agent;
        var node = $"accept-{Short(protocol)}";
        await plane.World.CreateAsync($"apiVersion: v1\nkind: Node\nmetadata: {{ name: {node} }}\nspec: {{ taints: [{{ key: testbed/own, effect: NoSchedule }}] }}\n");
        try
        {
            var mark = await plane.Audit.MarkAsync();
            Assert.Contains("it needs a reason", (await agent.CallAsync("execute_cordon", ("context", plane.WriterContext), ("node", node))).Bad("SRE0109"), StringComparison.Ordinal);
            Assert.Empty(await NodeChangesAsync(plane, mark, node));

            Assert.Contains("no new pods", (await agent.CallAsync("execute_cordon", ("context", plane.WriterContext), ("node", node), ("reason", "a test"))).Good(), StringComparison.Ordinal);
            Assert.Equal([true, false], (await NodeChangesAsync(plane, mark, node)).Select(change => change.IsDryRun));
            Assert.True((bool?)(await plane.Admin.GetAsync($"/api/v1/nodes/{node}"))["spec"]!["unschedulable"]);

            mark = await plane.Audit.MarkAsync();
            (await agent.CallAsync("execute_cordon", ("context", plane.WriterContext), ("node", node), ("uncordon", true), ("reason", "a test"))).Good();
            Assert.Equal([true, false], (await NodeChangesAsync(plane, mark, node)).Select(change => change.IsDryRun));
            Assert.Null((await plane.Admin.GetAsync($"/api/v1/nodes/{node}"))["spec"]!["unschedulable"]);
        }
        finally
        {
            await plane.Admin.DeleteAsync($"/api/v1/nodes/{node}");
        }
    }

    internal static string Deployment(string name) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: {{name}} }
        spec:
          replicas: 1
          selector: { matchLabels: { app: {{name}} } }
          template:
            metadata: { labels: { app: {{name}} } }
            spec: { containers: [{ name: main, image: "registry.example.com/web:9" }] }
        """;

    private static string Settings(string space, string size) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: settings, namespace: {space} }}\ndata: {{ size: \"{size}\" }}\n";

    private static (string, object?)[] Rollout(ControlPlane plane, string space, params (string, object?)[] more) =>
        [("context", plane.WriterContext), ("namespace", space), ("workload", "Deployment/web"), .. more];

    private static string Short(string protocol) => protocol is ServerProcess.Handshake ? "older" : "newer";

    private static Task<JsonNode> WebAsync(ControlPlane plane, string space) => plane.Admin.GetAsync($"/apis/apps/v1/namespaces/{space}/deployments/web");

    private static async Task<string> PodAsync(ControlPlane plane, string space)
    {
        var pods = await plane.Admin.WaitAsync($"/api/v1/namespaces/{space}/pods", list => list["items"]!.AsArray().Count == 1);
        return (string)pods["items"]![0]!["metadata"]!["name"]!;
    }

    private static async Task<AuditEvent[]> ChangesAsync(ControlPlane plane, AuditMark mark, string space) =>
        [.. (await plane.Audit.MutationsSinceAsync(mark)).Where(change => change.Target?.Namespace == space)];

    private static async Task<AuditEvent[]> NodeChangesAsync(ControlPlane plane, AuditMark mark, string node) =>
        [.. (await plane.Audit.MutationsSinceAsync(mark)).Where(change => change.Target is { Resource: "nodes" } target && target.Name == node)];

    private static async Task OneDryRunAndOneChangeAsync(ControlPlane plane, AuditMark mark, string space, string what)
    {
        var changes = await ChangesAsync(plane, mark, space);
        Assert.Equal([$"{what} by writer as a dry run: 200", $"{what} by writer: 200"], changes.Select(change => change.ToString().Replace(": 201", ": 200", StringComparison.Ordinal)));
    }

    /// <summary>A namespace with a Deployment <c>web</c> of one pod, and an agent in a home where development is opened.</summary>
    private async Task<(ControlPlane Plane, string Space, Agent Agent)> BeginAsync(string protocol, string name)
    {
        var plane = await planes.DevelopmentAsync();
        var space = $"accept-{name}-{Short(protocol)}";
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync(space);
        await plane.World.DeployAsync(space, "web", "registry.example.com/web:1", replicas: 1);
        _home.OpenDevelopment(plane);
        return (plane, space, await Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] }, protocol));
    }
}
