using SreMcp.Sources.Kubernetes;
using static SreMcp.Sources.Kubernetes.ProblemSeverity;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class ProblemsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 22, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("1/1", "Running", "0", "5d", null)]
    [InlineData("0/1", "Completed", "0", "5d", null)]
    [InlineData("0/1", "CrashLoopBackOff", "9", "5d", "CrashLoopBackOff, 9 restarts")]
    [InlineData("0/1", "CrashLoopBackOff", "9 (3m12s ago)", "5d", "CrashLoopBackOff, 9 restarts")]
    [InlineData("0/1", "Init:CrashLoopBackOff", "1", "5d", "Init:CrashLoopBackOff, 1 restart")]
    [InlineData("0/1", "ImagePullBackOff", "0", "10s", "ImagePullBackOff")]
    [InlineData("0/1", "OOMKilled", "0", "5m", "OOMKilled")]
    [InlineData("1/2", "Running", "0", "5m30s", "1 of 2 containers ready")]
    [InlineData("1/2", "Running", "0", "20s", null)]
    [InlineData("1/1", "Running", "2 (10m ago)", "5d", "Running, 2 restarts")]
    [InlineData("1/1", "Running", "40 (10d ago)", "200d", null)]
    [InlineData("1/1", "Running", "9", "2d3h", "Running, 9 restarts")]
    [InlineData("1/1", "Running", "9", "1y35d", null)]
    [InlineData("0/1", "Pending", "0", "5m", "Pending: not scheduled or not started")]
    [InlineData("0/1", "Pending", "0", "5s", null)]
    [InlineData("0/1", "ContainerCreating", "0", "5s", null)]
    [InlineData("0/1", "ContainerCreating", "0", "15m", "ContainerCreating")]
    [InlineData("0/1", "Init:0/1", "0", "15m", "Init:0/1")]
    public void Tells_a_sick_pod_from_a_healthy_one(string ready, string status, string restarts, string age, string? reason) =>
        Assert.Equal(reason, Problems.Of(Given.Pods, Given.Row(("Name", "x"), ("Ready", ready), ("Status", status), ("Restarts", restarts), ("Age", age)))?.Reason);

    [Theory]
    [InlineData("apps", "deployments", "Ready=3/3", null, null)]
    [InlineData("apps", "deployments", "Ready=0/3", Critical, "none of 3 ready")]
    [InlineData("apps", "deployments", "Ready=0/0", null, null)]
    [InlineData("apps", "statefulsets", "Ready=1/3", High, "1 of 3 ready")]
    [InlineData("apps", "daemonsets", "Desired=2,Current=2,Ready=0", Critical, "none of 2 ready")]
    [InlineData("apps", "replicasets", "Desired=0,Current=0,Ready=0", null, null)]
    [InlineData("", "persistentvolumeclaims", "Status=Pending", High, "not bound to a volume")]
    [InlineData("", "persistentvolumeclaims", "Status=Lost", Critical, "its volume is lost")]
    [InlineData("", "services", "Type=LoadBalancer,External-IP=<pending>", High, "load balancer has no address")]
    [InlineData("", "services", "Type=ClusterIP,External-IP=<none>", null, null)]
    [InlineData("autoscaling", "horizontalpodautoscalers", "Targets=<unknown>/50%,MinPods=1,MaxPods=3,Replicas=1", High, "cannot read its metrics")]
    [InlineData("autoscaling", "horizontalpodautoscalers", "Targets=90%/50%,MinPods=1,MaxPods=3,Replicas=3", Medium, "at its limit of 3")]
    [InlineData("apiregistration.k8s.io", "apiservices", "Available=False (MissingEndpoint)", Critical, "not available: False (MissingEndpoint)")]
    [InlineData("", "namespaces", "Status=Terminating", Medium, "terminating")]
    [InlineData("policy", "poddisruptionbudgets", "Allowed Disruptions=0", Low, "allows no disruption: nodes cannot be drained")]
    public void Reads_the_tables_of_built_in_kinds(string group, string plural, string cells, ProblemSeverity? severity, string? reason)
    {
        var row = Given.Row([.. cells.Split(',').Select(cell => cell.Split('=')).Select(cell => (cell[0], cell[1])), ("Age", "5d")]);

        var problem = Problems.Of(Given.Resource(group, "v1", "X", plural), row);

        Assert.Equal((severity, reason), (problem?.Severity, problem?.Reason));
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True"}]}""", null, null)]
    [InlineData("""{"conditions":[{"type":"Ready","status":"False","reason":"DoesNotExist","message":"no secret"}]}""", Critical, "Ready is False: DoesNotExist")]
    [InlineData("""{"conditions":[{"type":"Synced","status":"False","reason":"ReconcileError"},{"type":"Ready","status":"True"}]}""", High, "Synced is False: ReconcileError")]
    [InlineData("""{"conditions":[{"type":"Stalled","status":"True"}]}""", High, "Stalled")]
    [InlineData("""{"conditions":[{"type":"MemoryPressure","status":"True","reason":"KubeletHasInsufficientMemory"}]}""", High, "MemoryPressure: KubeletHasInsufficientMemory")]
    [InlineData("""{"conditions":[{"type":"MemoryPressure","status":"False"},{"type":"Degraded","status":"False"}]}""", null, null)]
    [InlineData("""{"conditions":[{"type":"Ready","status":"Unknown"}]}""", Medium, "Ready is Unknown")]
    [InlineData("""{"conditions":[{"type":"Ready"},"junk",7]}""", null, null)]
    [InlineData("""{"conditions":"junk"}""", null, null)]
    [InlineData("""{"health":{"status":"Degraded"},"sync":{"status":"Synced"}}""", High, "Degraded")]
    [InlineData("""{"health":{"status":"Healthy"},"sync":{"status":"OutOfSync"}}""", Medium, "OutOfSync")]
    [InlineData("""{"phase":"Failed"}""", High, "Failed")]
    [InlineData("""{"phase":"Active"}""", null, null)]
    public void Reads_the_conditions_of_any_kind(string status, ProblemSeverity? severity, string? reason)
    {
        var problem = Problems.Of(Given.Object($$$$$"""{"metadata":{"name":"x"},"status":{{{{{status}}}}}}""", Given.Certificates), Now);

        Assert.Equal((severity, reason), (problem?.Severity, problem?.Reason));
    }

    [Theory]
    [InlineData("""{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"False"}""", false, null, null)]
    [InlineData("""{"type":"Ready","status":"True"},{"type":"DiskPressure","status":"True"}""", false, High, "DiskPressure")]
    [InlineData("""{"type":"KernelDeadlock","status":"True"},{"type":"Ready","status":"False"}""", true, Critical, "not ready")]
    [InlineData("""{"type":"Ready","status":"Unknown"}""", false, Critical, "state unknown: its kubelet does not report")]
    [InlineData("""{"type":"Ready","status":"True"},{"type":"NetworkingReady","status":"True"}""", false, null, null)]
    [InlineData("""{"type":"Ready","status":"True"},{"type":"NetworkingReady","status":"False"}""", false, High, "NetworkingReady is False")]
    [InlineData("""{"type":"Ready","status":"True"}""", true, Low, "cordoned")]
    public void Sees_what_troubles_a_node_that_calls_itself_ready(string conditions, bool isCordoned, ProblemSeverity? severity, string? reason)
    {
        var node = $$$"""{"metadata":{"name":"x"},"spec":{"unschedulable":{{{(isCordoned ? "true" : "false")}}}},"status":{"conditions":[{{{conditions}}}]}}""";

        var problem = Problems.Of(Given.Object(node, Given.Resource("", "v1", "Node", "nodes", isNamespaced: false)), Now);

        Assert.Equal((severity, reason), (problem?.Severity, problem?.Reason));
    }

    [Theory]
    [InlineData("""{"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]}""", High, "Failed: BackoffLimitExceeded")]
    [InlineData("""{"conditions":[{"type":"FailureTarget","status":"True","reason":"PodFailurePolicy"}]}""", High, "FailureTarget: PodFailurePolicy")]
    [InlineData("""{"succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}""", null, null)]
    [InlineData("""{"startTime":"2026-11-20T21:00:00Z","conditions":[{"type":"Suspended","status":"True"}]}""", null, null)]
    [InlineData("""{"startTime":"2026-11-20T21:00:00Z","active":1}""", Medium, "0 of 1 completed after 60 min")]
    [InlineData("""{"startTime":"2026-11-20T21:55:00Z","active":1}""", null, null)]
    public void Sees_a_job_that_failed_or_does_not_end(string status, ProblemSeverity? severity, string? reason)
    {
        var job = Given.Object($$$$$"""{"metadata":{"name":"x"},"status":{{{{{status}}}}}}""", Given.Resource("batch", "v1", "Job", "jobs"));

        var problem = Problems.Of(job, Now);

        Assert.Equal((severity, reason), (problem?.Severity, problem?.Reason));
    }

    [Fact]
    public void Sees_a_deletion_that_does_not_end()
    {
        const string Deleted = """{"metadata":{"name":"x","deletionTimestamp":"2026-11-20T21:00:00Z","finalizers":["a","b"]}}""";

        Assert.Equal("deletion waits for 60 min, 2 finalizers left", Problems.Of(Given.Object(Deleted, Given.Certificates), Now)?.Reason);
        Assert.Null(Problems.Of(Given.Object(Deleted, Given.Certificates), Now.AddMinutes(-58)));
    }

    [Fact]
    public void Cleans_what_a_condition_says()
    {
        var problem = Problems.Of(Given.Object("""{"metadata":{},"status":{"conditions":[{"type":"Ready","status":"False","reason":"a\u001b[31m\nb"}]}}""", Given.Certificates), Now);

        Assert.Equal("Ready is False: a b", problem?.Reason);
    }

    [Fact]
    public void Knows_which_tables_tell()
    {
        Assert.True(Problems.AreInTable(Given.Pods));
        Assert.False(Problems.AreInTable(Given.Certificates));
        Assert.False(Problems.AreInTable(Given.Resource("", "v1", "Node", "nodes")));
        Assert.False(Problems.AreInTable(Given.Resource("batch", "v1", "Job", "jobs")));
        Assert.False(Problems.AreInTable(Given.Resource("metrics.k8s.io", "v1beta1", "PodMetrics", "pods")));
    }
}
