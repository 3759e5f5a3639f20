using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary><c>read_kubernetes_connectivity</c> over stdio on a real control plane.</summary>
public sealed class ConnectivityTests(ControlPlanes planes) : IDisposable
{
    private const int Tries = 20;
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("Deployment/web", "Service/api:80", "Yes, as far as the cluster says", "EndpointSlices list 1 ready address")]
    [InlineData("Deployment/web", "Service/typo", "breaks at endpoints", "way/Deployment/api pods have app=api")]
    [InlineData("Deployment/web", "named", "breaks at targetPort", "targetPort web/TCP is the name of no container port")]
    [InlineData("Deployment/web", "sleepy:80", "breaks at endpoints", "0 ready endpoints: none of 1 pod behind it is ready")]
    [InlineData("Deployment/narrow", "Service/api", "breaks at egress", "way/NetworkPolicy/narrow spec.egress[0].ports: UDP 53, TCP 53")]
    [InlineData("Deployment/mute", "Service/api", "breaks at dns", "way/NetworkPolicy/mute spec.egress: none")]
    [InlineData("Deployment/web", "Service/backend", "breaks at ingress", "spec.ingress[0].from: pods tier=backend")]
    [InlineData("Deployment/web", "db.way-data:5432", "breaks at ingress", "namespace way labels team=shop")]
    [InlineData("Deployment/web", "way-data/Service/store:5432", "Yes, as far as the cluster says", "allowed by NetworkPolicy store")]
    [InlineData("Deployment/web", "apj:80", "breaks at name", "did you mean api?")]
    [InlineData("Deployment/web", "store:5432", "breaks at name", "call store.way-data")]
    [InlineData("outside", "http://shop.way.example/cart", "breaks at class", "IngressClass nobody does not exist")]
    [InlineData("Deployment/web", "Service/several", "In part: port 9090 breaks at targetPort, nothing breaks port 80", "targetPort metrics/TCP is the name of no container port")]
    [InlineData("Deployment/web", "ledger-0.ledger.way-data:5432", "Yes, as far as the cluster says", "is way-data/Pod/ledger-0, by the headless way-data/Service/ledger")]
    [InlineData("Deployment/web", "ledger-9.ledger.way-data:5432", "breaks at name", "did you mean ledger-0?")]
    [InlineData("Deployment/narrow", "postgres://admin:s3cret@db.example.com/orders", "breaks at egress", "From way/Deployment/narrow to db.example.com:5432\n")]
    [InlineData("outside", "https://gateway.way.example/cart", "Yes, as far as the cluster says", "way/Gateway/edge, listener https:443, serves way/HTTPRoute/good")]
    [InlineData("outside", "http://gateway.way.example/cart", "breaks at gateway", "does not listen on port 80")]
    [InlineData("outside", "HTTPRoute/lost", "breaks at gateway", "way/HTTPRoute/lost spec.parentRefs[0].sectionName tls")]
    public async Task Says_where_a_way_ends(string from, string to, string verdict, string evidence)
    {
        var plane = await WorldAsync();
        await using var agent = await AgentAsync(plane);
        var said = "";
        for (var tries = 0; tries < Tries && !(said.Contains(verdict, StringComparison.Ordinal) && said.Contains(evidence, StringComparison.Ordinal)); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(tries * 100), TestContext.Current.CancellationToken);
            said = (await AskAsync(agent, plane.Context, from, to)).Good();
        }

        Assert.Contains(verdict, said.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(evidence, said, StringComparison.Ordinal);
        Assert.Contains("nothing was sent", said, StringComparison.Ordinal);
        Assert.InRange(said.Length / 4, 1, 1_000);
    }

    [Fact]
    public async Task Says_what_it_cannot_start_from()
    {
        var plane = await WorldAsync();
        await using var agent = await AgentAsync(plane);
        Assert.Contains("Did you mean web?", (await AskAsync(agent, plane.Context, "Deployment/wep", "api")).Bad("SRE0490"), StringComparison.Ordinal);
        (await AskAsync(agent, plane.Context, "Deployment/web", "ConfigMap/api")).Bad("SRE0491");
        (await AskAsync(agent, plane.Context, "Deployment/web", "db.example.com")).Bad("SRE0492");
        (await AskAsync(agent, $"{plane.Context}-nobody", "Deployment/web", "api")).Bad("SRE0493");
    }

    private static Task<Reply> AskAsync(Agent agent, string context, string from, string to) =>
        agent.CallAsync("read_kubernetes_connectivity", ("context", context), ("namespace", "way"), ("from", from), ("to", to));

    private async Task<Agent> AgentAsync(ControlPlane plane) => await Agent.StartAsync(new(_home) { Kubeconfig = [plane.Kubeconfig] });

    private async Task<ControlPlane> WorldAsync()
    {
        var plane = await planes.ProductionAsync();
        await plane.World.EnsureNodesAsync();
        await plane.World.NamespaceAsync("way", ("team", "shop"));
        await plane.World.NamespaceAsync("way-data", ("team", "data"));
        foreach (var (space, name, outcome, port) in new[]
        {
            ("way", "web", "ready", 8080), ("way", "narrow", "ready", 8080), ("way", "mute", "ready", 8080), ("way", "api", "ready", 8080), ("way", "backend", "ready", 8080), ("way", "sleepy", "unready", 8080),
            ("way-data", "db", "ready", 5432), ("way-data", "store", "ready", 5432),
        })
        {
            await plane.World.CreateAsync($$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: { name: {{name}}, namespace: {{space}} }
                spec:
                  selector: { matchLabels: { app: {{name}} } }
                  template:
                    metadata: { labels: { app: {{name}}, tier: frontend }, annotations: { testbed/outcome: {{outcome}} } }
                    spec: { containers: [{ name: main, image: {{name}}, ports: [{ name: main, containerPort: {{port}} }] }] }
                """);
        }

        await plane.World.CreateAsync(Rest);
        await plane.World.CreateAsync(GatewayApi);
        return plane;
    }

    private const string Rest = """
        apiVersion: v1
        kind: Service
        metadata: { name: api, namespace: way }
        spec: { selector: { app: api }, ports: [{ port: 80, targetPort: main }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: typo, namespace: way }
        spec: { selector: { app: apii }, ports: [{ port: 80, targetPort: main }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: named, namespace: way }
        spec: { selector: { app: api }, ports: [{ port: 80, targetPort: web }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: sleepy, namespace: way }
        spec: { selector: { app: sleepy }, ports: [{ port: 80, targetPort: main }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: backend, namespace: way }
        spec: { selector: { app: backend }, ports: [{ port: 80, targetPort: main }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: db, namespace: way-data }
        spec: { selector: { app: db }, ports: [{ port: 5432 }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: store, namespace: way-data }
        spec: { selector: { app: store }, ports: [{ port: 5432 }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: narrow, namespace: way }
        spec: { podSelector: { matchLabels: { app: narrow } }, policyTypes: [Egress], egress: [{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: mute, namespace: way }
        spec: { podSelector: { matchLabels: { app: mute } }, policyTypes: [Egress] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: backend, namespace: way }
        spec: { podSelector: { matchLabels: { app: backend } }, ingress: [{ from: [{ podSelector: { matchLabels: { tier: backend } } }] }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: db, namespace: way-data }
        spec: { podSelector: { matchLabels: { app: db } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: data } } }] }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: store, namespace: way-data }
        spec: { podSelector: { matchLabels: { app: store } }, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: shop } } }], ports: [{ port: 5432 }] }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: { name: shop, namespace: way }
        spec: { ingressClassName: nobody, rules: [{ host: shop.way.example, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: api, port: { number: 80 } } } }] } }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: several, namespace: way }
        spec: { selector: { app: api }, ports: [{ name: http, port: 80, targetPort: main }, { name: metrics, port: 9090, targetPort: metrics }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: ledger, namespace: way-data }
        spec: { clusterIP: None, selector: { app: ledger }, ports: [{ port: 5432 }] }
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: { name: ledger, namespace: way-data }
        spec:
          serviceName: ledger
          selector: { matchLabels: { app: ledger } }
          template:
            metadata: { labels: { app: ledger } }
            spec: { containers: [{ name: main, image: ledger, ports: [{ containerPort: 5432 }] }] }
        """;

    /// <summary>The kinds as small as the API server takes them, and what a controller would have written into their states.</summary>
    private const string GatewayApi = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: gateways.gateway.networking.k8s.io, annotations: { api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/gateway-api" } }
        spec:
          group: gateway.networking.k8s.io
          scope: Namespaced
          names: { kind: Gateway, plural: gateways, singular: gateway }
          versions: [{ name: v1, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
        ---
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: httproutes.gateway.networking.k8s.io, annotations: { api-approved.kubernetes.io: "https://github.com/kubernetes-sigs/gateway-api" } }
        spec:
          group: gateway.networking.k8s.io
          scope: Namespaced
          names: { kind: HTTPRoute, plural: httproutes, singular: httproute }
          versions: [{ name: v1, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: gateway-api-viewer, labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" } }
        rules: [{ apiGroups: [gateway.networking.k8s.io], resources: [gateways, httproutes], verbs: [get, list, watch] }]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: { name: edge, namespace: way }
        spec: { gatewayClassName: some, listeners: [{ name: https, port: 443, protocol: HTTPS }] }
        status: { addresses: [{ value: 192.0.2.7 }], conditions: [{ type: Programmed, status: "True", reason: Programmed, message: "", lastTransitionTime: "2026-11-20T20:00:00Z" }] }
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: { name: good, namespace: way }
        spec: { hostnames: [gateway.way.example], parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: api, port: 80 }] }] }
        status: { parents: [{ parentRef: { name: edge }, controllerName: example.com/some, conditions: [{ type: Accepted, status: "True", reason: Accepted, message: "", lastTransitionTime: "2026-11-20T20:00:00Z" }] }] }
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: { name: lost, namespace: way }
        spec: { hostnames: [lost.way.example], parentRefs: [{ name: edge, sectionName: tls }], rules: [{ backendRefs: [{ name: api, port: 80 }] }] }
        """;
}
