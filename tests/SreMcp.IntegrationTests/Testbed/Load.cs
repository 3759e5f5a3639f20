using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>Thousands of pods of about 5 KB as a real cluster lists them, one in 25 out of memory. Nobody attends to them.</summary>
public sealed class Load(KubeApi admin, World world)
{
    private const int Namespaces = 5;
    private const int BadEvery = 25;

    private IReadOnlyList<JsonNode> _owners = [];

    /// <summary>Makes the pods <c>load0/app-00000</c> and so on, with their status: 10,000 take one to two minutes on two cores.</summary>
    /// <param name="workloads">Deployments that own the pods. They want no replicas, so that controllers leave the pods alone.</param>
    /// <param name="events">Events about the pods, most of them everyday ones.</param>
    /// <returns>How many of them are not healthy.</returns>
    public async Task<int> CreateAsync(int pods, CancellationToken cancel, int workloads = 0, int events = 0)
    {
        await world.EnsureNodesAsync();
        for (var index = 0; index < Namespaces; index++)
        {
            await world.NamespaceAsync($"load{index}");
        }

        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancel };
        _owners = await Task.WhenAll(Enumerable.Range(0, workloads).Select(CreateOwnerAsync));
        await Parallel.ForAsync(0, pods, atOnce, CreateOneAsync);
        await Parallel.ForAsync(0, events, atOnce, async (index, _) => await admin.CreateAsync($"/api/v1/namespaces/{Namespace(index)}/events", Event(index % pods)));
        return (pods + BadEvery - 1) / BadEvery;
    }

    /// <summary>Takes them all away again.</summary>
    public async Task DeleteAsync()
    {
        for (var index = 0; index < Namespaces; index++)
        {
            await admin.DeleteAsync($"/api/v1/namespaces/load{index}/pods");
        }
    }

    private async ValueTask CreateOneAsync(int index, CancellationToken cancel)
    {
        var collection = $"/api/v1/namespaces/{Namespace(index)}/pods";
        await SendAsync(HttpMethod.Post, collection, Pod(index), "application/json", cancel);
        await SendAsync(HttpMethod.Patch, $"{collection}/{Name(index)}/status", Status(index), "application/merge-patch+json", cancel);
    }

    private async Task SendAsync(HttpMethod method, string path, string json, string type, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(type)) };
        using var answer = await admin.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{method} {path} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
        }
    }

    private static string Settings { get; } =
        string.Join(',', Enumerable.Range(0, 6).Select(key => $$"""{"name":"SETTING_{{key}}","value":"vvvvvvvvvvvvvvvvvvvv"}"""));

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"app-{index:D5}");

    private static string Namespace(int index) => $"load{index % Namespaces}";

    private async Task<JsonNode> CreateOwnerAsync(int index) => await admin.CreateAsync($"/apis/apps/v1/namespaces/{Namespace(index)}/deployments", JsonNode.Parse($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app{{{index}}}","labels":{"app":"app{{{index}}}"}},
        "spec":{"replicas":0,"selector":{"matchLabels":{"owner":"app{{{index}}}"}},"template":{"metadata":{"labels":{"owner":"app{{{index}}}"}},
        "spec":{"containers":[{"name":"app","image":"registry.example.com/app{{{index % 50}}}:1.{{{index % 9}}}","ports":[{"containerPort":8080}],"env":[{{{Settings}}}]}] } } } }
        """)!);

    private string Owner(int index) => _owners.Count is 0 ? "" : $$"""
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"Deployment","name":"app{{index % _owners.Count}}","uid":"{{_owners[index % _owners.Count]["metadata"]!["uid"]}}","controller":true}],
        """;

    private static JsonNode Event(int index)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var (type, reason, message) = (index % BadEvery, index % 4) switch
        {
            (0, _) => ("Warning", "BackOff", "Back-off restarting failed container"),
            (_, 0) => ("Normal", "Pulled", "Successfully pulled image in 1.5s"),
            (_, 1) => ("Normal", "Created", "Created container app"),
            (_, 2) => ("Normal", "Started", "Started container app"),
            _ => ("Normal", "Scheduled", "Successfully assigned to node-a"),
        };
        return JsonNode.Parse($$$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"generateName":"load-"},"type":"{{{type}}}","reason":"{{{reason}}}","message":"{{{message}}}","count":3,
            "involvedObject":{"apiVersion":"v1","kind":"Pod","namespace":"{{{Namespace(index)}}}","name":"{{{Name(index)}}}","fieldPath":"spec.containers{app}"},
            "firstTimestamp":"{{{now}}}","lastTimestamp":"{{{now}}}","source":{"component":"kubelet","host":"node-a"}}
            """)!;
    }

    private string Pod(int index) => $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{Name(index)}}}",{{{Owner(index)}}}
        "labels":{"app":"app{{{index % 50}}}","app.kubernetes.io/name":"app{{{index % 50}}}","pod-template-hash":"5d4f8c7b9d","team":"team-{{{index % 7}}}","{{{StandInKubelet.Unattended}}}":"true"},
        "annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"8080"}},
        "spec":{"schedulerName":"none","nodeName":"{{{(index % 2 == 0 ? "node-a" : "node-b")}}}","automountServiceAccountToken":false,
        "containers":[{"name":"app","image":"registry.example.com/app{{{index % 50}}}:1.{{{index % 9}}}","ports":[{"containerPort":8080}],
        "env":[{{{Settings}}}],
        "resources":{"requests":{"cpu":"1m","memory":"1Mi"},"limits":{"memory":"128Mi"}},
        "readinessProbe":{"httpGet":{"path":"/ready","port":8080}},"livenessProbe":{"httpGet":{"path":"/live","port":8080}} }]}}
        """;

    private static string Status(int index)
    {
        var good = index % BadEvery != 0;
        var address = $"10.{2 + (index >> 16)}.{(index >> 8) & 255}.{index & 255}";
        var conditions = new[] { "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(type =>
            $$"""{"type":"{{type}}","status":"{{(good || !type.Contains("Ready", StringComparison.Ordinal) ? "True" : "False")}}","lastTransitionTime":"{{PodStatus.Started}}"}""");
        var states = good
            ? $$$"""
              "restartCount":0,"state":{"running":{"startedAt":"{{{PodStatus.Started}}}"}},"lastState":{}
              """
            : """
              "restartCount":9,"state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 5m0s restarting failed container"}},
              "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}
              """;
        var flag = good ? "true" : "false";
        return $$$"""
            {"status":{"phase":"Running","hostIP":"127.0.0.1","podIP":"{{{address}}}","podIPs":[{"ip":"{{{address}}}"}],"startTime":"{{{PodStatus.Started}}}",
            "conditions":[{{{string.Join(',', conditions)}}}],
            "containerStatuses":[{"name":"app","image":"registry.example.com/app{{{index % 50}}}:1.{{{index % 9}}}","imageID":"registry.example.com/app@sha256:{{{new string('a', 64)}}}",
            "containerID":"containerd://{{{new string('b', 64)}}}","ready":{{{flag}}},"started":{{{flag}}},{{{states}}}}]}}
            """;
    }
}
