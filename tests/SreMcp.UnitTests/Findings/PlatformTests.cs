using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>What clouds, schedulers and the API server do to workloads.</summary>
public sealed class PlatformTests
{
    [Theory]
    [InlineData("aws-node-termination-handler/spot-itn", "node-interruption")]
    [InlineData("cloud.google.com/impending-node-termination", "node-interruption")]
    [InlineData("ToBeDeletedByClusterAutoscaler", "node-scale-down")]
    [InlineData("karpenter.sh/disrupted", "node-scale-down")]
    public void A_node_that_is_about_to_go_says_who_takes_it(string taint, string cause)
    {
        var node = Given.Node() with { Taints = [new(taint, null, "NoSchedule")] };
        var pod = Given.Pod("web") with { IsReady = false, ReadySince = Given.Ago(6) };
        Assert.Equal(cause, Given.Only(new() { Now = Given.Now, Nodes = [node], Pods = [pod], Workloads = [Given.Workload("web", 1, 0)] }).Cause.Cause);
    }

    [Fact]
    public void A_node_that_the_autoscaler_takes_from_nobody_is_everyday() =>
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Nodes = [Given.Node() with { Taints = [new("ToBeDeletedByClusterAutoscaler", "1700000000", "NoSchedule")] }] }));

    [Theory]
    [InlineData("kubernetes.azure.com/scalesetpriority", "spot")]
    [InlineData("eks.amazonaws.com/capacityType", "SPOT")]
    [InlineData("cloud.google.com/gke-spot", "true")]
    [InlineData("karpenter.sh/capacity-type", "spot")]
    public void A_lost_spot_node_is_called_one(string label, string value)
    {
        var node = Given.Node("spot", (label, value)) with { Conditions = [new("Ready", "Unknown", "NodeStatusUnknown", default, Given.Ago(9))] };
        Assert.Contains("it is a spot node", Given.Only(new() { Now = Given.Now, Nodes = [node] }).Cause.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_went_explains_what_has_not_recovered_and_is_silent_otherwise()
    {
        var taken = Given.Event(new("Node", null, "spot-7"), "SpotInterruption", "Spot interruption warning was triggered");
        var state = new ClusterState { Now = Given.Now, Nodes = [Given.Node()], Events = [taken], Pods = [Given.Pod("web")], Workloads = [Given.Workload("web", 1, 1)] };
        Assert.Empty(Diagnosis.Of(state));

        var waiting = Given.Pod("web", 2) with { IsReady = false, Node = null, Phase = "Pending", Created = Given.Ago(9), Unscheduled = new("0/1 nodes are available: 1 Insufficient cpu.") };
        var causes = Diagnosis.Of(state with { Pods = [waiting], Workloads = [Given.Workload("web", 1, 0)] });
        Assert.Equal(new("Node", null, "spot-7"), causes.Single(cause => cause.Cause.Cause is "node-interruption").Cause.About);
    }

    [Fact]
    public void Pods_that_had_to_make_room_are_told_while_they_are_missing()
    {
        var report = Given.Event(Given.Key("Pod", "batch-7"), "Preempted", "Preempted by payments/api-1 on node node-a") with { IsWarning = false };
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Workloads = [Given.Workload("batch")], Events = [report] }));
        Assert.Equal("preempted", Given.Only(new() { Now = Given.Now, Workloads = [Given.Workload("batch", 2, 1)], Events = [report] }).Cause.Cause);
    }

    [Theory]
    [InlineData("0/3 nodes are available: 3 Insufficient nvidia.com/gpu.", "insufficient-resources", "nvidia.com/gpu")]
    [InlineData("0/3 nodes are available: 3 node(s) didn't match pod topology spread constraints.", "topology-spread", "spread")]
    [InlineData("0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.", "host-port", "host port")]
    [InlineData("0/3 nodes are available: 1 node(s) had volume node affinity conflict.", "volume-elsewhere", "zone")]
    [InlineData("Scheduling is blocked due to non-empty scheduling gates", "scheduling-gated", "gate")]
    public void Reads_the_scheduler_where_the_sums_do_not_tell(string said, string cause, string word)
    {
        var pod = Given.Pod("train") with { Node = null, Phase = "Pending", IsReady = false, Unscheduled = new(said) };
        var found = Given.Only(new() { Now = Given.Now, Nodes = [Given.Node()], Pods = [pod] }).Cause;
        Assert.Equal(cause, found.Cause);
        Assert.Contains(word, found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_why_the_autoscaler_adds_no_node()
    {
        var pod = Given.Pod("web") with { Node = null, Phase = "Pending", IsReady = false, Spec = new() { Containers = [Given.Container() with { CpuRequest = 9 }] }, Unscheduled = new("0/1 nodes are available: 1 Insufficient cpu.") };
        var found = Given.Only(new() { Now = Given.Now, Nodes = [Given.Node()], Pods = [pod], Events = [Given.Event(pod.Key, "NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached")] }).Cause;
        Assert.Contains(found.Evidence, evidence => evidence.Theirs.ForAnalysis().Contains("max node group size reached", StringComparison.Ordinal));
    }

    [Fact]
    public void A_denied_right_names_the_rule_and_who_lacks_it()
    {
        var report = Given.Event(Given.Key("Certificate", "web"), "ErrorInitIssuer", "secrets is forbidden: User \"system:serviceaccount:cert-manager:issuer\" cannot create resource \"secrets\" in API group \"\" in the namespace \"shop\"");
        var found = Given.Only(new() { Now = Given.Now, Events = [report] }).Cause;
        Assert.Equal("rbac-denied", found.Cause);
        Assert.Equal("ServiceAccount cert-manager/issuer lacks the rule apiGroups [\"\"] resources [secrets] verbs [create]: bind a Role in shop to it", found.Likely);
    }

    [Fact]
    public void A_load_balancer_that_was_never_made_is_told()
    {
        var service = Given.Service("web", "web") with { Type = "LoadBalancer" };
        Assert.Equal("load-balancer-pending", Given.Only(new() { Now = Given.Now, Pods = [Given.Pod("web")], Services = [service] }).Cause.Cause);
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Pods = [Given.Pod("web")], Services = [service with { HasAddress = true }] }));
    }

    [Fact]
    public void Dns_servers_that_are_down_follow_from_what_ails_them_and_explain_who_cannot_resolve()
    {
        var server = Given.Pod("coredns").Unready(Given.Crashing(1)) with { Key = new("Pod", "kube-system", "coredns-1"), Workload = new("Deployment", "kube-system", "coredns"), Labels = Given.Labels(("k8s-app", "kube-dns")) };
        var client = Given.Pod("web");
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Pods = [server, client], Logs = [new(server.Key, "main", IsPrevious: true, ["plugin/forward: no nameservers found", "Error: failed to parse config"]), new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("lookup example.com: server misbehaving", 9)])],
        });
        var cause = Assert.Single(causes, one => one.Follows.Any(finding => finding.Cause is "dns-down"));
        Assert.Equal(server.Workload, cause.Cause.About);
    }

    [Fact]
    public void Old_api_versions_are_a_warning_once_for_each_version()
    {
        var found = Given.Only(new() { Now = Given.Now, OldVersions = [.. Enumerable.Range(0, 9).Select(index => new OldVersion(Given.Key("Ingress", $"web{index}"), "networking.k8s.io/v1beta1", "helm"))] }).Cause;
        Assert.Equal(("old-api-version", Severity.Warning), (found.Cause, found.Severity));
        Assert.Contains("and 8 more are still written as networking.k8s.io/v1beta1, which Kubernetes 1.22 no longer serves", found.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "ClusterFirst", "dns-host-network")]
    [InlineData(false, "None", "dns-own-servers")]
    public void A_pod_that_asks_other_name_servers_is_its_own_cause(bool isOnHost, string policy, string cause)
    {
        var client = Given.Pod("web") with { Spec = new() { Containers = [Given.Container()], IsOnHostNetwork = isOnHost, DnsPolicy = policy, NameServers = ["192.0.2.1"] } };
        var found = Given.Only(new() { Now = Given.Now, Pods = [client], Logs = [new(client.Key, "main", IsPrevious: false, [.. Enumerable.Repeat("Could not resolve host: example.com", 9)])] }).Cause;
        Assert.Equal(cause, found.Cause);
    }

    [Fact]
    public void Memory_in_use_stands_beside_the_limit()
    {
        var pod = Given.Pod("api").Unready(Given.Crashing(137, "OOMKilled"));
        var found = Given.Only(new() { Now = Given.Now, Pods = [pod], MemoryInUse = new Dictionary<(ObjectKey Pod, string Container), decimal> { [(pod.Key, "main")] = 121L << 20 } }).Cause;
        Assert.Contains(found.Evidence, evidence => evidence.Ours.Contains("121Mi of 128Mi", StringComparison.Ordinal));
    }
}
