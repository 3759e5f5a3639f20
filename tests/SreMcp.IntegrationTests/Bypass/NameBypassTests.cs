namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Arguments that become part of a path: none may name another path, and none may open a tunnel.</summary>
[Collection(nameof(Intruder))]
public sealed class NameBypassTests(Intruder intruder)
{
    private const string Name = "SRE0433|SRE0104|SRE0103|SRE0404";

    [Theory]
    [InlineData("web/eviction")]
    [InlineData("web/exec?command=id")]
    [InlineData("web/attach")]
    [InlineData("web/portforward")]
    [InlineData("web/proxy")]
    [InlineData("web/binding")]
    [InlineData("web/ephemeralcontainers")]
    [InlineData("web%2feviction")]
    [InlineData("web%2Feviction")]
    [InlineData("web%252feviction")]
    [InlineData("../../../nodes/node-a")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("web/..")]
    [InlineData("web?dryRun=All")]
    [InlineData("web?gracePeriodSeconds=0&propagationPolicy=Orphan")]
    [InlineData("web#fragment")]
    [InlineData("web;v=1")]
    [InlineData("web\\..\\x")]
    [InlineData("--all")]
    [InlineData("-A")]
    [InlineData("*")]
    [InlineData("web web")]
    [InlineData("web\n")]
    [InlineData("web\r\nX-HTTP-Method-Override: PUT")]
    [InlineData("web\u202e")]
    [InlineData("ｗeb")]
    [InlineData("web\0")]
    [InlineData("")]
    public async Task Deletes_no_pod_by_the_name(string name) =>
        await intruder.FailsAsync(intruder.Agent, Name, "execute_pod_deletion", ("context", "dev-weu-admin"), ("namespace", Intruder.Space), ("name", name));

    [Theory]
    [InlineData("bypass/pods/web?x=")]
    [InlineData("../kube-system")]
    [InlineData("bypass%2f..%2fkube-system")]
    [InlineData("kube-system\0")]
    [InlineData("*")]
    [InlineData("BYPASS")]
    [InlineData("-bypass")]
    [InlineData("bypass.")]
    public async Task Deletes_no_pod_in_the_namespace(string space) =>
        await intruder.FailsAsync(intruder.Agent, Name, "execute_pod_deletion", ("context", "dev-weu-admin"), ("namespace", space), ("name", "web"));

    [Theory]
    [InlineData("node-a/proxy")]
    [InlineData("node-a/status")]
    [InlineData("node-a?fieldManager=x")]
    [InlineData("../namespaces/kube-system")]
    [InlineData("node-a%2fproxy%2fexec")]
    [InlineData("node-a,node-b")]
    public async Task Cordons_no_node_by_the_name(string node) =>
        await intruder.FailsAsync(intruder.Agent, Name, "execute_cordon", ("context", "dev-weu-admin"), ("node", node), ("reason", "x"));

    [Theory]
    [InlineData("Deployment/web/scale")]
    [InlineData("Deployment/web/../../secrets/x")]
    [InlineData("Deployment/web?force=true")]
    [InlineData("Deployment/web%2fstatus")]
    [InlineData("Deployment/..")]
    [InlineData("Deployment/")]
    [InlineData("/web")]
    [InlineData("web")]
    [InlineData("Pod/web")]
    [InlineData("ReplicaSet/web")]
    [InlineData("Secret/web")]
    [InlineData("Node/node-a")]
    [InlineData("ClusterRole/admin")]
    [InlineData("Cart/first")]
    [InlineData("deployments.evil.io/web")]
    [InlineData("deployments.apps/status/web")]
    [InlineData("DEPLOYMENT\u200b/web")]
    public async Task Rolls_out_nothing_called(string workload) =>
        await intruder.FailsAsync(
            intruder.Agent, "SRE0433|SRE0437|SRE0430|SRE0104|SRE0404", "execute_rollout",
            ("context", "dev-weu-admin"), ("namespace", Intruder.Space), ("workload", workload), ("action", "restart"));

    [Theory]
    [InlineData("pods/exec")]
    [InlineData("pods/attach")]
    [InlineData("pods/portforward")]
    [InlineData("pods/proxy")]
    [InlineData("pods/log")]
    [InlineData("pods/eviction")]
    [InlineData("pods/binding")]
    [InlineData("nodes/proxy")]
    [InlineData("services/proxy")]
    [InlineData("serviceaccounts/token")]
    [InlineData("deployments.apps/scale")]
    [InlineData("../secrets")]
    [InlineData("pods?watch=true")]
    [InlineData("watch/pods")]
    [InlineData("proxy")]
    [InlineData("tokenreviews")]
    [InlineData("selfsubjectaccessreviews")]
    [InlineData("bindings")]
    public async Task Reads_nothing_of_the_kind(string kind) =>
        await intruder.FailsAsync(
            intruder.Agent, "SRE0430|SRE0431|SRE0432|SRE0433|SRE0104|SRE0404|SRE0405", "read_kubernetes", ("context", "prod-weu-admin"), ("namespace", Intruder.Space), ("kind", kind), ("name", "web"));

    [Theory]
    [InlineData("pods", "web/exec?command=id")]
    [InlineData("pods", "web/log?follow=true")]
    [InlineData("nodes", "node-a/proxy/run/kube-system/x/y?cmd=id")]
    [InlineData("services", "web/proxy/")]
    [InlineData("services", "https:web:443/proxy")]
    [InlineData("namespaces", "kube-system/finalize")]
    [InlineData("serviceaccounts", "default/token")]
    [InlineData("secrets", "../../../kube-system/secrets")]
    public async Task Reads_no_object_called(string kind, string name)
    {
        (string, object?)[] space = kind is "nodes" or "namespaces" ? [] : [("namespace", Intruder.Space)];
        await intruder.FailsAsync(intruder.Agent, Name, "read_kubernetes", [("context", "prod-weu-admin"), ("kind", kind), ("name", name), .. space]);
    }

    [Theory]
    [InlineData("label_selector", "app=web&watch=true")]
    [InlineData("field_selector", "metadata.name=web&dryRun=All")]
    [InlineData("label_selector", "app=web#")]
    [InlineData("field_selector", "spec.nodeName=../../x")]
    [InlineData("label_selector", "app=web\r\nX-Remote-User: admin")]
    public async Task Sends_a_selector_as_a_selector_only(string argument, string value)
    {
        var mark = await intruder.MarkAsync();
        var reply = await intruder.Agent.CallAsync("read_kubernetes", ("context", "prod-weu-admin"), ("kind", "pods"), ("namespace", Intruder.Space), (argument, value));
        await intruder.AssertNothingReachedAsync(mark, reply);
        Assert.All(
            await intruder.Production.Audit.RequestsSinceAsync(mark.Production),
            request => Assert.DoesNotContain("&watch=true", request.Uri, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("context", "../../etc/passwd")]
    [InlineData("context", "https://127.0.0.1:6443")]
    [InlineData("context", "dev-weu-admin\0prod-weu")]
    [InlineData("context", "dev-weu-admin ")]
    [InlineData("context", "DEV-WEU-ADMIN")]
    [InlineData("server", "https://127.0.0.1:6443")]
    [InlineData("url", "https://127.0.0.1:6443")]
    [InlineData("token", "x")]
    [InlineData("force", "true")]
    [InlineData("as", "system:masters")]
    [InlineData("environment", "development")]
    [InlineData("confirm", "true")]
    [InlineData("subresource", "status")]
    [InlineData("field_manager", "kubectl")]
    public async Task Takes_no_argument_that_would_lead_elsewhere(string name, string value)
    {
        (string, object?)[] context = name is "context" ? [] : [("context", "dev-weu-admin")];
        await intruder.FailsAsync(
            intruder.Agent, "SRE0102|SRE0104|SRE0302", "execute_rollout",
            [.. context, ("namespace", Intruder.Space), ("workload", "Deployment/web"), ("action", "restart"), (name, value)]);
    }
}
