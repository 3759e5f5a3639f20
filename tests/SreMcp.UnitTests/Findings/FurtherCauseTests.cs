using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Causes that a testbed without kubelets and of an old release cannot bring about, each beside its nearest healthy neighbour.</summary>
public sealed class FurtherCauseTests
{
    private static readonly ContainerSpec Sidecar = Given.Container("proxy") with { IsInit = true, IsSidecar = true, Startup = new("http", "15021", "/ready") };

    [Theory]
    [InlineData(false, "init-waits")]
    [InlineData(true, null)]
    public void A_sidecar_that_never_starts_holds_up_the_pod_behind_it(bool isStarted, string? cause)
    {
        var pod = Given.Pod("web") with
        {
            IsReady = isStarted, Phase = isStarted ? "Running" : "Pending", Spec = new() { Containers = [Sidecar, Given.Container()] },
            Containers = isStarted ? [] : [new() { Name = "proxy", IsInit = true, IsRunning = true, RunningSince = Given.Ago(20) }, new() { Name = "main", Waiting = "PodInitializing" }],
        };
        var causes = Diagnosis.Of(new() { Now = Given.Now, Pods = [pod] });
        Assert.Equal(cause, causes is [var first, ..] ? first.Cause.Cause : null);
        Assert.All(causes, found => Assert.Contains("sidecar proxy has not started", found.Cause.What, StringComparison.Ordinal));
    }

    [Fact]
    public void The_probe_of_a_sidecar_explains_a_pod_that_still_initialises()
    {
        var pod = Given.Pod("web").Unready(new ContainerState { Name = "proxy", IsInit = true, IsRunning = true, RunningSince = Given.Ago(2) }, Given.Waiting("PodInitializing", "")) with { Phase = "Pending", Spec = new() { Containers = [Sidecar, Given.Container()] } };
        var found = Diagnosis.Of(new() { Now = Given.Now, Pods = [pod], Events = [Given.Event(pod.Key, "Unhealthy", "Startup probe failed: HTTP probe failed with statuscode: 503")] });
        Assert.Equal("probe-status", found[0].Cause.Cause);
    }

    [Theory]
    [InlineData("rev-1", "statefulset-stuck")]
    [InlineData("rev-2", "crash")]
    public void A_stateful_set_waits_for_a_broken_pod_of_the_old_template_only(string revision, string cause)
    {
        var set = Given.Workload("db", 2, 1) with { Key = Given.Key("StatefulSet", "db"), Revision = "rev-2" };
        var pod = Given.Pod("db").Unready(Given.Crashing(1)) with { Workload = set.Key, Revision = revision, ReadySince = Given.Ago(30) };
        Assert.Equal(cause, Given.Only(new() { Now = Given.Now, Workloads = [set], Pods = [pod] }).Cause.Cause);
    }

    [Fact]
    public void Pods_that_no_scheduler_looks_at_are_one_cause_in_the_control_plane()
    {
        var pending = new[] { "api", "web" }.Select(name => Given.Pod(name) with { Node = null, Phase = "Pending", IsReady = false, Created = Given.Ago(9), ReadySince = null }).ToArray();
        var found = Given.Only(new() { Now = Given.Now, Nodes = [Given.Node()], Pods = pending });
        Assert.Equal(("scheduler-silent", Layer.Cluster), (found.Cause.Cause, found.Cause.Layer));
        Assert.DoesNotContain(Diagnosis.Of(new() { Now = Given.Now, Nodes = [Given.Node()], Pods = [pending[0] with { Created = Given.Ago(2) }] }), cause => cause.Cause.Cause is "scheduler-silent");
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(1, false)]
    public void A_change_that_no_controller_has_looked_at_for_minutes_is_told(int minutes, bool isTold) => Assert.Equal(
        isTold,
        Diagnosis.Of(new() { Now = Given.Now, Workloads = [Given.Workload("api") with { IsObserved = false, ChangedAt = Given.Ago(minutes) }] }).Any(cause => cause.Cause.Cause is "controllers-silent"));

    [Fact]
    public void A_readiness_gate_that_nobody_opens_is_told()
    {
        var pod = Given.Pod("web").Unready() with { ReadySince = Given.Ago(20), Gate = new("corresponding condition of pod readiness gate \"target-health.elbv2.k8s.aws/web\" does not exist.") };
        Assert.Equal("readiness-gate", Given.Only(new() { Now = Given.Now, Workloads = [Given.Workload("web", 1, 0)], Pods = [pod] }).Cause.Cause);
    }

    [Theory]
    [InlineData("SysctlForbidden", "forbidden sysctl: \"net.core.somaxconn\" not allowlisted", "node-refuses-pod")]
    [InlineData("NodeShutdown", "Pod was terminated in response to imminent node shutdown.", "node-shutdown")]
    [InlineData("Evicted", "The node was low on resource: pids.", "evicted-pids")]
    public void Tells_why_a_kubelet_ended_or_refused_a_pod(string reason, string message, string cause) =>
        Assert.Equal(cause, Given.Only(new() { Now = Given.Now, Pods = [Given.Pod("web") with { Phase = "Failed", Reason = reason, Message = new(message), IsReady = false }] }).Cause.Cause);

    [Theory]
    [InlineData("failed calling webhook \"v.example.com\": Post \"https://guard.ops.svc\": x509: certificate has expired", "certificate")]
    [InlineData("failed calling webhook \"v.example.com\": Post \"https://guard.ops.svc\": context deadline exceeded", "in time")]
    [InlineData("failed calling webhook \"v.example.com\": no endpoints available for service \"guard\"", "does not answer")]
    public void Tells_what_is_wrong_with_a_webhook(string said, string word)
    {
        var workload = Given.Workload("api", 2, 0) with { Existing = 0, Conditions = [new("ReplicaFailure", "True", "FailedCreate", new($"Internal error occurred: {said}"), Given.Ago(5))] };
        var found = Given.Only(new() { Now = Given.Now, Workloads = [workload] }).Cause;
        Assert.Equal("admission-webhook", found.Cause);
        Assert.Contains(word, found.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dial tcp 10.1.2.3:2049: i/o timeout", "mount-unreachable")]
    [InlineData("mount: /var/lib/kubelet: wrong fs type, bad option, bad superblock on /dev/sdc", "volume-damaged")]
    [InlineData("write /var/lib/kubelet/pods/x: no space left on device", "node-disk-full")]
    [InlineData("driver name disk.csi.example.com not found in the list of registered CSI drivers", "missing-volume-driver")]
    public void Tells_why_a_volume_is_not_mounted(string said, string cause)
    {
        var pod = Given.Pod("web").Unready(Given.Waiting("ContainerCreating", "")) with { Phase = "Pending" };
        Assert.Equal(cause, Given.Only(new() { Now = Given.Now, Pods = [pod], Events = [Given.Event(pod.Key, "FailedMount", $"MountVolume.SetUp failed for volume \"data\" : {said}")] }).Cause.Cause);
    }

    [Fact]
    public void One_node_that_starts_no_pods_explains_all_of_them()
    {
        PodRecord[] pods = [.. new[] { "api", "web", "jobs" }.Select(name => Given.Pod(name).Unready(Given.Waiting("ContainerCreating", "")) with { Phase = "Pending", ReadySince = Given.Ago(20) })];
        ClusterState state = new() { Now = Given.Now, Nodes = [Given.Node(), Given.Node("node-b")], Pods = pods, Events = [.. pods.Select(pod => Given.Event(pod.Key, "FailedCreatePodSandBox", "rpc error: failed to create shim task: EOF"))] };
        Assert.Equal("node-starts-nothing", Given.Only(state).Cause.Cause);

        // On two nodes it is no matter of one.
        Assert.DoesNotContain(Diagnosis.Of(state with { Pods = [pods[0], pods[1], pods[2] with { Node = "node-b" }] }), cause => cause.Cause.Cause is "node-starts-nothing");
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void A_host_outside_that_many_fail_at_is_one_cause(int workloads, int causes)
    {
        PodRecord[] pods = [.. Enumerable.Range(0, workloads).Select(index => Given.Pod($"app{index}").Unready(Given.Crashing(1)))];
        var found = Diagnosis.Of(new() { Now = Given.Now, Services = [], Pods = pods, Logs = [.. pods.Select(pod => new LogTail(pod.Key, "main", true, ["connection to server at \"db.corp.example.com\" (192.0.2.1), port 5432 failed: Connection refused"]))] });
        Assert.Equal(causes, found.Count);
        Assert.Equal(workloads >= 3, found[0].Cause.About.Kind is "Host");
    }

    [Fact]
    public void What_fails_to_make_a_secret_explains_who_waits_for_it()
    {
        var report = new ReportRecord { Key = Given.Key("ExternalSecret", "database"), Group = "external-secrets.io", Names = "database", Conditions = [new("Ready", "False", "SecretSyncedError", new("could not get secret data from provider"), Given.Ago(30))] };
        var pod = Given.Pod("api").Unready(Given.Waiting("CreateContainerConfigError", "secret \"database\" not found")) with { Phase = "Pending" };
        var found = Given.Only(new() { Now = Given.Now, Reports = [report], Pods = [pod] });
        Assert.Equal("external-secret-failing", found.Cause.Cause);
        Assert.Contains(found.Follows, finding => finding.Cause is "missing-secret");
    }

    [Fact]
    public void An_issuer_that_fails_explains_its_certificates_and_the_ingress_that_waits_for_one()
    {
        ReportRecord Report(string kind, string name) => new() { Key = Given.Key(kind, name), Group = "cert-manager.io", Conditions = [new("Ready", "False", "Failed", new("acme: no"), Given.Ago(30))] };
        var found = Given.Only(new()
        {
            Now = Given.Now, Certificates = [], Services = [Given.Service("web", "web")], Pods = [Given.Pod("web")],
            Reports = [Report("Issuer", "acme"), Report("Certificate", "web") with { Names = "web-tls", Source = Given.Key("Issuer", "acme") }],
            Ingresses = [new() { Key = Given.Key("Ingress", "web"), HasAddress = true, TlsSecrets = ["web-tls"], Backends = [new("web", "80")], Created = Given.Ago(60) }],
        });
        Assert.Equal("issuer-not-ready", found.Cause.Cause);
        Assert.Equal(["certificate-not-issued", "ingress-certificate"], found.Follows.Select(finding => finding.Cause).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_application_is_called_unwell_because_of_what_ails_its_workload()
    {
        var pod = Given.Pod("api").Unready(Given.Crashing(137, "OOMKilled"));
        var report = new ReportRecord { Key = new("Application", "argocd", "shop"), Group = "argoproj.io", Sync = "Synced", Health = "Degraded", Unwell = [pod.Workload] };
        Assert.Equal("out-of-memory", Given.Only(new() { Now = Given.Now, Pods = [pod], Reports = [report] }).Cause.Cause);
    }

    [Theory]
    [InlineData(9, 0, false)]
    [InlineData(0, 1, true)]
    public void Endpoints_that_are_not_published_though_pods_are_ready_are_told(int ready, int causes, bool isTold)
    {
        var pod = Given.Pod("web") with { Addresses = ["10.1.0.1"] };
        var service = Given.Service("web", "web");
        ClusterState state = new() { Now = Given.Now, Namespace = Given.Space, Pods = [pod], Services = [service], EndpointCounts = [new(service.Key, ready, 0)] };
        Assert.Equal(causes, Diagnosis.Of(state).Count(cause => cause.Cause.Cause is "endpoints-not-published"));
        Assert.Equal(isTold, Diagnosis.Of(state).Count > 0);

        // Of a whole cluster only those are read whose pods do not tell it.
        Assert.Empty(Diagnosis.Of(state with { Namespace = null }));
        Assert.Empty(Diagnosis.Of(state with { Pods = [pod with { ReadySince = Given.Ago(1), Created = Given.Ago(1) }] }));
    }

    [Fact]
    public void A_changed_config_map_is_told_to_who_asks_about_pods_that_read_it_before()
    {
        var map = Given.Key("ConfigMap", "settings");
        PodSpec bySubPath = new() { Containers = [Given.Container() with { FixedVolumes = ["settings"] }], Volumes = [new("settings", "ConfigMap", "settings", IsOptional: false)] };
        var pod = Given.Pod("web") with { Spec = bySubPath };
        ClusterState state = new() { Now = Given.Now, Wanted = pod.Workload, Pods = [pod], ConfigChanges = new Dictionary<ObjectKey, DateTimeOffset> { [map] = Given.Ago(10) } };
        Assert.Equal(("stale-configuration", map), (Given.Only(state).Cause.Cause, Given.Only(state).Cause.About));
        Assert.Empty(Diagnosis.Of(state with { Pods = [pod with { Created = Given.Ago(5) }] }));

        // A whole mounted volume follows the change.
        Assert.Empty(Diagnosis.Of(state with { Pods = [pod with { Spec = bySubPath with { Containers = [Given.Container()] } }] }));
    }
}
