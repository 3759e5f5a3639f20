using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Causes above and below the pods: controllers, nodes, jobs, tools.</summary>
public sealed class WorkloadCauseTests
{
    private static ClusterState Refused(string message) => new()
    {
        Now = Given.Now, Workloads = [Given.Workload("api", 3, 0) with { Existing = 0, Conditions = [new("ReplicaFailure", "True", "FailedCreate", new(message), Given.Ago(10))] }],
    };

    [Theory]
    [InlineData("pods \"api-1\" is forbidden: exceeded quota: compute, requested: cpu=1, used: cpu=4, limited: cpu=4", "quota")]
    [InlineData("pods \"api-1\" is forbidden: error looking up service account shop/deployer: serviceaccount \"deployer\" not found", "missing-serviceaccount")]
    [InlineData("Internal error occurred: failed calling webhook \"check.example.com\": connection refused", "admission-webhook")]
    [InlineData("pods \"api-1\" is forbidden: violates PodSecurity \"restricted:latest\": privileged", "pod-security")]
    public void Tells_why_a_controller_cannot_make_pods(string message, string cause) => Assert.Equal(cause, Given.Only(Refused(message)).Cause.Cause);

    [Fact]
    public void A_lost_node_explains_the_pods_that_went_with_it()
    {
        var node = Given.Node() with { Conditions = [new("Ready", "Unknown", "NodeStatusUnknown", new("Kubelet stopped posting node status."), Given.Ago(30))] };
        var found = Given.Only(new() { Now = Given.Now, Nodes = [node], Pods = [Given.Pod("api") with { IsReady = false, ReadySince = Given.Ago(29) }], Workloads = [Given.Workload("api", 1, 0)], Services = [Given.Service("api", "api")] });
        Assert.Equal("node-lost", found.Cause.Cause);
        Assert.Equal(["not-ready", "service-without-endpoints"], found.Follows.Select(finding => finding.Cause));
    }

    [Fact]
    public void A_job_that_crashes_is_one_cause()
    {
        var pod = Given.Pod("import") with { Workload = Given.Key("Job", "import"), Phase = "Failed", IsReady = false, Containers = [new() { Name = "main", Ended = new(1, null, "Error", default, Given.Ago(9), Given.Ago(8)) }] };
        var found = Given.Only(new()
        {
            Now = Given.Now, Pods = [pod], Logs = [new(pod.Key, "main", IsPrevious: false, ["failed to connect to prod-db:3333: connection refused"])],
            Jobs = [new() { Key = Given.Key("Job", "import"), Failed = 3, Created = Given.Ago(10), Conditions = [new("Failed", "True", "BackoffLimitExceeded", default, Given.Ago(7))] }],
        });
        Assert.Equal("connection-refused", found.Cause.Cause);
        Assert.Equal("job-failed", Assert.Single(found.Follows).Cause);
    }

    [Fact]
    public void A_job_of_which_only_the_event_is_left_is_told() =>
        Assert.Equal("job-failed", Given.Only(new() { Now = Given.Now, Events = [Given.Event(Given.Key("Job", "gone"), "BackoffLimitExceeded", "Job has reached the specified backoff limit")] }).Cause.Cause);

    [Fact]
    public void A_failed_run_before_a_good_one_is_history()
    {
        JobRecord Run(string name, int minutes, string type) => new() { Key = Given.Key("Job", name), Owner = Given.Key("CronJob", "settle"), Created = Given.Ago(minutes), Conditions = [new(type, "True", "BackoffLimitExceeded", default, Given.Ago(minutes))] };
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Jobs = [Run("settle-1", 120, "Failed"), Run("settle-2", 60, "Complete")] }));
        Assert.Equal(Given.Key("CronJob", "settle"), Given.Only(new() { Now = Given.Now, Jobs = [Run("settle-1", 120, "Complete"), Run("settle-2", 60, "Failed")] }).Cause.About);
    }

    [Fact]
    public void An_autoscaler_without_metrics_or_at_its_maximum_is_told()
    {
        AutoscalerRecord With(string type, string status, string reason) => new() { Key = Given.Key("HorizontalPodAutoscaler", "api"), Target = Given.Key("Deployment", "api"), Max = 5, Current = 5, Created = Given.Ago(60), Conditions = [new(type, status, reason, new("unable to fetch metrics"), Given.Ago(9))] };
        Assert.Equal("autoscaler-metrics", Given.Only(new() { Now = Given.Now, Autoscalers = [With("ScalingActive", "False", "FailedGetResourceMetric")] }).Cause.Cause);
        Assert.Equal("autoscaler-at-maximum", Given.Only(new() { Now = Given.Now, Autoscalers = [With("ScalingLimited", "True", "TooManyReplicas")] }).Cause.Cause);
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Autoscalers = [With("ScalingActive", "True", "ValidMetricFound")] }));
    }

    [Fact]
    public void A_webhook_without_endpoints_that_fails_closed_comes_first()
    {
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Services = [Given.Service("hook", "hook")], Pods = [Given.Pod("hook").Unready(Given.Crashing(2))], Webhooks = [new("guard", "check.example.com", Given.Key("Service", "hook"), FailsClosed: true)],
        });
        Assert.Contains(causes, cause => cause.Cause.Cause is "admission-webhook" && cause.Cause.Severity is Severity.Down);
    }

    [Fact]
    public void A_budget_matters_only_while_a_node_is_drained()
    {
        var budget = new BudgetRecord { Key = Given.Key("PodDisruptionBudget", "api"), Allowed = 0, Healthy = 1, Desired = 1, Expected = 1, Says = "minAvailable 1" };
        Assert.Empty(Diagnosis.Of(new() { Now = Given.Now, Nodes = [Given.Node()], Pods = [Given.Pod("api")], Budgets = [budget] }));
        Assert.Equal("budget-blocks", Given.Only(new() { Now = Given.Now, Nodes = [Given.Node() with { IsCordoned = true }], Pods = [Given.Pod("api")], Budgets = [budget] }).Cause.Cause);
    }

    [Theory]
    [InlineData("argoproj.io", "Application", "argocd-out-of-sync")]
    [InlineData("cert-manager.io", "Certificate", "certificate-not-issued")]
    [InlineData("kustomize.toolkit.fluxcd.io", "Kustomization", "flux-failing")]
    public void Controllers_that_report_failure_are_heard(string group, string kind, string cause) => Assert.Equal(cause, Given.Only(new()
    {
        Now = Given.Now, Reports = [new() { Key = Given.Key(kind, "web"), Group = group, Sync = "OutOfSync", Conditions = group is "argoproj.io" ? [] : [new("Ready", "False", "Failed", new("no"), Given.Ago(60))] }],
    }).Cause.Cause);

    [Fact]
    public void Deletions_releases_and_certificates_that_wait_are_told()
    {
        var causes = Diagnosis.Of(new()
        {
            Now = Given.Now, Deletions = [new(Given.Key("PersistentVolumeClaim", "data"), Given.Ago(60), ["kubernetes.io/pvc-protection"])],
            Releases = [new(Given.Key("HelmRelease", "web"), "pending-upgrade", 4, Given.Ago(90))], Certificates = [new(Given.Key("Secret", "tls"), Given.Ago(1), ["shop.example.com"])],
        });
        Assert.Equal(["certificate-expired", "deletion-waits", "helm-pending"], causes.Select(cause => cause.Cause.Cause).Order(StringComparer.Ordinal));
    }
}
