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
    [InlineData("listen tcp :80: bind: permission denied", "privileged-port")]
    [InlineData("open /data/x: permission denied", "permission-denied")]
    [InlineData("exec /app/run.sh: permission denied", "command-not-executable")]
    [InlineData("env: 'bash\\r': No such file or directory", "bad-interpreter")]
    [InlineData("Could not resolve placeholder 'DB_URL' in value \"${DB_URL}\"", "missing-variable")]
    [InlineData("nginx: [emerg] host not found in upstream \"api\" in /etc/nginx/nginx.conf:3", "dns-failure")]
    [InlineData("nginx: [emerg] unexpected end of file, expecting \"}\" in /etc/nginx/nginx.conf:30", "bad-configuration")]
    [InlineData("strconv.Atoi: parsing \"ten\": invalid syntax", "bad-configuration")]
    [InlineData("Error: ENOSPC: System limit for number of file watchers reached, watch '/app'", "file-watch-limit")]
    [InlineData("accept4: too many open files", "too-many-files")]
    [InlineData("max virtual memory areas vm.max_map_count [65530] is too low", "node-setting")]
    [InlineData("DefaultAzureCredential failed: ManagedIdentityCredential authentication unavailable", "cloud-denied")]
    [InlineData("FATAL: data directory \"/var/lib/postgresql/data\" has wrong ownership", "data-unusable")]
    [InlineData("ERROR 1205: Lock wait timeout exceeded; try restarting transaction", "database-lock")]
    [InlineData("ERROR: cannot execute INSERT in a read-only transaction", "read-only-replica")]
    [InlineData("no matches for kind \"Queue\" in version \"example.com/v1\"", "missing-kind")]
    [InlineData("org.apache.kafka.common.errors: UNKNOWN_TOPIC_OR_PARTITION", "missing-remote-object")]
    [InlineData("Error: license key is not valid", "license-invalid")]
    [InlineData("E1120 leaderelection.go:330] failed to renew lease kube-system/op: timed out waiting for the condition", "leader-lost")]
    [InlineData("[FATAL] plugin/loop: Loop (127.0.0.1:43 -> :53) detected for zone \".\"", "dns-loop")]
    [InlineData("read tcp 10.1.2.3:4->10.1.2.4:5432: read: connection reset by peer", "connection-reset")]
    [InlineData("tls: first record does not look like a TLS handshake", "protocol-mismatch")]
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
    public void A_key_that_a_volume_lacks_is_told_of_the_object_that_the_volume_names()
    {
        var pod = Given.Pod("api").Unready(Given.Waiting("ContainerCreating", "")) with { Phase = "Pending", Spec = new() { Containers = [Given.Container()], Volumes = [new("rules", "Secret", "gate-rules", IsOptional: false)] } };
        var found = Given.Only(new() { Now = Given.Now, Pods = [pod], Events = [Given.Event(pod.Key, "FailedMount", "MountVolume.SetUp failed for volume \"rules\" : references non-existent secret key: gate.yaml")] }).Cause;
        Assert.Equal(("missing-key", Given.Key("Secret", "gate-rules")), (found.Cause, found.About));
    }

    [Theory]
    [InlineData("container's runAsUser breaks non-root policy (pod: \"api\", container: main)", "runs-as-root")]
    [InlineData("container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root", "runs-as-root")]
    [InlineData("failed to prepare subPath for volumeMount \"conf\" of container \"main\"", "mount-subpath")]
    public void Reads_why_a_container_cannot_be_made(string message, string cause) =>
        Assert.Equal(cause, Given.Only(Of(Given.Pod("api").Unready(Given.Waiting("CreateContainerConfigError", message)) with { Phase = "Pending" })).Cause.Cause);

    [Fact]
    public void The_last_words_of_a_container_tell_the_cause_when_its_log_is_gone()
    {
        var pod = Given.Pod("api").Unready(Given.Crashing(1) with { LastEnded = new(1, null, "Error", new("starting\nwrite /data/wal: no space left on device"), Given.Ago(4), Given.Ago(3)) });
        Assert.Equal("disk-full", Given.Only(Of(pod)).Cause.Cause);
    }

    [Theory]
    [InlineData("exec: \"pg_isready\": executable file not found in $PATH", "probe-command")]
    [InlineData("Get \"https://10.1.2.3:8080/\": http: server gave HTTP response to HTTPS client", "probe-scheme")]
    [InlineData("service unhealthy (responded with \"NOT_SERVING\")", "probe-status")]
    [InlineData("Get \"http://10.1.2.3:8080/\": context deadline exceeded", "probe-timeout")]
    public void Reads_why_a_probe_fails(string said, string cause)
    {
        var pod = Given.Pod("web").Unready() with { Spec = new() { Containers = [Given.Container() with { Readiness = new("http", "8080", "/") }] } };
        Assert.Equal(cause, Diagnosis.Of(new() { Now = Given.Now, Pods = [pod], Events = [Given.Event(pod.Key, "Unhealthy", $"Readiness probe failed: {said}")] })[0].Cause.Cause);
    }

    [Fact]
    public void A_probe_that_fails_for_want_of_a_peer_follows_from_what_ails_the_peer()
    {
        var web = Given.Pod("web").Unready() with { Spec = new() { Containers = [Given.Container() with { Readiness = new("http", "8080", "/ready") }] } };
        var found = Given.Only(new()
        {
            Now = Given.Now, Services = [Given.Service("db", "db")], Pods = [web, Given.Pod("db").Unready(Given.Crashing(137, "OOMKilled"))],
            Events = [Given.Event(web.Key, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503")], Logs = [new(web.Key, "main", IsPrevious: false, ["connection to server at \"db\" (10.0.0.7), port 5432 failed: Connection refused"])],
        });
        Assert.Equal("out-of-memory", found.Cause.Cause);
        Assert.Contains(found.Follows, finding => finding.Cause is "probe-status");
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
