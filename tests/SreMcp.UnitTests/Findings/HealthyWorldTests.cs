using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Where nothing is wrong, nothing is said: 500 workloads of 30 shapes.</summary>
public sealed class HealthyWorldTests
{
    private const int Workloads = 500;
    private const int Shapes = 30;

    [Fact]
    public void Says_nothing() => Assert.Empty(Diagnosis.Of(World()).Select(cause => $"{cause.Cause.Cause} {cause.Cause.About} {cause.Cause.What}"));

    [Fact]
    public void Finds_the_one_that_is_broken_among_them()
    {
        var world = World();
        var broken = Given.Pod("app17") with { Key = Given.Key("Pod", "app17-broken"), IsReady = false, Containers = [Given.Crashing(137, "OOMKilled")] };
        Assert.Equal("out-of-memory", Given.Only(Copy(world, [.. world.Pods, broken])).Cause.Cause);
    }

    private static ClusterState World() => Copy(new() { Now = Given.Now }, [.. Enumerable.Range(0, Workloads).SelectMany(Pods)]);

    private static ClusterState Copy(ClusterState from, IReadOnlyList<PodRecord> pods) => new()
    {
        Now = from.Now,
        Pods = pods,
        Workloads = [.. Enumerable.Range(0, Workloads).Select(Workload)],
        Nodes = [Given.Node(), Given.Node("node-b") with { Taints = [new("dedicated", "batch", "NoSchedule")] }, Given.Node("node-c") with { IsCordoned = true }],
        Services = [.. Enumerable.Range(0, Workloads).Where(index => index % Shapes < 20).Select(index => Given.Service($"app{index}", $"app{index}", (index % 3) switch { 0 => "http", 1 => "8080", _ => "8080" }))],
        IngressClasses = [new("nginx", "k8s.io/ingress-nginx", true)],
        Ingresses = [.. Enumerable.Range(0, 20).Select(index => new IngressRecord { Key = Given.Key("Ingress", $"app{index}"), Class = index % 2 is 0 ? "nginx" : null, HasAddress = true, Backends = [new($"app{index}", index % 3 is 0 ? "http" : "80")] })],
        Claims = [new() { Key = Given.Key("PersistentVolumeClaim", "data"), Class = "fast" }, new() { Key = Given.Key("PersistentVolumeClaim", "waits"), Phase = "Pending", Class = "local", Created = Given.Ago(900) }],
        StorageClasses = [new("fast", "disk", true, false), new("local", "kubernetes.io/no-provisioner", false, true)],
        Policies = [new() { Key = Given.Key("NetworkPolicy", "default-deny"), Pods = Selector.Of(Given.Labels(("app", "app0"))), Ingress = [new([new(Selector.Of(Given.Labels(("app", "app1"))), null, null)], [])], Egress = [new([], [new("53", null, "UDP")])] }],
        Autoscalers = [new() { Key = Given.Key("HorizontalPodAutoscaler", "app3"), Target = Given.Key("Deployment", "app3"), Max = 9, Current = 2, Conditions = [new("AbleToScale", "True", "ReadyForNewScale", default, null), new("ScalingActive", "True", "ValidMetricFound", default, null)] }],
        Budgets = [new() { Key = Given.Key("PodDisruptionBudget", "app4"), Selector = Selector.Of(Given.Labels(("app", "app4"))), Allowed = 0, Expected = 1, Healthy = 1, Desired = 1, Says = "minAvailable 1" }],
        Jobs = [new() { Key = Given.Key("Job", "migrate"), Succeeded = 1, Conditions = [new("Complete", "True", null, default, Given.Ago(5))] }, new() { Key = Given.Key("Job", "import"), Active = 1, Created = Given.Ago(5) }],
        CronJobs = [new() { Key = Given.Key("CronJob", "settle"), Schedule = "0 3 * * *", LastScheduled = Given.Ago(540) }, new() { Key = Given.Key("CronJob", "paused"), IsSuspended = true }],
        Reports = [new() { Key = Given.Key("Application", "shop"), Group = "argoproj.io", Sync = "Synced", Health = "Healthy" }, new() { Key = Given.Key("Certificate", "tls"), Group = "cert-manager.io", Conditions = [new("Ready", "True", null, default, null)], Expires = Given.Now.AddDays(40) }],
        Webhooks = [new("guard", "check.example.com", Given.Key("Service", "app2"), FailsClosed: true)],
        Events = [Given.Event(Given.Key("Pod", "app5-1"), "Unhealthy", "Readiness probe failed: connection refused"), Given.Event(Given.Key("Pod", "app6-gone"), "FailedScheduling", "0/3 nodes are available"), Given.Event(Given.Key("ReplicaSet", "app7-5d4f"), "FailedCreate", "quota, an hour ago") with { Last = Given.Ago(90) }],
        Logs = [new(Given.Key("Pod", "app8-1"), "main", IsPrevious: false, [.. Enumerable.Repeat("INFO request served", 100), "WARN retrying: connection refused", "INFO ok"])],
    };

    private static WorkloadRecord Workload(int index) => (index % Shapes) switch
    {
        28 => Given.Workload($"app{index}", 0, 0) with { Existing = 0 },
        29 => Given.Workload($"app{index}") with { IsPaused = true },
        var shape => Given.Workload($"app{index}", 1 + (shape % 3), 1 + (shape % 3)),
    };

    private static IEnumerable<PodRecord> Pods(int index)
    {
        var workload = Workload(index);
        for (var number = 1; number <= workload.Ready; number++)
        {
            var pod = Given.Pod($"app{index}", number);
            yield return (index % Shapes) switch
            {
                21 => pod with { Containers = [new() { Name = "main", IsReady = true, IsRunning = true, Restarts = 2, LastEnded = new(1, null, "Error", default, Given.Ago(4000), Given.Ago(3900)) }] },
                22 => pod with { Phase = "Succeeded", IsReady = false, Containers = [new() { Name = "main", Ended = new(0, null, "Completed", default, Given.Ago(9), Given.Ago(8)) }] },
                23 => pod with { Deleted = Given.Ago(1) },
                24 => pod with { Node = "node-b", Spec = pod.Spec with { Tolerations = [new("dedicated", "Exists", null, null)] } },
                25 => pod with { Spec = pod.Spec with { Containers = [Given.Container() with { Liveness = new("http", "8081", "/live") }] } },
                _ => pod,
            };
        }
    }
}
