using SreMcp.Findings;

namespace SreMcp.UnitTests.Findings;

/// <summary>Why pods do not run.</summary>
public sealed class PodCauseTests
{
    private static ClusterState Of(params PodRecord[] pods) => new() { Now = Given.Now, Pods = pods };

    [Fact]
    public void Names_the_limit_when_a_container_is_killed_for_memory()
    {
        var found = Given.Only(Of(Given.Pod("api").Unready(Given.Crashing(137, "OOMKilled", 9))));
        Assert.Equal("out-of-memory", found.Cause.Cause);
        Assert.Equal(Confidence.Sure, found.Cause.Confidence);
        Assert.Contains("limit 128Mi, 9 restarts on its only pod", found.Cause.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_change_that_made_memory_too_small_and_offers_the_way_back()
    {
        var state = new ClusterState
        {
            Now = Given.Now, Pods = [Given.Pod("api").Unready(Given.Crashing(137, "OOMKilled"))],
            Changes = new Dictionary<ObjectKey, RevisionChange> { [Given.Key("Deployment", "api")] = new(7, 6, Given.Ago(10), ["memory limit of main 512Mi to 128Mi"]) },
        };
        var found = Given.Only(state).Cause;
        Assert.Contains(found.Evidence, evidence => evidence.Ours.Contains("revision 7 changed against 6: memory limit of main 512Mi to 128Mi", StringComparison.Ordinal));
        Assert.Equal("generate_script kubernetes_rollback shop/Deployment/api to 6", found.Next);
    }

    [Theory]
    [InlineData("Error: required environment variable DEPLOY_ENV is not set", "missing-variable")]
    [InlineData("dial tcp: lookup orders-db.data.svc on 10.0.0.10:53: no such host", "dns-failure")]
    [InlineData("psycopg2.OperationalError: could not connect to server: Connection refused", "connection-refused")]
    [InlineData("FATAL: password authentication failed for user \"app\"", "login-refused")]
    [InlineData("java.lang.OutOfMemoryError: Java heap space", "heap-exhausted")]
    [InlineData("write /data/wal: no space left on device", "disk-full")]
    [InlineData("ModuleNotFoundError: No module named 'flask'", "missing-module")]
    [InlineData("open /etc/app/config.yaml: no such file or directory", "missing-file")]
    [InlineData("Error from server (Forbidden): pods is forbidden: User \"system:serviceaccount:shop:api\" cannot list resource \"pods\"", "rbac-denied")]
    [InlineData("x509: certificate has expired or is not yet valid", "certificate-expired")]
    [InlineData("listen tcp :8080: bind: address already in use", "port-in-use")]
    public void Reads_the_cause_of_a_crash_from_its_last_lines(string line, string cause)
    {
        var pod = Given.Pod("api").Unready(Given.Crashing(1));
        var found = Given.Only(new() { Now = Given.Now, Pods = [pod], Logs = [new(pod.Key, "main", IsPrevious: true, ["starting", line])] }).Cause;
        Assert.Equal(cause, found.Cause);
        Assert.Contains(found.Evidence, evidence => evidence.IsLog && evidence.Theirs.ForAnalysis().Contains(line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(127, "command-not-found")]
    [InlineData(126, "command-not-executable")]
    [InlineData(139, "crash")]
    [InlineData(0, "ends-at-once")]
    [InlineData(137, "killed")]
    public void Reads_exit_codes(int code, string cause) => Assert.Equal(cause, Given.Only(Of(Given.Pod("api").Unready(Given.Crashing(code)))).Cause.Cause);

    [Fact]
    public void A_restart_of_yesterday_is_no_finding() => Assert.Empty(Diagnosis.Of(Of(Given.Pod("api") with
    {
        Containers = [new() { Name = "main", IsReady = true, IsRunning = true, Restarts = 1, LastEnded = new(1, null, "Error", default, Given.Ago(1500), Given.Ago(1441)) }],
    })));

    [Theory]
    [InlineData("rpc error: code = NotFound desc = failed to pull: web:9: not found", "image-not-found")]
    [InlineData("unauthorized: authentication required", "image-login")]
    [InlineData("toomanyrequests: You have reached your pull rate limit", "image-rate-limit")]
    [InlineData("no matching manifest for linux/arm64 in the manifest list entries", "wrong-architecture")]
    [InlineData("dial tcp: lookup registry.exmaple.com: no such host", "registry-unreachable")]
    public void Tells_why_an_image_cannot_be_pulled(string message, string cause) =>
        Assert.Equal(cause, Given.Only(Of(Given.Pod("api").Unready(Given.Waiting("ErrImagePull", message)) with { Phase = "Pending" })).Cause.Cause);

    [Fact]
    public void A_missing_secret_is_one_cause_for_everybody_who_waits_for_it()
    {
        var found = Given.Only(Of(
            Given.Pod("api").Unready(Given.Waiting("CreateContainerConfigError", "secret \"database\" not found")) with { Phase = "Pending" },
            Given.Pod("worker").Unready(Given.Waiting("CreateContainerConfigError", "secret \"database\" not found")) with { Phase = "Pending" })).Cause;
        Assert.Equal(("missing-secret", Given.Key("Secret", "database")), (found.Cause, found.About));
        Assert.Contains("Deployment/api, Deployment/worker", found.What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_key_names_the_keys_that_are_there()
    {
        var state = new ClusterState
        {
            Now = Given.Now, Pods = [Given.Pod("api").Unready(Given.Waiting("CreateContainerConfigError", "couldn't find key databse in ConfigMap shop/settings")) with { Phase = "Pending" }],
            ConfigKeys = new Dictionary<ObjectKey, IReadOnlyList<string>> { [Given.Key("ConfigMap", "settings")] = ["database", "level"] },
        };
        var found = Given.Only(state).Cause;
        Assert.Equal("missing-key", found.Cause);
        Assert.Contains(found.Evidence, evidence => evidence.Ours.Contains("database, level", StringComparison.Ordinal));
    }

    [Fact]
    public void A_probe_at_a_port_that_nobody_declares_is_the_cause_of_restarts()
    {
        var probe = new ProbeSpec("http", "9090", "/live");
        var pod = Given.Pod("web").Unready(Given.Crashing(137)) with { Spec = new() { Containers = [Given.Container() with { Liveness = probe }] } };
        var found = Given.Only(new() { Now = Given.Now, Pods = [pod], Events = [Given.Event(pod.Key, "Unhealthy", "Liveness probe failed: dial tcp 10.1.2.3:9090: connect: connection refused")] }).Cause;
        Assert.Equal(("probe-port", Confidence.Sure), (found.Cause, found.Confidence));
        Assert.Contains("9090", found.What, StringComparison.Ordinal);
        Assert.Contains("8080", found.Likely, StringComparison.Ordinal);
    }

    [Fact]
    public void An_eviction_follows_from_the_node_that_is_short_of_disk()
    {
        var node = Given.Node() with { Conditions = [new("Ready", "True", null, default, null), new("DiskPressure", "True", "KubeletHasDiskPressure", default, Given.Ago(30))] };
        var pod = Given.Pod("web") with { Phase = "Failed", Reason = "Evicted", Message = new("The node was low on resource: ephemeral-storage."), IsReady = false };
        var found = Given.Only(new() { Now = Given.Now, Nodes = [node], Pods = [pod] });
        Assert.Equal("node-disk-pressure", found.Cause.Cause);
        Assert.Equal("evicted-disk", Assert.Single(found.Follows).Cause);
    }
}
