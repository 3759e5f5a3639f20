using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Kubernetes.Connection;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>
/// Serves <c>metrics.k8s.io/v1beta1</c> behind the real API server: registered as an APIService, so that the API server itself
/// authenticates, authorizes and forwards each request over https, as it does with metrics-server. Use is what a test says.
/// </summary>
public sealed class MetricsServer : IAsyncDisposable
{
    private const string Service = "testbed-metrics";
    private const string ApiService = "/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TestAuthority _authority = new("testbed-metrics-ca");
    private readonly X509Certificate2 _certificate;
    private readonly KubeApi _admin;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Namespace, string Pod), (string Container, string Cpu, string Memory)[]> _pods = [];
    private readonly Dictionary<string, (string Cpu, string Memory)> _nodes = [];
    private Task _accepting = Task.CompletedTask;

    public MetricsServer(KubeApi admin)
    {
        _admin = admin;
        _certificate = _authority.Issue($"{Service}.kube-system.svc");
    }

    /// <summary>What one pod uses from now on.</summary>
    public void Use(string @namespace, string pod, params (string Container, string Cpu, string Memory)[] containers)
    {
        lock (_gate)
        {
            _pods[(@namespace, pod)] = containers;
        }
    }

    /// <summary>What one node uses from now on.</summary>
    public void Use(string node, string cpu, string memory)
    {
        lock (_gate)
        {
            _nodes[node] = (cpu, memory);
        }
    }

    /// <summary>Starts to serve and registers itself; returns once the API server forwards requests.</summary>
    public async Task RegisterAsync()
    {
        _listener.Start();
        _accepting = AcceptAsync();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        await _admin.CreateAsync("/api/v1/namespaces/kube-system/services", JsonNode.Parse($$"""
            { "metadata": { "name": "{{Service}}" }, "spec": { "type": "ExternalName", "externalName": "localhost", "ports": [{ "port": {{port}} }] } }
            """)!);
        await _admin.CreateAsync("/apis/apiregistration.k8s.io/v1/apiservices", JsonNode.Parse($$"""
            { "metadata": { "name": "v1beta1.metrics.k8s.io" },
              "spec": { "group": "metrics.k8s.io", "version": "v1beta1", "groupPriorityMinimum": 100, "versionPriority": 100,
                "caBundle": "{{Convert.ToBase64String(Encoding.ASCII.GetBytes(_authority.Pem))}}",
                "service": { "name": "{{Service}}", "namespace": "kube-system", "port": {{port}} } } }
            """)!);

        // As metrics-server's own manifest does it.
        await _admin.CreateAsync("/apis/rbac.authorization.k8s.io/v1/clusterroles", JsonNode.Parse("""
            { "metadata": { "name": "system:aggregated-metrics-reader", "labels": { "rbac.authorization.k8s.io/aggregate-to-view": "true" } },
              "rules": [{ "apiGroups": ["metrics.k8s.io"], "resources": ["pods", "nodes"], "verbs": ["get", "list", "watch"] }] }
            """)!);
        await _admin.WaitAsync(ApiService, service => service["status"]?["conditions"]?.AsArray().Any(condition => (string?)condition!["type"] == "Available" && (string?)condition["status"] == "True") is true);
        await _admin.WaitAsync("/apis/metrics.k8s.io/v1beta1/nodes", _ => true);
    }

    /// <summary>Stops to serve but stays registered, as after a crash.</summary>
    public async Task CrashAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await _admin.WaitAsync(ApiService, service => service["status"]?["conditions"]?.AsArray().Any(condition => (string?)condition!["type"] == "Available" && (string?)condition["status"] == "False") is true);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _certificate.Dispose();
        _authority.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    /// <summary>One request a connection: simple, and the API server opens another.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _end.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var line = await reader.ReadLineAsync(_end.Token);
            while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
            {
            }

            var body = line?.Split(' ') is ["GET", var target, _] ? Answer(new Uri(new Uri("https://metrics"), target)) : null;
            var text = body?.ToJsonString() ?? """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404}""";
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {(body is null ? 404 : 200)} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(text)}\r\nConnection: close\r\n\r\n{text}"), _end.Token);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
        {
            // The API server left.
        }
    }

    private JsonObject? Answer(Uri target) => target.AbsolutePath.Trim('/').Split('/') switch
    {
        ["apis", "metrics.k8s.io", "v1beta1"] => Resources(),
        ["apis", "metrics.k8s.io", "v1beta1", "nodes"] => List("NodeMetricsList", Nodes()),
        ["apis", "metrics.k8s.io", "v1beta1", "pods"] => List("PodMetricsList", Pods(null)),
        ["apis", "metrics.k8s.io", "v1beta1", "namespaces", var space, "pods"] => List("PodMetricsList", Pods(space)),
        _ => null,
    };

    private static JsonObject Resources() => JsonNode.Parse("""
        { "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "metrics.k8s.io/v1beta1", "resources": [
          { "name": "nodes", "singularName": "", "namespaced": false, "kind": "NodeMetrics", "verbs": ["get", "list"] },
          { "name": "pods", "singularName": "", "namespaced": true, "kind": "PodMetrics", "verbs": ["get", "list"] }] }
        """)!.AsObject();

    private static JsonObject List(string kind, JsonArray items) => new() { ["kind"] = kind, ["apiVersion"] = "metrics.k8s.io/v1beta1", ["metadata"] = new JsonObject(), ["items"] = items };

    private JsonArray Pods(string? @namespace)
    {
        lock (_gate)
        {
            return [.. _pods.Where(pod => @namespace is null || pod.Key.Namespace == @namespace).Select(pod => Measured(new JsonObject { ["name"] = pod.Key.Pod, ["namespace"] = pod.Key.Namespace }, "containers", new JsonArray(
                [.. pod.Value.Select(container => (JsonNode)new JsonObject { ["name"] = container.Container, ["usage"] = new JsonObject { ["cpu"] = container.Cpu, ["memory"] = container.Memory } })])))];
        }
    }

    private JsonArray Nodes()
    {
        lock (_gate)
        {
            return [.. _nodes.Select(node => Measured(new JsonObject { ["name"] = node.Key }, "usage", new JsonObject { ["cpu"] = node.Value.Cpu, ["memory"] = node.Value.Memory }))];
        }
    }

    private static JsonNode Measured(JsonObject metadata, string name, JsonNode value) => new JsonObject
    {
        ["metadata"] = metadata,
        ["timestamp"] = DateTimeOffset.UtcNow.AddSeconds(-10).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["window"] = "30s",
        [name] = value,
    };
}
