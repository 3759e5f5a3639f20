using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Sources.Kubernetes.Recorded;

namespace SreMcp.IntegrationTests.Recording;

/// <summary>The recorded server answers as the real one does: the same requests to both, on a control plane with the same incident.</summary>
public sealed partial class RecordedShapeTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string JsonPatch = "application/json-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";
    private const string Metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

    private static readonly string[] Volatile = ["managedFields", "selfLink", "secrets", "continue", "lastProbeTime", "daemonEndpoints"];

    /// <summary>What the tools ask for, and what nobody should get.</summary>
    private static readonly (string Path, string Accept)[] Requests =
    [
        ("/version", "application/json"), ("/apis/apps/v1", "application/json"), ("/apis/batch/v1beta1", "application/json"),
        ("/api/v1/namespaces/kube-system", Metadata), ("/api/v1/namespaces/payments", "application/json"), ("/api/v1/namespaces/absent", Metadata),
        ("/api/v1/pods?fieldSelector=metadata.namespace%3Dpayments", Table), ("/api/v1/namespaces/payments/pods?includeObject=None", Table),
        ("/api/v1/namespaces/payments/pods?includeObject=Object&limit=2", Table), ("/api/v1/namespaces/payments/pods?limit=3", "application/json"),
        ("/api/v1/namespaces/payments/pods?labelSelector=app%3Dapi", "application/json"), ("/api/v1/namespaces/payments/pods?labelSelector=app%20in%20(api,other)", Table),
        ("/api/v1/namespaces/payments/pods?labelSelector=app%20notin%20(api)", Table), ("/api/v1/namespaces/payments/pods?labelSelector=!app", Table),
        ("/api/v1/namespaces/payments/pods?labelSelector=app!%3Dapi", Table), ("/api/v1/namespaces/payments/pods?fieldSelector=spec.nodeName%3Dworker-1,status.phase%3DRunning", Table),
        ("/api/v1/namespaces/payments/pods?fieldSelector=spec.colour%3Dred", Table), ("/api/v1/namespaces/payments/pods?labelSelector=a%20b", Table),
        ("/api/v1/namespaces/absent/pods", Table), ("/api/v1/namespaces/payments/pods/absent", "application/json"), ("/api/v1/nodes", Table), ("/api/v1/nodes/worker-1", "application/json"),
        ("/apis/apps/v1/namespaces/payments/deployments", Table), ("/apis/apps/v1/namespaces/payments/deployments/api", "application/json"),
        ("/apis/apps/v1/namespaces/payments/deployments/api/scale", "application/json"), ("/apis/apps/v1/namespaces/payments/deployments/absent", "application/json"),
        ("/apis/apps/v1/namespaces/payments/replicasets", Table), ("/apis/apps/v1/namespaces/portfolio/statefulsets", Table), ("/apis/apps/v1/namespaces/portfolio/statefulsets/search", "application/json"),
        ("/apis/apps/v1/namespaces/portfolio/controllerrevisions", "application/json"), ("/api/v1/namespaces/payments/configmaps?fieldSelector=metadata.name%3Dapi-settings", Table),
        ("/api/v1/namespaces/payments/endpoints/api", "application/json"), ("/api/v1/namespaces/payments/services", Table), ("/apis/batch/v1beta1/namespaces/portfolio/cronjobs", Table),
        ("/apis/autoscaling/v1/horizontalpodautoscalers", Table), ("/api/v1/nothings", "application/json"),
    ];

    /// <summary>Changes that are rehearsed or refused, so that the real cluster stays as it is.</summary>
    private static readonly (string Method, string Path, string Type, string Body)[] Changes =
    [
        ("PATCH", "/apis/apps/v1/namespaces/payments/deployments/api/scale?dryRun=All", JsonPatch, """[{"op":"add","path":"/spec/replicas","value":5}]"""),
        ("PATCH", "/apis/apps/v1/namespaces/payments/deployments/api?dryRun=All", JsonPatch, """[{"op":"test","path":"/metadata/uid","value":"another"}]"""),
        ("PATCH", "/apis/apps/v1/namespaces/payments/deployments/api?dryRun=All", Strategic, """{"metadata":{"uid":"another"}}"""),
        ("PATCH", "/apis/apps/v1/namespaces/payments/deployments/api?dryRun=All", Strategic, """{"spec":{"template":{"metadata":{"annotations":{"kubectl.kubernetes.io/restartedAt":"now"}}}}}"""),
        ("PATCH", "/apis/apps/v1/namespaces/payments/deployments/absent?dryRun=All", Strategic, "{}"),
        ("PATCH", "/api/v1/nodes/worker-1?dryRun=All", Strategic, """{"spec":{"unschedulable":true}}"""),
        ("DELETE", "/api/v1/namespaces/payments/pods/absent", "application/json", """{"dryRun":["All"]}"""),
    ];

    [Fact]
    public async Task Answers_as_the_real_server_does()
    {
        Assert.SkipWhen(ClusterScripts.Missing is not null, ClusterScripts.Missing ?? "");
        await using var plane = await ControlPlane.StartAsync("recording-shape", "development");
        var incident = new Incident(plane.Admin, plane.World, plane.Logs);
        await incident.SeedAsync(isReleased: true);
        var recorder = new Recorder(plane.Admin);
        var recording = new SreMcp.Sources.Kubernetes.Recorded.Recording(await recorder.ServerAsync(), await recorder.ClusterAsync("development", incident.Released));
        using HttpMessageInvoker played = new(new RecordedTransport(recording, TimeProvider.System));
        using HttpMessageInvoker shipped = new(new RecordedTransport(SreMcp.Sources.Kubernetes.Recorded.Recording.Embedded("development", TimeProvider.System.GetUtcNow()), TimeProvider.System));

        foreach (var (path, accept) in Requests)
        {
            var real = await AskAsync(plane.Admin.Http, plane.Server, path, accept);
            Same(real, await AskAsync(played, plane.Server, path, accept), $"{path} as {accept}, recorded from this server", names: true);
            if (!path.Contains("spec.nodeName", StringComparison.Ordinal))
            {
                // Which pod runs on which node is the scheduler's choice, another one in each run.
                Same(real, await AskAsync(shipped, plane.Server, path, accept), $"{path} as {accept}, as it ships", names: false);
            }
        }

        var pod = (string)(await recorder.GetAsync("/api/v1/namespaces/payments/pods?labelSelector=app%3Dapi"))["items"]![0]!["metadata"]!["name"]!;
        foreach (var query in new[] { "container=api&tailLines=2", "container=api&previous=true", "tailLines=1&previous=true", "container=absent" })
        {
            var path = $"/api/v1/namespaces/payments/pods/{pod}/log?{query}";
            Same(await AskAsync(plane.Admin.Http, plane.Server, path, "*/*"), await AskAsync(played, plane.Server, path, "*/*"), path, names: true);
        }

        foreach (var (method, path, type, body) in Changes)
        {
            var real = await AskAsync(plane.Admin.Http, plane.Server, path, "application/json", new(method), type, body);
            Same(real, await AskAsync(played, plane.Server, path, "application/json", new(method), type, body), $"{method} {path} {body}", names: true);
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMessageInvoker server, Uri address, string path, string accept, HttpMethod? method = null, string type = "", string? body = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(address, path)) { Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, new MediaTypeHeaderValue(type)) };
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await server.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static void Same((HttpStatusCode Status, string Body) real, (HttpStatusCode Status, string Body) recorded, string what, bool names)
    {
        Assert.True(real.Status == recorded.Status, $"{what}: {recorded.Status} in place of {real.Status}: {recorded.Body}");
        Assert.True(Plain(real.Body, names) == Plain(recorded.Body, names), $"{what}:\n{Plain(recorded.Body, names)}\nin place of\n{Plain(real.Body, names)}");
    }

    /// <summary>What two runs cannot have in common is taken out: moments, ages, versions, ids and addresses, and random names unless both speak of the same objects.</summary>
    private static string Plain(string body, bool names)
    {
        if (!body.StartsWith('{'))
        {
            return body;
        }

        var plain = Sorted(JsonNode.Parse(body))!.ToJsonString();
        plain = Moments().Replace(plain, "\"(moment)\"");
        plain = Ages().Replace(plain, "\"(age)\"");
        plain = Versions().Replace(plain, "$1\"(version)\"");
        if (!names)
        {
            plain = Random().Replace(Ids().Replace(plain, "(id)"), "$1(random)");
            plain = Addresses().Replace(Nodes().Replace(plain, "worker"), "(address)");
        }

        return plain;
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        null => null,
        JsonObject holder => new JsonObject(holder
            .Where(member => !Volatile.Contains(member.Key, StringComparer.Ordinal))
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node.DeepClone(),
    };

    [GeneratedRegex(@"""\d{4}-\d\d-\d\dT[^""]*Z""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Moments();

    [GeneratedRegex(@"""(\d+[smhd])+""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ages();

    [GeneratedRegex(@"(""resourceVersion"":)""\d*""", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Versions();

    [GeneratedRegex(@"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"(-[0-9a-z]{8,10}-)[0-9bcdfghjklmnpqrstvwxz]{5}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Random();

    [GeneratedRegex(@"10\.[01]\.\d+\.\d+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Addresses();

    [GeneratedRegex("worker-[12](?=\\\")", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Nodes();
}
