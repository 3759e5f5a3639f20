using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using static SreMcp.IntegrationTests.Kubernetes.Api.OpenedCluster;

namespace SreMcp.IntegrationTests.Kubernetes.Api;

public sealed class ReadingTests(ControlPlanes planes)
{
    [Theory]
    [InlineData("po", "v1", "Pod")]
    [InlineData("deploy", "apps/v1", "Deployment")]
    [InlineData("cronjobs", "batch/v1beta1", "CronJob")]
    [InlineData("pdb", "policy/v1beta1", "PodDisruptionBudget")]
    [InlineData("hpa", "autoscaling/v1", "HorizontalPodAutoscaler")]
    [InlineData("ingress", "networking.k8s.io/v1", "Ingress")]
    [InlineData("events", "v1", "Event")]
    [InlineData("ca", "shop.example.com/v1", "Cart")]
    [InlineData("autoscaling/v2beta2/HorizontalPodAutoscaler", "autoscaling/v2beta2", "HorizontalPodAutoscaler")]
    public async Task Finds_the_version_that_this_server_serves(string written, string apiVersion, string kind)
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using var opened = new OpenedCluster(plane);

        var resource = await opened.Cluster.ResolveAsync(written, Ended);

        Assert.Equal((apiVersion, kind), (resource.ApiVersion, resource.Kind));
    }

    [Fact]
    public async Task Reads_the_same_rows_in_pages_and_at_once()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        await plane.World.NamespaceAsync("pages");
        await plane.World.CreateAsync(string.Join("\n---\n", Enumerable.Range(0, 12).Select(index => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: c{index:00}, namespace: pages }}\ndata: {{ n: '{index}' }}")));
        using var opened = new OpenedCluster(plane);
        var configMaps = await opened.Cluster.ResolveAsync("cm", Ended);
        var page = new TablePage();

        var paged = await opened.AllAsync(opened.Cluster.RowsAsync(configMaps, new() { Namespace = "pages", PageSize = 5, Page = page }, Ended));
        var atOnce = await opened.AllAsync(opened.Cluster.RowsAsync(configMaps, new() { Namespace = "pages" }, Ended));
        var first = await opened.AllAsync(opened.Cluster.RowsAsync(configMaps, new() { Namespace = "pages", PageSize = 5, Limit = 7, Page = page }, Ended));
        var (cursor, remaining) = (page.Cursor, page.Remaining);
        var rest = await opened.AllAsync(opened.Cluster.RowsAsync(configMaps, new() { Namespace = "pages", PageSize = 5, From = cursor }, Ended));

        Assert.Contains("c00", atOnce.Select(row => row.Name));
        Assert.Equal(atOnce.Select(row => row.Name), paged.Select(row => row.Name));
        Assert.Equal(atOnce.Select(row => row.Name), first.Concat(rest).Select(row => row.Name));
        Assert.NotNull(remaining);
        Assert.Equal("1", atOnce.Single(row => row.Name == "c00")["Data"]);
    }

    [Fact]
    public async Task Knows_the_namespace_of_every_row_of_all_namespaces()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using var opened = new OpenedCluster(plane);

        var rows = await opened.AllAsync(opened.Cluster.RowsAsync(await opened.Cluster.ResolveAsync("deployments", Ended), new() { WithLabels = true }, Ended));

        var expected = (await plane.Admin.GetAsync("/apis/apps/v1/deployments"))["items"]!.AsArray().Select(item => $"{item!["metadata"]!["namespace"]}/{item["metadata"]!["name"]}");
        Assert.Equal(expected.Order(), rows.Select(row => $"{row.Namespace}/{row.Name}").Order());
        var api = rows.Single(row => row is { Namespace: "payments", Name: "api" });
        Assert.Equal("pay", api.Labels["team"]);
        Assert.NotNull(api.Created);
    }

    [Fact]
    public async Task Finds_the_sick_pods_and_only_them()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        await plane.Admin.WaitAsync("/api/v1/namespaces/payments/pods?labelSelector=app%3Dledger", Crashes);
        using var opened = new OpenedCluster(plane);
        var pods = await opened.Cluster.ResolveAsync("pods", Ended);

        var rows = await opened.AllAsync(opened.Cluster.RowsAsync(pods, new() { Namespace = "payments" }, Ended));
        var sick = rows.Where(row => Problems.Of(pods, row) is not null).Select(row => row.Name[..row.Name.IndexOf('-', StringComparison.Ordinal)]);

        Assert.Equal(["ledger", "ledger", "migrate"], sick.Order());
    }

    [Fact]
    public async Task Reads_the_health_of_custom_resources_from_their_conditions()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using var opened = new OpenedCluster(plane);
        var carts = await opened.Cluster.ResolveAsync("carts", Ended);

        var found = await opened.AllAsync(opened.Cluster.ObjectsAsync(carts, new() { Namespace = "portfolio" }, Ended));

        Assert.False(Problems.AreInTable(carts));
        Assert.Equal(
            [("first", "Ready is False: BackendDown"), ("second", null)],
            found.Select(cart => (cart.Name, Problems.Of(cart, TimeProvider.System.GetUtcNow())?.Reason)));
    }

    [Fact]
    public async Task Lets_no_secret_value_out_of_any_kind_of_object()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using var opened = new OpenedCluster(plane);

        var secret = await opened.Cluster.GetAsync(await opened.Cluster.ResolveAsync("secrets", Ended), "payments", "api-credentials", Ended);

        Assert.Equal(["api-key", "connection-string", "database-password"], secret.Map("data").Keys);
        Assert.All(PlantedSecrets.All.Values, planted => Assert.DoesNotContain(planted, secret.Json.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_which_cluster_it_is_and_what_its_namespace_is_labelled()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using var opened = new OpenedCluster(plane);

        var target = await opened.Cluster.IdentifyAsync("payments", "Deployment", "api", Ended);

        Assert.Equal((plane.ClusterId, "pay"), (target.Cluster.ClusterId, target.NamespaceLabels["team"]));
    }

    [Fact]
    public async Task Names_what_is_not_there()
    {
        var plane = await planes.DevelopmentAsync();
        using var opened = new OpenedCluster(plane);
        var pods = await opened.Cluster.ResolveAsync("pods", Ended);

        var kind = await Assert.ThrowsAsync<SreException>(() => opened.Cluster.ResolveAsync("deploymint", Ended));
        var name = await Assert.ThrowsAsync<SreException>(() => opened.Cluster.GetAsync(pods, "default", "absent", Ended));
        var selector = await Assert.ThrowsAsync<SreException>(() => opened.AllAsync(opened.Cluster.RowsAsync(pods, new() { LabelSelector = "a in (" }, Ended)));

        Assert.Contains("Nearest: Deployment", kind.What, StringComparison.Ordinal);
        Assert.Equal(Errors.Answers.NotFound, name.Code);
        Assert.StartsWith("SRE04", selector.Code.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_Helm_and_the_autoscaler_over_a_pod_of_their_deployment()
    {
        var plane = await planes.DevelopmentAsync();
        await plane.SeededAsync();
        using var opened = new OpenedCluster(plane);
        var pods = await opened.Cluster.ResolveAsync("pods", Ended);
        var pod = (await opened.AllAsync(opened.Cluster.ObjectsAsync(pods, new() { Namespace = "gateway", LabelSelector = "app=web" }, Ended)))[0];

        var owners = await Ownership.FindAsync(opened.Cluster, pod, Ended);

        Assert.Equal(
            [(OwnerKind.Helm, "gateway/web"), (OwnerKind.Controller, "Deployment/web"), (OwnerKind.Autoscaler, "HorizontalPodAutoscaler/web")],
            owners.Where(owner => !owner.Name.StartsWith("ReplicaSet/", StringComparison.Ordinal)).Select(owner => (owner.Kind, owner.Name)).OrderBy(owner => owner.Name.Length));
    }

    private static bool Crashes(JsonNode list) =>
        list["items"]!.AsArray().All(pod => (string?)pod!["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"] == "CrashLoopBackOff");
}
