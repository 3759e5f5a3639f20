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
        Services =
        [
            .. Enumerable.Range(0, Workloads).Where(index => index % Shapes < 20).Select(index => Given.Service($"app{index}", $"app{index}", (index % 3) switch { 0 => "http", 1 => "8080", _ => "8080" })),
            Given.Service("elsewhere", "") with { Selector = null, Type = "ExternalName", Ports = [] },
            Given.Service("by-hand", "") with { Selector = null },
            Given.Service("members", "app18") with { IsHeadless = true, TakesUnready = true },
            Given.Service("public", "app19") with { Type = "LoadBalancer", HasAddress = true },
            Given.Service("public-new", "app19") with { Type = "LoadBalancer", Created = Given.Ago(2) },
            Given.Service("idle", "app28"),
        ],
        IngressClasses = [new("nginx", "k8s.io/ingress-nginx", true)],
        Ingresses = [.. Enumerable.Range(0, 20).Select(index => new IngressRecord { Key = Given.Key("Ingress", $"app{index}"), Class = index % 2 is 0 ? "nginx" : null, HasAddress = true, TlsSecrets = index is 4 ? ["tls"] : [], Backends = [new($"app{index}", index % 3 is 0 ? "http" : "80")] })],
        EndpointCounts = [new(Given.Key("Service", "by-hand"), 1, 0)],
        Claims = [new() { Key = Given.Key("PersistentVolumeClaim", "data"), Class = "fast" }, new() { Key = Given.Key("PersistentVolumeClaim", "waits"), Phase = "Pending", Class = "local", Created = Given.Ago(900) }],
        StorageClasses = [new("fast", "disk", true, false), new("local", "kubernetes.io/no-provisioner", false, true)],
        Policies =
        [
            new() { Key = Given.Key("NetworkPolicy", "deny-all"), Ingress = [] },
            new() { Key = Given.Key("NetworkPolicy", "allow-within"), Ingress = [new([new(Selector.Everything, null, null)], [])] },
            new() { Key = Given.Key("NetworkPolicy", "allow-gateway"), Ingress = [new([new(null, Selector.Of(Given.Labels(("kubernetes.io/metadata.name", "ingress-nginx"))), null)], [new("8080", null, "TCP")])] },
            new() { Key = Given.Key("NetworkPolicy", "by-address"), Pods = Selector.Of(Given.Labels(("app", "app2"))), Ingress = [new([new(null, null, new("10.0.0.0/8", ["10.9.0.0/16"]))], [])] },
            new() { Key = Given.Key("NetworkPolicy", "default-deny"), Pods = Selector.Of(Given.Labels(("app", "app0"))), Ingress = [new([new(Selector.Of(Given.Labels(("app", "app1"))), null, null)], [])], Egress = [new([], [new("53", null, "UDP")])] },
        ],
        Autoscalers = [new() { Key = Given.Key("HorizontalPodAutoscaler", "app3"), Target = Given.Key("Deployment", "app3"), Max = 9, Current = 2, Conditions = [new("AbleToScale", "True", "ReadyForNewScale", default, null), new("ScalingActive", "True", "ValidMetricFound", default, null)] },
            new() { Key = Given.Key("HorizontalPodAutoscaler", "app6"), Target = Given.Key("Deployment", "app6"), Min = 2, Max = 9, Current = 2, Desired = 2, Conditions = [new("ScalingActive", "True", "ValidMetricFound", default, null), new("ScalingLimited", "True", "TooFewReplicas", default, null)] },
            new() { Key = Given.Key("HorizontalPodAutoscaler", "fixed"), Target = Given.Key("Deployment", "app7"), Min = 3, Max = 3, Current = 3, Desired = 3, Conditions = [new("ScalingActive", "True", "ValidMetricFound", default, null), new("ScalingLimited", "True", "TooManyReplicas", default, null)] },
            new() { Key = Given.Key("HorizontalPodAutoscaler", "resting"), Target = Given.Key("Deployment", "app28"), Max = 5, Conditions = [new("AbleToScale", "True", "SucceededGetScale", default, null), new("ScalingActive", "False", "ScalingDisabled", default, null)] }],
        Budgets = [new() { Key = Given.Key("PodDisruptionBudget", "app5"), Selector = Selector.Of(Given.Labels(("app", "app5"))), Allowed = 1, Expected = 3, Healthy = 3, Desired = 2, Says = "maxUnavailable 1" }, new() { Key = Given.Key("PodDisruptionBudget", "app4"), Selector = Selector.Of(Given.Labels(("app", "app4"))), Allowed = 0, Expected = 1, Healthy = 1, Desired = 1, Says = "minAvailable 1" }],
        Jobs =
        [
            new() { Key = Given.Key("Job", "settle-1"), Owner = Given.Key("CronJob", "settle"), Failed = 1, Created = Given.Ago(3000), Conditions = [new("Failed", "True", "BackoffLimitExceeded", default, Given.Ago(2990))] },
            new() { Key = Given.Key("Job", "settle-2"), Owner = Given.Key("CronJob", "settle"), Succeeded = 1, Created = Given.Ago(540), Conditions = [new("Complete", "True", null, default, Given.Ago(530))] },
            new() { Key = Given.Key("Job", "retried"), Succeeded = 1, Failed = 2, Created = Given.Ago(50), Conditions = [new("Complete", "True", null, default, Given.Ago(40))] },
            new() { Key = Given.Key("Job", "later"), IsSuspended = true, Created = Given.Ago(900) },
            new() { Key = Given.Key("Job", "migrate"), Succeeded = 1, Conditions = [new("Complete", "True", null, default, Given.Ago(5))] }, new() { Key = Given.Key("Job", "import"), Active = 1, Created = Given.Ago(5) },
        ],
        CronJobs =
        [
            new() { Key = Given.Key("CronJob", "often"), Schedule = "*/5 * * * *", LastScheduled = Given.Ago(4), Created = Given.Ago(9000), Active = 1 },
            new() { Key = Given.Key("CronJob", "on-workdays"), Schedule = "0 6 * * 1-5", LastScheduled = Given.Ago(1800), Created = Given.Ago(90_000) },
            new() { Key = Given.Key("CronJob", "new"), Schedule = "0 0 1 * *", Created = Given.Ago(3000) },
            new() { Key = Given.Key("CronJob", "settle"), Schedule = "0 3 * * *", LastScheduled = Given.Ago(540) }, new() { Key = Given.Key("CronJob", "paused"), Schedule = "0 * * * *", IsSuspended = true, LastScheduled = Given.Ago(90_000), Created = Given.Ago(99_000) },
        ],
        ConfigChanges = new Dictionary<ObjectKey, DateTimeOffset> { [Given.Key("ConfigMap", "settings")] = Given.Ago(5) },
        Certificates = [new(Given.Key("Secret", "tls"), Given.Now.AddDays(60), ["shop.example.com"])],
        Releases = [new(Given.Key("HelmRelease", "web"), "pending-upgrade", 4, Given.Ago(1))],
        Deletions = [new(Given.Key("PersistentVolumeClaim", "old"), Given.Ago(1), ["kubernetes.io/pvc-protection"])],
        Reports =
        [
            new() { Key = Given.Key("Kustomization", "apps"), Group = "kustomize.toolkit.fluxcd.io", Conditions = [new("Ready", "True", "ReconciliationSucceeded", default, Given.Ago(900))] },
            new() { Key = Given.Key("HelmRelease", "web"), Group = "helm.toolkit.fluxcd.io", IsSuspended = true, Conditions = [new("Ready", "False", "UpgradeFailed", default, Given.Ago(900))] },
            new() { Key = Given.Key("HelmRelease", "rolling"), Group = "helm.toolkit.fluxcd.io", Conditions = [new("Ready", "Unknown", "Progressing", default, Given.Ago(1))] },
            new() { Key = Given.Key("Application", "shop"), Group = "argoproj.io", Sync = "Synced", Health = "Healthy" }, new() { Key = Given.Key("Certificate", "tls"), Group = "cert-manager.io", Conditions = [new("Ready", "True", null, default, null)], Expires = Given.Now.AddDays(40) },
        ],
        Webhooks = [new("guard", "check.example.com", Given.Key("Service", "app2"), FailsClosed: true)],
        Events =
        [
            Given.Event(new("Node", null, "node-gone"), "ScaleDown", "node removed by cluster autoscaler") with { IsWarning = false },
            Given.Event(new("Node", null, "node-a"), "Rebooted", "Node node-a has been rebooted") with { Last = Given.Ago(50) },
            Given.Event(Given.Key("Pod", "app9-1"), "BackOff", "Back-off restarting failed container") with { Last = Given.Ago(55) },
            Given.Event(Given.Key("Pod", "app14-3"), "FailedMount", "MountVolume.SetUp failed for volume \"token\" : failed to sync secret cache: timed out waiting for the condition") with { Count = 1 },
            Given.Event(Given.Key("PersistentVolumeClaim", "waits"), "WaitForFirstConsumer", "waiting for first consumer to be created before binding") with { IsWarning = false },
            Given.Event(Given.Key("Pod", "app5-1"), "Unhealthy", "Readiness probe failed: connection refused"), Given.Event(Given.Key("Pod", "app6-gone"), "FailedScheduling", "0/3 nodes are available"), Given.Event(Given.Key("ReplicaSet", "app7-5d4f"), "FailedCreate", "quota, an hour ago") with { Last = Given.Ago(90) },
        ],
        Logs = [new(Given.Key("Pod", "app8-1"), "main", IsPrevious: false, [.. Enumerable.Repeat("INFO request served", 100), "WARN retrying: connection refused", "INFO ok"]), new(Given.Key("Pod", "app10-1"), "main", IsPrevious: false, [.. Enumerable.Repeat("INFO request served", 100), .. Enumerable.Repeat("recv() failed (104: Connection reset by peer) while reading client request", 9), .. Enumerable.Repeat("Failed password: permission denied for invalid user", 5)])],
    };

    private static WorkloadRecord Workload(int index) => (index % Shapes) switch
    {
        14 => Given.Workload($"app{index}", 3, 2) with { Updated = 1, Conditions = [new("Progressing", "True", "ReplicaSetUpdated", default, Given.Ago(1))] },
        15 => Given.Workload($"app{index}") with { Key = Given.Key("StatefulSet", $"app{index}"), Revision = "next" },
        16 => Given.Workload($"app{index}") with { Key = Given.Key("DaemonSet", $"app{index}") },
        13 => Given.Workload($"app{index}", 2, 2) with { IsObserved = false, ChangedAt = Given.Ago(1) },
        28 => Given.Workload($"app{index}", 0, 0) with { Existing = 0 },
        29 => Given.Workload($"app{index}") with { IsPaused = true, Updated = 2 },
        var shape => Given.Workload($"app{index}", 1 + (shape % 3), 1 + (shape % 3)),
    };

    private static IEnumerable<PodRecord> Pods(int index)
    {
        var workload = Workload(index);
        for (var number = 1; number <= workload.Ready; number++)
        {
            var pod = Given.Pod($"app{index}", number) with { Workload = workload.Key };
            yield return (index % Shapes) switch
            {
                15 => pod with { Revision = "last" },
                14 when number is 2 => pod with { IsReady = true, Created = Given.Ago(1), ReadySince = Given.Ago(0) },
                17 => pod with { Containers = [new() { Name = "main", IsReady = true, IsRunning = true, Restarts = 40, LastEnded = new(137, null, "OOMKilled", default, Given.Ago(9000), Given.Ago(8000)) }] },
                20 => pod with { Phase = "Succeeded", IsReady = false, Workload = Given.Key("Job", "migrate"), Containers = [new() { Name = "main", Ended = new(0, null, "Completed", default, Given.Ago(9), Given.Ago(8)) }] },
                26 => pod with { Spec = pod.Spec with { Containers = [Given.Container() with { Name = "proxy", IsInit = true, IsSidecar = true }, Given.Container()] }, Containers = [new() { Name = "proxy", IsInit = true, IsReady = true, IsRunning = true, Restarts = 1, RunningSince = Given.Ago(900) }] },
                27 => pod with { Node = number is 1 ? "node-c" : "node-a" },
                21 => pod with { Containers = [new() { Name = "main", IsReady = true, IsRunning = true, Restarts = 2, LastEnded = new(1, null, "Error", default, Given.Ago(4000), Given.Ago(3900)) }] },
                22 => pod with { Phase = "Succeeded", IsReady = false, Containers = [new() { Name = "main", Ended = new(0, null, "Completed", default, Given.Ago(9), Given.Ago(8)) }] },
                23 => pod with { Deleted = Given.Ago(1) },
                24 => pod with { Node = "node-b", Spec = pod.Spec with { Tolerations = [new("dedicated", "Exists", null, null)] } },
                25 => pod with { Spec = pod.Spec with { Containers = [Given.Container() with { Liveness = new("http", "8081", "/live") }] } },
                _ => pod,
            };
        }

        if (index % Shapes is 12)
        {
            yield return Given.Pod($"app{index}", 9) with { Phase = "Failed", Reason = "Terminated", Message = new("Pod was terminated in response to imminent node shutdown."), IsReady = false, Created = Given.Ago(30) };
        }

        if (index % Shapes is 14)
        {
            yield return Given.Pod($"app{index}", 3) with { IsReady = false, Phase = "Pending", Created = Given.Now.AddSeconds(-20), ReadySince = Given.Now.AddSeconds(-20), Containers = [new() { Name = "main", Waiting = "ContainerCreating" }] };
        }
    }
}
