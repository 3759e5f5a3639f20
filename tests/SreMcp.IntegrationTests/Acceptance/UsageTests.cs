using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>
/// Use against requests and limits, on a control plane of its own: a registered metrics API would change what autoscalers
/// of other tests see.
/// </summary>
public sealed class UsageTests : IDisposable
{
    private const string Space = "usage";

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Answers_from_the_metrics_API_and_says_when_there_is_none()
    {
        Assert.SkipWhen(ClusterScripts.Missing is not null, ClusterScripts.Missing ?? "");
        await using var plane = await ControlPlane.StartAsync("usage", "use-weu");
        await plane.World.EnsureNodesAsync();
        await SeedAsync(plane);
        await using var metrics = new MetricsServer(plane.Admin);
        await using (var before = await AgentAsync(plane))
        {
            await SaysThatThereIsNoneAsync(before);
        }

        await MeasureAsync(plane, metrics);
        await metrics.RegisterAsync();
        await using (var agent = await AgentAsync(plane))
        {
            var mark = await plane.Audit.MarkAsync();
            await FindsPodsAboveAThresholdAsync(agent);
            await AdvisesAsync(agent);
            await ComparesWithTheTeamAsync(agent);
            await ShowsHeadroomAsync(agent);
            await SaysWhatMayNotBeSeenAsync(agent);
            Assert.Empty(await plane.Audit.MutationsSinceAsync(mark));
        }

        await metrics.CrashAsync();
        await using var after = await AgentAsync(plane);
        Assert.Contains("is registered, but what serves it does not answer", (await UsageAsync(after, ("namespace", Space))).Good(), StringComparison.Ordinal);
    }

    private static async Task SaysThatThereIsNoneAsync(Agent agent)
    {
        var pods = (await UsageAsync(agent, ("namespace", Space), ("above", 80))).Good();
        Assert.Contains("this cluster serves no metrics API (metrics.k8s.io); metrics-server provides it", pods, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^usage/Deployment/api +main +2 +64Mi/128Mi +50m/200m", pods);
        var nodes = (await UsageAsync(agent, ("view", "nodes"))).Good();
        Assert.Contains("use not measured", nodes, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^node-[ab] +\d+ % of 4 ", nodes);
    }

    private static async Task FindsPodsAboveAThresholdAsync(Agent agent)
    {
        var memory = (await UsageAsync(agent, ("namespace", Space), ("of", "memory_limit"), ("above", 80))).Good();
        Assert.Contains("1 of 7 containers in use-weu/usage (unknown) use more than 80 % of their memory limit; measured 1", memory, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^95 % +usage +api-[0-9a-z-]+ +main +122Mi +64Mi/128Mi +20m +50m/200m +node-[ab]", memory);
        Assert.Contains("Not judged: 1 containers set no memory limit; 1 were not measured.", memory, StringComparison.Ordinal);

        var cpu = (await UsageAsync(agent, ("namespace", Space), ("of", "cpu_limit"), ("above", 90))).Good();
        Assert.Matches(@"(?m)^95 % +usage +api-", cpu);
        Assert.Contains("0 of 7 containers", (await UsageAsync(agent, ("namespace", Space), ("above", 99))).Good(), StringComparison.Ordinal);
        Assert.Contains("1 of 2 containers", (await UsageAsync(agent, ("namespace", Space), ("above", 80), ("label_selector", "app=api"))).Good(), StringComparison.Ordinal);
        Assert.Contains("closest to their memory limit first", (await UsageAsync(agent)).Good(), StringComparison.Ordinal);
        var day = (await UsageAsync(agent, ("namespace", Space), ("above", 80), ("since", "24h"))).Good();
        Assert.Contains("1 of 7 containers in use-weu/usage (unknown) use more than 80 % of their memory limit; measured 1", day, StringComparison.Ordinal);
        Assert.Contains("Nothing is known of the last 24h: these are figures of one moment.\nNo Prometheus is configured for this context", day, StringComparison.Ordinal);
    }

    private static async Task AdvisesAsync(Agent agent)
    {
        var advice = (await UsageAsync(agent, ("view", "workloads"), ("namespace", Space))).Good();
        Assert.Matches(@"(?m)^danger +usage/Deployment/api +main +limits\.memory +128Mi +192Mi +highest use 122Mi is 95 % of it", advice);
        Assert.Matches(@"(?m)^danger +usage/Deployment/hungry +main +limits\.memory +256Mi +384Mi +1 of 1 pods were last ended for memory", advice);
        Assert.Matches(@"(?m)^starved +usage/Deployment/api +main +limits\.cpu +200m +290m +highest use 190m is 95 % of it, so it is slowed down", advice);
        Assert.Matches(@"(?m)^starved +usage/Deployment/free +main +requests\.memory +\(not set\) +480Mi +uses up to 300Mi on 1 pods and asks for none", advice);
        Assert.Matches(@"(?m)^waste +usage/Deployment/idle +main +requests\.memory +2Gi +160Mi +highest use 100Mi on 2 pods is 5 % of it", advice);
        Assert.Matches(@"(?m)^waste +usage/Deployment/idle +main +requests\.cpu +1 +20m ", advice);
        Assert.True(advice.IndexOf("danger", StringComparison.Ordinal) < advice.IndexOf("starved", StringComparison.Ordinal) && advice.IndexOf("starved", StringComparison.Ordinal) < advice.IndexOf("waste", StringComparison.Ordinal), advice);
        Assert.DoesNotContain("hungry +main +requests.memory", advice, StringComparison.Ordinal);
        Assert.Contains("One moment is no peak", advice, StringComparison.Ordinal);
    }

    private static async Task ComparesWithTheTeamAsync(Agent agent)
    {
        var one = (await UsageAsync(agent, ("namespace", Space), ("workload", "deploy/api"))).Good();
        Assert.Contains("usage/Deployment/api of use-weu/* (unknown), 2 pods", one, StringComparison.Ordinal);
        Assert.Contains("What the others of the same team (by label) set:", one, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^usage/Deployment/idle +main +2 ", one);
        Assert.Matches(@"(?m)^usage-other/Deployment/partner +main +1 ", one);
        Assert.DoesNotContain("Deployment/free", one, StringComparison.Ordinal);
        Assert.Contains("Median of those that set it: requests.memory 1.1Gi", one, StringComparison.Ordinal);

        var alone = (await UsageAsync(agent, ("namespace", Space), ("workload", "Deployment/free"))).Good();
        Assert.Contains("of the same namespace (no label names a team)", alone, StringComparison.Ordinal);
        Assert.Contains("Did you mean api?", (await UsageAsync(agent, ("namespace", Space), ("workload", "Deployment/apo"))).Bad("SRE0480"), StringComparison.Ordinal);
    }

    private static async Task ShowsHeadroomAsync(Agent agent)
    {
        var nodes = (await UsageAsync(agent, ("view", "nodes"))).Good();
        Assert.Matches(@"(?m)^node-a +\d+ % of 4 +38 % +[0-9.m]+ +\d+ % of 8Gi +75 % ", nodes);
        Assert.Matches(@"Free for requests on 2 nodes that take pods: [0-9.m]+ cores, [0-9.]+Gi, \d+ pods", nodes);
        Assert.Matches(@"One pod can ask for at most .*Gi with .* cores, on node-[ab]", nodes);
    }

    private static async Task SaysWhatMayNotBeSeenAsync(Agent agent) =>
        Assert.Contains("SRE0403", (await agent.CallAsync("read_kubernetes_usage", ("context", "use-weu-nobody"), ("namespace", Space))).Bad("SRE0403"), StringComparison.Ordinal);

    private static Task<Reply> UsageAsync(Agent agent, params (string, object?)[] arguments) => agent.CallAsync("read_kubernetes_usage", [("context", "use-weu"), .. arguments]);

    private static async Task SeedAsync(ControlPlane plane)
    {
        await plane.World.NamespaceAsync(Space);
        await plane.World.NamespaceAsync("usage-other");
        foreach (var (space, name, replicas, team, resources, outcome) in new[]
        {
            (Space, "api", 2, "pay", "{ requests: { cpu: 50m, memory: 64Mi }, limits: { cpu: 200m, memory: 128Mi } }", "ready"),
            (Space, "idle", 2, "pay", "{ requests: { cpu: 1, memory: 2Gi }, limits: { memory: 2Gi } }", "ready"),
            (Space, "free", 1, "", "{}", "ready"),
            (Space, "hungry", 1, "", "{ requests: { memory: 256Mi }, limits: { memory: 256Mi } }", "out-of-memory"),
            (Space, "fresh", 1, "", "{ limits: { memory: 64Mi } }", "ready"),
            ("usage-other", "partner", 1, "pay", "{ requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 256Mi } }", "ready"),
        })
        {
            await plane.World.CreateAsync($$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: {{name}}, namespace: {{space}}, labels: { app: {{name}}{{(team.Length is 0 ? "" : $", example.com/team: {team}")}} } }
                spec:
                  replicas: {{replicas}}
                  selector: { matchLabels: { app: {{name}} } }
                  template:
                    metadata: { labels: { app: {{name}} }, annotations: { testbed/outcome: {{outcome}} } }
                    spec: { containers: [{ name: main, image: "registry.example.com/{{name}}:1", resources: {{resources}} }] }
                """);
            await plane.Admin.WaitAsync($"/api/v1/namespaces/{space}/pods?labelSelector=app={name}", list => list["items"]!.AsArray() is var pods && pods.Count == replicas && pods.All(pod => pod!["status"]?["containerStatuses"] is not null));
        }
    }

    /// <summary>One api pod close to its memory limit, the other close to its CPU limit; idle ones idle; fresh not measured.</summary>
    private static async Task MeasureAsync(ControlPlane plane, MetricsServer metrics)
    {
        foreach (var (space, name, uses) in new (string, string, (string, string)[])[]
        {
            (Space, "api", [("20m", "124928Ki"), ("190m", "60Mi")]), (Space, "idle", [("5000000n", "100Mi"), ("8m", "80Mi")]), (Space, "free", [("12m", "300Mi")]),
            (Space, "hungry", [("10m", "20Mi")]), ("usage-other", "partner", [("10m", "90Mi")]),
        })
        {
            var pods = (await plane.Admin.GetAsync($"/api/v1/namespaces/{space}/pods?labelSelector=app={name}"))["items"]!.AsArray();
            foreach (var (pod, (cpu, memory)) in pods.Zip(uses))
            {
                metrics.Use(space, (string)pod!["metadata"]!["name"]!, ("main", cpu, memory));
            }
        }

        metrics.Use("node-a", "1520m", "6Gi");
        metrics.Use("node-b", "1", "2Gi");
    }

    private Task<Agent> AgentAsync(ControlPlane plane) => Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] });
}
