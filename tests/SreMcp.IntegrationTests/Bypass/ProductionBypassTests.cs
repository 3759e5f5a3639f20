using SreMcp.IntegrationTests.Acceptance;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Plain attempts on production by every tool and with every credential.</summary>
[Collection(nameof(Intruder))]
public sealed class ProductionBypassTests(Intruder intruder)
{
    private static readonly Dictionary<string, (string Tool, (string, object?)[] Arguments)> Operations = new(StringComparer.Ordinal)
    {
        ["restart"] = ("execute_rollout", [("namespace", Intruder.Space), ("workload", "Deployment/web"), ("action", "restart")]),
        ["scale to none"] = ("execute_rollout", [("namespace", Intruder.Space), ("workload", "Deployment/web"), ("action", "scale"), ("replicas", 0)]),
        ["apply"] = ("execute_apply", [("namespace", Intruder.Space), ("manifest", HostileManifests.Pods(""))]),
        ["cordon"] = ("execute_cordon", [("node", "node-a")]),
        ["uncordon"] = ("execute_cordon", [("node", "node-a"), ("uncordon", true)]),
    };

    public static TheoryData<string, string, bool> Attempts
    {
        get
        {
            TheoryData<string, string, bool> attempts = [];
            foreach (var operation in Operations.Keys)
            {
                foreach (var context in new[] { "prod-weu-admin", "prod-weu-writer", "prod-weu-by-name" })
                {
                    attempts.Add(operation, context, false);
                }

                // A dry run in production is a request with a changing verb: it is refused like the change.
                attempts.Add(operation, "prod-weu-admin", true);
            }

            return attempts;
        }
    }

    [Theory, MemberData(nameof(Attempts))]
    public async Task Refuses_in_production(string operation, string context, bool dryRun)
    {
        var (tool, arguments) = Operations[operation];

        var refused = await intruder.FailsAsync(intruder.Agent, "SRE0108", tool, [("context", context), ("reason", "the operator said so"), ("dry_run", dryRun), .. arguments]);

        Assert.Contains("Environment: production", refused.Text, StringComparison.Ordinal);
        Assert.Contains("policies/production.yaml:", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restart")]
    [InlineData("apply")]
    [InlineData("cordon")]
    public async Task Refuses_where_the_cluster_id_cannot_be_read(string operation)
    {
        var (tool, arguments) = Operations[operation];

        await intruder.FailsAsync(intruder.Agent, "SRE0108|SRE0403", tool, [("context", "dev-weu-nobody"), ("reason", "x"), .. arguments]);
    }

    [Fact]
    public async Task Refuses_to_delete_a_pod_in_production()
    {
        var pods = await intruder.Production.Admin.GetAsync($"/api/v1/namespaces/{Intruder.Space}/pods");

        await intruder.FailsAsync(
            intruder.Agent, "SRE0108", "execute_pod_deletion",
            ("context", "prod-weu-admin"), ("namespace", Intruder.Space), ("name", (string)pods["items"]![0]!["metadata"]!["name"]!), ("reason", "x"));
    }

    [Theory]
    [InlineData("kube-system")]
    [InlineData("kube-public")]
    [InlineData("kube-node-lease")]
    [InlineData("argocd")]
    [InlineData("openshift-ingress")]
    public async Task Refuses_in_a_system_namespace_of_development(string space) =>
        await intruder.FailsAsync(intruder.Agent, "SRE0108", "execute_apply", ("context", "dev-weu-admin"), ("namespace", space), ("manifest", HostileManifests.Settings), ("dry_run", true));

    [Theory]
    [InlineData("bypass-prod")]
    [InlineData("bypass-live")]
    [InlineData("bypass-prd-2")]
    [InlineData("bypass-dr")]
    [InlineData("bypass-production-eu")]
    public async Task Refuses_in_a_namespace_of_development_that_is_named_production(string space) =>
        await intruder.FailsAsync(intruder.Agent, "SRE0108", "execute_apply", ("context", "dev-weu-admin"), ("namespace", space), ("manifest", HostileManifests.Settings));

    [Fact]
    public async Task Refuses_to_cordon_a_node_that_runs_something_of_production()
    {
        var plane = intruder.Development;
        await plane.World.NamespaceAsync("bypass-shop-prod");
        await plane.World.CreateAsync("""
            apiVersion: v1
            kind: Node
            metadata: { name: bypass-node }
            spec: { taints: [{ key: testbed/own, effect: NoSchedule }] }
            ---
            apiVersion: v1
            kind: Pod
            metadata: { name: till, namespace: bypass-shop-prod, labels: { testbed-unattended: "true" } }
            spec: { nodeName: bypass-node, containers: [{ name: main, image: "registry.example.com/web:1" }] }
            """);
        try
        {
            var refused = await intruder.FailsAsync(intruder.Agent, "SRE0108", "execute_cordon", ("context", "dev-weu-admin"), ("node", "bypass-node"), ("reason", "x"));
            Assert.Contains("Environment: production", refused.Text, StringComparison.Ordinal);
        }
        finally
        {
            await plane.Admin.DeleteAsync("/api/v1/namespaces/bypass-shop-prod/pods/till");
            await plane.Admin.DeleteAsync("/api/v1/nodes/bypass-node");
        }
    }

    [Fact]
    public async Task Allows_a_restart_in_opened_development()
    {
        var mark = await intruder.MarkAsync();

        (await intruder.Agent.CallAsync("execute_rollout", ("context", "dev-weu-admin"), ("namespace", Intruder.Space), ("workload", "Deployment/web"), ("action", "restart"))).Good();

        Assert.Equal(2, (await intruder.ReachedAsync(mark)).Count);
    }
}
