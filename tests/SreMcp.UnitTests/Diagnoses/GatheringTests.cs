using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SreMcp.Answers;
using SreMcp.Diagnoses;
using SreMcp.Findings;
using SreMcp.UnitTests.Kubernetes.Api;
using Given = SreMcp.UnitTests.Kubernetes.Api.Given;

namespace SreMcp.UnitTests.Diagnoses;

/// <summary>What is gathered from API servers old and new, from those that refuse half, and what is said about it.</summary>
public sealed class GatheringTests
{
    private const string Crashing = """
        {"metadata":{"name":"api-5d4f8c7b9d-x","namespace":"shop","labels":{"pod-template-hash":"5d4f8c7b9d"},"ownerReferences":[{"kind":"ReplicaSet","name":"api-5d4f8c7b9d","uid":"1","controller":true}]},
        "spec":{"nodeName":"node-a","containers":[{"name":"main","image":"api:1","resources":{"limits":{"memory":"128Mi"}}}]},
        "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
        "containerStatuses":[{"name":"main","ready":false,"restartCount":9,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]}}
        """;

    private const string Budget = """
        {"metadata":{"name":"web","namespace":"shop"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"web"}}},"status":{"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1,"expectedPods":1}}
        """;

    private const string Web = """
        {"metadata":{"name":"web-0","namespace":"shop","labels":{"app":"web"}},"spec":{"nodeName":"node-a","containers":[{"name":"main","image":"web:1"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
        """;

    private const string Drained = """
        {"metadata":{"name":"node-a"},"spec":{"unschedulable":true},"status":{"conditions":[{"type":"Ready","status":"True"}],"allocatable":{"cpu":"4","memory":"8Gi"}}}
        """;

    private const string LateCron = """
        {"metadata":{"name":"settle","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"schedule":"0 * * * *"},"status":{"lastScheduleTime":"2026-01-02T00:00:00Z"}}
        """;

    private const string OldScaler = """
        {"metadata":{"name":"web","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z","annotations":{"autoscaling.alpha.kubernetes.io/conditions":"[{\"type\":\"ScalingActive\",\"status\":\"False\",\"reason\":\"FailedGetResourceMetric\",\"message\":\"unable to fetch metrics\"}]"}},
        "spec":{"maxReplicas":5,"scaleTargetRef":{"kind":"Deployment","name":"web"}}}
        """;

    private const string NewScaler = """
        {"metadata":{"name":"web","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"maxReplicas":5,"scaleTargetRef":{"kind":"Deployment","name":"web"}},
        "status":{"conditions":[{"type":"ScalingActive","status":"False","reason":"FailedGetResourceMetric","message":"unable to fetch metrics"}]}}
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Finds_the_same_on_an_old_and_on_a_current_release(bool isOld)
    {
        var world = (isOld ? ServedWorld.Old() : ServedWorld.New())
            .Holding("pods", Crashing, Web).Holding("nodes", Drained).Holding("poddisruptionbudgets", Budget).Holding("cronjobs", LateCron).Holding("horizontalpodautoscalers", isOld ? OldScaler : NewScaler);
        var (state, _) = await GatherAsync(world);
        Assert.Equal(["autoscaler-metrics", "budget-blocks", "cronjob-missed", "out-of-memory"], Diagnosis.Of(state).Select(cause => cause.Cause.Cause).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(state.Unseen, unseen => unseen.What is not "pod logs");
    }

    [Fact]
    public async Task Says_what_it_could_not_see_and_the_rules_that_would_show_it()
    {
        var (state, text) = await GatherAsync(ServedWorld.New().Holding("pods", Crashing).Forbidding("nodes", "services", "deployments", "ingresses", "networkpolicies", "horizontalpodautoscalers", "secrets"));
        Assert.Equal("out-of-memory", Assert.Single(Diagnosis.Of(state)).Cause.Cause);
        Assert.Contains("deployments.apps, horizontalpodautoscalers.autoscaling, ingresses.networking.k8s.io, networkpolicies.networking.k8s.io, nodes, services (forbidden)", text, StringComparison.Ordinal);
        Assert.Contains("""A ClusterRole with verbs [get, list] would show them: apiGroups [apps] resources [deployments]; apiGroups [autoscaling] resources [horizontalpodautoscalers]; apiGroups [networking.k8s.io] resources [ingresses, networkpolicies]; apiGroups [""] resources [nodes, services].""", text, StringComparison.Ordinal);

        // A right to read Secrets is not to be asked for in passing.
        Assert.DoesNotContain("secrets", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_so_when_not_even_pods_can_be_read()
    {
        var (_, text) = await GatherAsync(ServedWorld.New().Forbidding("pods", "events"));
        Assert.Contains("events, pods (forbidden)", text, StringComparison.Ordinal);
        Assert.Contains("name one with namespace", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_which_kinds_a_server_does_not_serve()
    {
        var (_, text) = await GatherAsync(ServedWorld.New().Without("poddisruptionbudgets"));
        Assert.Contains("poddisruptionbudgets.policy (not served)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_memory_in_use_where_metrics_are_served()
    {
        var world = ServedWorld.New().Serving("/apis/metrics.k8s.io/v1beta1/pods PodMetrics");
        await using var server = new ScriptedServer(path => path.StartsWith("/apis/metrics.k8s.io/v1beta1/namespaces/", StringComparison.Ordinal)
            ? Reply.Json("""{"kind":"PodMetricsList","metadata":{},"items":[{"metadata":{"name":"api-5d4f8c7b9d-x","namespace":"shop"},"containers":[{"name":"main","usage":{"cpu":"1m","memory":"121Mi"}}]}]}""")
            : world.Holding("pods", Crashing).Answer(path));
        using var cluster = Given.Cluster(server);
        var state = await StateGathering.GatherAsync(cluster, null, null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(121L << 20, Assert.Single(state.MemoryInUse).Value);
    }

    [Fact]
    public async Task Reads_the_public_part_of_a_tls_secret_and_nothing_else()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=shop.example.com", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-90), TimeProvider.System.GetUtcNow().AddHours(-3));
        var secret = $$$"""
            {"metadata":{"name":"tls","namespace":"shop"},"type":"kubernetes.io/tls","data":{"tls.key":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()))}}}","tls.crt":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()))}}}"}}
            """;
        var (state, text) = await GatherAsync(ServedWorld.New().Holding("secrets", secret, """{"metadata":{"name":"odd","namespace":"shop"},"data":{"tls.crt":"bm90IGEgY2VydGlmaWNhdGU="}}"""));
        Assert.Equal("certificate-expired", Assert.Single(Diagnosis.Of(state)).Cause.Cause);
        Assert.Contains("shop/Secret/tls its certificate ended", text, StringComparison.Ordinal);
        Assert.Contains("shop.example.com", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(key.ExportPkcs8PrivateKey())[40..60], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notices_objects_that_are_written_in_versions_which_have_a_successor()
    {
        var item = """{"metadata":{"name":"web","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[{"manager":"helm","apiVersion":"policy/v1beta1"},{"manager":"kube-controller-manager","apiVersion":"policy/v1beta1"}]}}""";
        var (now, _) = await GatherAsync(ServedWorld.New().Holding("poddisruptionbudgets", item));
        Assert.Equal(("policy/v1beta1", "helm"), now.OldVersions.Select(old => (old.Version, old.Writer)).Single());
        var (before, _) = await GatherAsync(ServedWorld.Old().Holding("poddisruptionbudgets", item));
        Assert.Empty(before.OldVersions);
    }

    [Fact]
    public async Task Reads_routes_of_the_gateway_api_like_ingresses()
    {
        var world = ServedWorld.New().Serving("/apis/gateway.networking.k8s.io/v1/httproutes HTTPRoute").Holding("httproutes", """
            {"metadata":{"name":"shop","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"hostnames":["shop.example.com"],"rules":[{"backendRefs":[{"name":"absent","port":80}]}]},
            "status":{"parents":[{"conditions":[{"type":"ResolvedRefs","status":"False","reason":"BackendNotFound","message":"no such service","lastTransitionTime":"2026-01-01T00:00:00Z"}]}]}}
            """);
        var causes = Diagnosis.Of((await GatherAsync(world)).State);
        Assert.Contains(causes, cause => cause.Cause.Cause is "ingress-backend" || cause.Follows.Any(finding => finding.Cause is "ingress-backend"));
        Assert.Contains(causes, cause => cause.Cause.Cause is "gateway-not-ready" || cause.Follows.Any(finding => finding.Cause is "gateway-not-ready"));
    }

    private const string ByHand = """{"metadata":{"name":"mainframe","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"clusterIP":"10.0.0.9","ports":[{"port":80}]}}""";

    private const string LeadsThere = """
        {"metadata":{"name":"mainframe","namespace":"shop","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"rules":[{"http":{"paths":[{"backend":{"service":{"name":"mainframe","port":{"number":80}}}}]}}]},"status":{"loadBalancer":{"ingress":[{}]}}}
        """;

    [Theory]
    [InlineData("v1", "true", 0)]
    [InlineData("v1", "false", 1)]
    [InlineData("v1beta1", "true", 0)]
    [InlineData("v1beta1", "false", 1)]
    public async Task Reads_where_a_service_without_selector_leads_from_slices(string version, string ready, int causes)
    {
        var slice = $$$"""{"metadata":{"name":"mainframe-x","namespace":"shop","labels":{"kubernetes.io/service-name":"mainframe"}},"endpoints":[{"addresses":["192.0.2.1"],"conditions":{"ready":{{{ready}}}}}]}""";
        var (state, _) = await GatherAsync(ServedWorld.New().Serving($"/apis/discovery.k8s.io/{version}/endpointslices EndpointSlice").Holding("services", ByHand).Holding("ingresses", LeadsThere).Holding("endpointslices", slice));
        Assert.Equal((causes is 0 ? 1 : 0, causes), (state.EndpointCounts!.Single().Ready, Diagnosis.Of(state).Count));
        Assert.All(Diagnosis.Of(state), cause => Assert.Equal("service-without-endpoints", cause.Cause.Cause));
    }

    [Theory]
    [InlineData("addresses", 0)]
    [InlineData("notReadyAddresses", 1)]
    public async Task Reads_it_from_endpoints_where_no_slices_are_served(string field, int causes)
    {
        var world = ServedWorld.Old().Holding("services", ByHand).Holding("ingresses", LeadsThere);
        await using var server = new ScriptedServer(path => path.StartsWith("/api/v1/namespaces/shop/endpoints/mainframe", StringComparison.Ordinal)
            ? Reply.Json($$$"""{"kind":"Endpoints","apiVersion":"v1","metadata":{"name":"mainframe","namespace":"shop"},"subsets":[{"{{{field}}}":[{"ip":"192.0.2.1"}]}]}""")
            : world.Answer(path));
        using var cluster = Given.Cluster(server);
        var state = await StateGathering.GatherAsync(cluster, null, null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal(causes, Diagnosis.Of(state).Count);
    }

    [Fact]
    public async Task Of_a_whole_cluster_asks_for_no_slices_that_pods_tell_anyway()
    {
        List<string> asked = [];
        var world = ServedWorld.New().Serving("/apis/discovery.k8s.io/v1/endpointslices EndpointSlice");
        await using var server = new ScriptedServer(path =>
        {
            lock (asked)
            {
                asked.Add(Uri.UnescapeDataString(path));
            }

            return world.Answer(path);
        });
        using var cluster = Given.Cluster(server);
        await StateGathering.GatherAsync(cluster, null, null, TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Contains("managed-by!=endpointslice-controller.k8s.io", Assert.Single(asked, path => path.Contains("/endpointslices?", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(asked, path => path.Contains("/api/v1/endpoints", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deletion_that_waits_is_noticed_whatever_the_kind()
    {
        var (state, _) = await GatherAsync(ServedWorld.New().Holding("services", """{"metadata":{"name":"web","namespace":"shop","deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["service.kubernetes.io/load-balancer-cleanup"]},"spec":{}}"""));
        var found = Assert.Single(Diagnosis.Of(state)).Cause;
        Assert.Equal(("deletion-waits", new ObjectKey("Service", "shop", "web")), (found.Cause, found.About));
    }

    private static async Task<(ClusterState State, string Text)> GatherAsync(ServedWorld world)
    {
        await using var server = world.Start();
        using var cluster = Given.Cluster(server);
        var state = await StateGathering.GatherAsync(cluster, null, null, TimeProvider.System, TestContext.Current.CancellationToken);
        var answer = new Answer();
        DiagnosisText.Add(answer, Diagnosis.Of(state), state);
        return (state, answer.Render("fence", Given.Redactor));
    }
}
