using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Why no node takes a pod.</summary>
public sealed class SchedulingTests
{
    private static PodRecord Pending(string workload, int number = 1) => Given.Pod(workload, number) with { Node = null, Phase = "Pending", IsReady = false, Unscheduled = new("0/2 nodes are available: 2 nodes do not fit.") };

    private static ClusterState Of(IReadOnlyList<NodeRecord> nodes, params PodRecord[] pods) => new() { Now = Given.Now, Nodes = nodes, Pods = pods };

    [Fact]
    public void Does_the_arithmetic_of_what_is_free()
    {
        var pod = Pending("batch") with { Spec = new() { Containers = [Given.Container() with { CpuRequest = 3 }] } };
        var resident = Given.Pod("web") with { Spec = new() { Containers = [Given.Container() with { CpuRequest = 2.5m }] } };
        var found = Given.Only(Of([Given.Node()], pod, resident)).Cause;
        Assert.Equal("insufficient-resources", found.Cause);
        Assert.Contains("node-a: cpu: asks 3, free 1.5 of 4", found.Evidence[0].Ours, StringComparison.Ordinal);
    }

    [Fact]
    public void Forty_pods_that_wait_for_room_are_one_cause()
    {
        var full = Given.Node() with { Cpu = 0.05m };
        var pods = Enumerable.Range(0, 40).Select(number => Pending($"job{number % 8}", number)).ToArray();
        var found = Given.Only(Of([full], pods)).Cause;
        Assert.Contains("40 pods in all", found.What, StringComparison.Ordinal);
        Assert.Contains("larger than any node", found.Likely, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_label_that_no_node_has()
    {
        var pod = Pending("import") with { Spec = new() { Containers = [Given.Container()], NodeSelector = Given.Labels(("disk", "ssd")) } };
        var found = Given.Only(Of([Given.Node(), Given.Node("node-b", ("disk", "hdd"))], pod)).Cause;
        Assert.Equal("node-selector", found.Cause);
        Assert.Contains("disk=ssd", found.What, StringComparison.Ordinal);
        Assert.Contains("node-b: lacks label disk=ssd (has hdd)", found.Evidence[0].Ours, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_taint_that_is_not_tolerated()
    {
        var node = Given.Node() with { Taints = [new("dedicated", "gpu", "NoSchedule")] };
        Assert.Equal("taint", Given.Only(Of([node], Pending("web"))).Cause.Cause);
        var tolerant = Pending("web") with { Unscheduled = new("0/1 nodes are available: 1 Insufficient cpu."), Spec = new() { Containers = [Given.Container() with { CpuRequest = 9 }], Tolerations = [new("dedicated", "Equal", "gpu", null)] } };
        Assert.Equal("insufficient-resources", Given.Only(Of([node], tolerant)).Cause.Cause);
    }

    [Fact]
    public void Anti_affinity_with_fewer_nodes_than_replicas_is_named()
    {
        var spec = new PodSpec { Containers = [Given.Container()], PodTerms = [new(IsAnti: true, Selector.Of(Given.Labels(("app", "db"))), "kubernetes.io/hostname")] };
        var found = Given.Only(Of([Given.Node()], Given.Pod("db") with { Spec = spec }, Pending("db", 2) with { Spec = spec })).Cause;
        Assert.Equal("pod-anti-affinity", found.Cause);
        Assert.Contains("already runs db-1", found.Evidence[0].Ours, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_without_storage_class_explains_the_pod_that_waits_for_it()
    {
        var pod = Pending("redis") with { Claims = ["data"], Unscheduled = new("0/2 nodes are available: 2 pod has unbound immediate PersistentVolumeClaims.") };
        var found = Given.Only(new()
        {
            Now = Given.Now, Nodes = [Given.Node()], Pods = [pod], Workloads = [Given.Workload("redis", 1, 0)], Services = [Given.Service("redis", "redis")],
            Claims = [new() { Key = Given.Key("PersistentVolumeClaim", "data"), Phase = "Pending", Class = "standard-v2", Created = Given.Ago(30) }], StorageClasses = [new("standard", "disk.example.com", true, false)],
        });
        Assert.Equal("missing-storage-class", found.Cause.Cause);
        Assert.Contains("StorageClass standard-v2 does not exist", found.Cause.What, StringComparison.Ordinal);
        Assert.Equal(["claim-unbound", "not-ready", "service-without-endpoints"], found.Follows.Select(finding => finding.Cause));
    }
}
