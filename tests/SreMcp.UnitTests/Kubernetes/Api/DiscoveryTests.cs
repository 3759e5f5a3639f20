using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

public sealed class DiscoveryTests
{
    private static readonly ApiResource[] Served =
    [
        Given.Pods,
        Given.Resource("", "v1", "Event", "events") with { ShortNames = ["ev"] },
        Given.Deployments,
        Given.Deployments with { Version = "v1beta2", IsPreferred = false },
        Given.Resource("events.k8s.io", "v1", "Event", "events") with { ShortNames = ["ev"] },
        Given.Resource("extensions", "v1beta1", "Ingress", "ingresses") with { ShortNames = ["ing"] },
        Given.Resource("networking.k8s.io", "v1", "Ingress", "ingresses") with { ShortNames = ["ing"] },
        Given.Resource("metrics.k8s.io", "v1beta1", "PodMetrics", "pods"),
        Given.Certificates,
        Given.Resource("networking.internal.knative.dev", "v1alpha1", "Certificate", "certificates"),
        Given.Resource("acme.example", "v1", "Pod", "pods"),
        Given.Resource("acme.example", "v1", "Widget", "widgets") with { ShortNames = ["po"] },
    ];

    [Theory]
    [InlineData("pods", "pods")]
    [InlineData("Pod", "pods")]
    [InlineData("POD", "pods")]
    [InlineData("po", "pods")]
    [InlineData("v1/Pod", "pods")]
    [InlineData("pods.metrics.k8s.io", "pods.metrics.k8s.io")]
    [InlineData("PodMetrics", "pods.metrics.k8s.io")]
    [InlineData("pods.acme.example", "pods.acme.example")]
    [InlineData("acme.example/v1/Pod", "pods.acme.example")]
    [InlineData("deployments.apps", "deployments.apps")]
    [InlineData("deploy.apps", "deployments.apps")]
    [InlineData("deployment.v1.apps", "deployments.apps")]
    [InlineData("apps/v1/Deployment", "deployments.apps")]
    [InlineData("apps/deployment", "deployments.apps")]
    [InlineData("ingress", "ingresses.networking.k8s.io")]
    [InlineData("ing", "ingresses.networking.k8s.io")]
    [InlineData("ingresses.extensions", "ingresses.extensions")]
    [InlineData("events", "events")]
    [InlineData("certificates.cert-manager.io", "certificates.cert-manager.io")]
    [InlineData("cert", "certificates.cert-manager.io")]
    public void Finds_a_kind_however_it_is_written(string written, string meant) => Assert.Equal(meant, KindName.Choose(written, Served)?.FullName);

    [Fact]
    public void Takes_the_version_that_is_named_even_if_another_is_preferred() => Assert.Equal("v1beta2", KindName.Choose("apps/v1beta2/Deployment", Served)?.Version);

    [Theory]
    [InlineData("")]
    [InlineData("pods/../secrets")]
    [InlineData("a/b/c/d")]
    [InlineData("pods?x=1")]
    [InlineData("--all")]
    [InlineData("apps/v9/Deployment")]
    public void Finds_nothing_where_nothing_is_meant(string written) => Assert.Null(KindName.Choose(written, Served));

    [Fact]
    public void Names_the_candidates_when_two_groups_are_equally_good()
    {
        var refused = Assert.Throws<SreException>(() => KindName.Choose("certificates", Served));

        Assert.Equal(Errors.Objects.AmbiguousKind, refused.Code);
        Assert.Contains("certificates.cert-manager.io or certificates.networking.internal.knative.dev", refused.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_group_by_group_and_keeps_what_answers_when_one_backend_is_down()
    {
        await using var server = new ScriptedServer(Old);
        using var cluster = Given.Cluster(server);

        var cronJobs = await cluster.ResolveAsync("cronjobs", TestContext.Current.CancellationToken);
        var jobs = await cluster.ResolveAsync("job", TestContext.Current.CancellationToken);

        Assert.Equal(("batch/v1beta1", "batch/v1"), (cronJobs.ApiVersion, jobs.ApiVersion));
        Assert.Equal(["status"], jobs.Subresources);
        Assert.Equal(["metrics.k8s.io/v1beta1"], await cluster.BrokenGroupsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["pods", "jobs.batch", "cronjobs.batch"], (await cluster.ResourcesAsync(TestContext.Current.CancellationToken)).Select(resource => resource.FullName));
    }

    [Fact]
    public async Task Reads_everything_in_two_requests_where_discovery_is_aggregated()
    {
        await using var server = new ScriptedServer(path => Reply.Of(path is "/api" ? AggregatedCore : AggregatedGroups, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
        using var cluster = Given.Cluster(server);

        var deployments = await cluster.ResolveAsync("deploy", TestContext.Current.CancellationToken);

        Assert.Equal(("apps/v1", "Deployment", true), (deployments.ApiVersion, deployments.Kind, deployments.IsNamespaced));
        Assert.Equal(["scale"], deployments.Subresources);
        Assert.False((await cluster.ResolveAsync("v1/Node", TestContext.Current.CancellationToken)).IsNamespaced);
        Assert.Equal(["metrics.k8s.io/v1beta1"], await cluster.BrokenGroupsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["/api", "/apis"], server.Requests);
    }

    [Fact]
    public async Task Asks_only_the_core_group_for_a_kind_that_it_serves()
    {
        await using var server = new ScriptedServer(Old);
        using var cluster = Given.Cluster(server);

        var pods = await cluster.ResolveAsync("Pod", TestContext.Current.CancellationToken);
        Assert.Equal("pods", (await cluster.ResolveAsync("v1/Pod", TestContext.Current.CancellationToken)).FullName);

        Assert.Equal(("pods", "v1"), (pods.FullName, pods.ApiVersion));
        Assert.Equal(["/api", "/api/v1"], server.Requests);
    }

    [Theory]
    [InlineData("pods", "pods")]
    [InlineData("v1/Pod", "pods")]
    [InlineData("events", "events")]
    [InlineData("po", null)]
    [InlineData("ingress", null)]
    [InlineData("widgets", null)]
    public void The_core_group_answers_for_its_full_names_only(string written, string? meant) => Assert.Equal(meant, KindName.ChooseCore(written, Served)?.FullName);

    [Theory]
    [InlineData("pods", true)]
    [InlineData("v1/Pod", true)]
    [InlineData("pods.metrics.k8s.io", false)]
    [InlineData("acme.example/v1/Pod", false)]
    [InlineData("", false)]
    public void Only_a_kind_without_another_group_may_be_of_the_core(string written, bool may) => Assert.Equal(may, KindName.MayBeCore(written));

    [Fact]
    public async Task Asks_again_once_for_a_kind_that_it_does_not_know_and_names_the_nearest()
    {
        var time = new ManualTime();
        await using var server = new ScriptedServer(Old);
        using var cluster = Given.Cluster(server, time);
        await cluster.ResolveAsync("jobs", TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(1));

        var first = await Assert.ThrowsAsync<SreException>(() => cluster.ResolveAsync("cronjop", TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<SreException>(() => cluster.ResolveAsync("cronjop", TestContext.Current.CancellationToken));

        Assert.Equal(Errors.Objects.UnknownKind, first.Code);
        Assert.Contains("CronJob", first.What, StringComparison.Ordinal);
        Assert.Contains("metrics.k8s.io/v1beta1", first.What, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count(path => path == "/apis"));
    }

    private static Reply Old(string path) => path switch
    {
        "/api" => Reply.Json("""{"kind":"APIVersions","versions":["v1"]}"""),
        "/apis" => Reply.Json("""
            {"kind":"APIGroupList","groups":[
              {"name":"batch","versions":[{"groupVersion":"batch/v1beta1","version":"v1beta1"},{"groupVersion":"batch/v1","version":"v1"}],"preferredVersion":{"groupVersion":"batch/v1","version":"v1"}},
              {"name":"../../api","versions":[{"version":"v1"}]},
              {"name":"metrics.k8s.io","versions":[{"groupVersion":"metrics.k8s.io/v1beta1","version":"v1beta1"}]}]}
            """),
        "/api/v1" => Reply.Json("""{"resources":[{"name":"pods","singularName":"","namespaced":true,"kind":"Pod","verbs":["get","list"],"shortNames":["po"]},{"name":"pods/log","kind":"Pod","verbs":["get"]}]}"""),
        "/apis/batch/v1" => Reply.Json("""{"resources":[{"name":"jobs","namespaced":true,"kind":"Job","verbs":["list"]},{"name":"jobs/status","kind":"Job","verbs":["get"]}]}"""),
        "/apis/batch/v1beta1" => Reply.Json("""{"resources":[{"name":"cronjobs","namespaced":true,"kind":"CronJob","verbs":["list"]}]}"""),
        _ => Reply.Json("""{"kind":"Status","code":503}""", 503),
    };

    private const string AggregatedCore = """
        {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"creationTimestamp":null},"versions":[{"version":"v1","freshness":"Current","resources":[
          {"resource":"nodes","responseKind":{"group":"","version":"","kind":"Node"},"scope":"Cluster","singularResource":"node","verbs":["list"],"shortNames":["no"]}]}]}]}
        """;

    private const string AggregatedGroups = """
        {"kind":"APIGroupDiscoveryList","items":[
          {"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":[
            {"resource":"deployments","responseKind":{"group":"","version":"","kind":"Deployment"},"scope":"Namespaced","singularResource":"deployment","verbs":["list"],"shortNames":["deploy"],
             "subresources":[{"subresource":"scale","responseKind":{"group":"autoscaling","version":"v1","kind":"Scale"},"verbs":["get"]}]}]}]},
          {"metadata":{"name":"metrics.k8s.io"},"versions":[{"version":"v1beta1","freshness":"Stale"}]}]}
        """;
}
