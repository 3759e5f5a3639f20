using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Two clusters that run the same release, a Service that leads to one of them, and the page that users see.</summary>
internal sealed class SwappedClusters : IDisposable
{
    public const string Blue = "blue.shop.example";
    public const string Green = "green.shop.example";

    private readonly ControlPlane _blue;
    private readonly ControlPlane _green;

    private SwappedClusters(ControlPlane blue, ControlPlane green, ClusterBundle edge)
    {
        (_blue, _green, Edge) = (blue, green, edge);
        Page = new(HostAsync);
    }

    /// <summary>What is run; it also knows the cluster that gets the traffic and has the Service.</summary>
    public ClusterBundle Edge { get; }

    public HealthPage Page { get; }

    public static async Task<SwappedClusters> CreateAsync(ControlPlanes planes)
    {
        var (blue, green) = await planes.BothAsync();
        var edge = await ClusterBundle.CreateAsync(green);
        edge.Variables["KUBECONFIG"] = $"{blue.Kubeconfig}:{green.Kubeconfig}";
        await blue.SeededAsync();
        await blue.World.NamespaceAsync(edge.Namespace);
        await edge.CreateAsync($$"""
            apiVersion: v1
            kind: Service
            metadata: { name: shop, namespace: NAMESPACE }
            spec: { type: ExternalName, externalName: {{Blue}} }
            """);
        foreach (var plane in new[] { blue, green })
        {
            await plane.World.CreateAsync($$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: web, namespace: {{edge.Namespace}}, labels: { app.kubernetes.io/instance: shop, helm.sh/chart: shop-1.2.3 } }
                spec:
                  replicas: 1
                  selector: { matchLabels: { app: web } }
                  template:
                    metadata: { labels: { app: web } }
                    spec: { containers: [{ name: main, image: "registry.example/web:1" }] }
                """);
            await plane.World.RolledOutAsync(edge.Namespace, "web");
        }

        return new(blue, green, edge);
    }

    /// <param name="others">Parameters that shall be different.</param>
    public void Write(params (string Name, string Value)[] others)
    {
        Dictionary<string, TemplateValue> values = new(StringComparer.Ordinal)
        {
            ["blue-context"] = $"{_blue.Context}-reader",
            ["blue-cluster-id"] = _blue.ClusterId,
            ["blue-host"] = Blue,
            ["blue-url"] = Page.Of("blue"),
            ["blue-answer"] = "cluster: blue",
            ["green-context"] = $"{_green.Context}-reader",
            ["green-cluster-id"] = _green.ClusterId,
            ["green-host"] = Green,
            ["green-url"] = Page.Of("green"),
            ["green-answer"] = "cluster: green",
            ["health-url"] = Page.Of("users"),
            ["releases"] = new TemplateValue.Table([ClusterBundle.Row(("release", "shop"), ("namespace", Edge.Namespace))]),
            ["namespace"] = Edge.Namespace,
            ["service"] = "shop",
            ["pause"] = "2s",
            ["timeout"] = "10s",
        };
        foreach (var (name, value) in others)
        {
            values[name] = value;
        }

        Edge.Write("kubernetes_cluster_swap", values);
    }

    public Task<string> EndsAsync(int exit, string script, params IReadOnlyList<string> options) => Edge.EndsAsync(exit, script, options);

    /// <summary>Where the Service leads.</summary>
    public async Task<string> HostAsync() => (string)(await _green.Admin.GetAsync(ServicePath))["spec"]!["externalName"]!;

    /// <summary>Lets Argo CD keep the Service.</summary>
    public Task OwnAsync() => _green.Admin.MergeAsync(ServicePath, System.Text.Json.Nodes.JsonNode.Parse("""{"metadata":{"labels":{"argocd.argoproj.io/instance":"shop"}}}""")!.AsObject());

    public void Dispose()
    {
        Page.Dispose();
        Edge.Dispose();
    }

    private string ServicePath => $"/api/v1/namespaces/{Edge.Namespace}/services/shop";
}
