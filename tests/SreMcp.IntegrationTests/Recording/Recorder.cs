using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Recording;

/// <summary>Asks a real API server for everything that the recorded world serves, and keeps its answers.</summary>
internal sealed class Recorder(KubeApi admin)
{
    private const string TableForm = "application/json;as=Table;v=v1;g=meta.k8s.io";

    /// <summary>The collections that are recorded; the recorded world serves no other kind.</summary>
    public static IReadOnlyList<string> Collections { get; } =
    [
        "/api/v1/configmaps", "/api/v1/endpoints", "/api/v1/events", "/api/v1/namespaces", "/api/v1/nodes", "/api/v1/persistentvolumeclaims", "/api/v1/persistentvolumes", "/api/v1/pods",
        "/api/v1/resourcequotas", "/api/v1/secrets", "/api/v1/serviceaccounts", "/api/v1/services", "/apis/apps/v1/controllerrevisions", "/apis/apps/v1/daemonsets", "/apis/apps/v1/deployments",
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", "/apis/apps/v1/replicasets", "/apis/apps/v1/statefulsets", "/apis/autoscaling/v1/horizontalpodautoscalers", "/apis/batch/v1/jobs", "/apis/batch/v1beta1/cronjobs",
        "/apis/networking.k8s.io/v1/ingressclasses", "/apis/networking.k8s.io/v1/ingresses", "/apis/networking.k8s.io/v1/networkpolicies", "/apis/policy/v1beta1/poddisruptionbudgets",
        "/apis/storage.k8s.io/v1/storageclasses",
    ];

    /// <summary>What is the same in every cluster of this version: discovery, and the columns of tables.</summary>
    public async Task<JsonObject> ServerAsync()
    {
        var groups = Collections.Select(path => path[..path.LastIndexOf('/')]).Distinct(StringComparer.Ordinal).ToArray();
        JsonObject answers = new() { ["/version"] = await GetAsync("/version"), ["/api"] = await GetAsync("/api"), ["/apis"] = Pruned(await GetAsync("/apis"), groups) };
        answers["/api"]!.AsObject().Remove("serverAddressByClientCIDRs");
        foreach (var group in groups)
        {
            var resources = (await GetAsync(group)).AsObject();
            resources["resources"] = new JsonArray([.. resources["resources"]!.AsArray().Where(resource => Collections.Contains($"{group}/{((string)resource!["name"]!).Split('/')[0]}")).Select(resource => resource!.DeepClone())]);
            answers[group] = resources;
        }

        JsonObject columns = [];
        foreach (var path in Collections)
        {
            columns[path] = (await GetAsync(path, TableForm))["columnDefinitions"]!.DeepClone();
        }

        return new() { ["answers"] = answers, ["columns"] = columns };
    }

    /// <summary>One cluster's objects, each with the cells that the server shows of it.</summary>
    public async Task<JsonObject> ClusterAsync(string context, DateTimeOffset? released)
    {
        var now = TimeProvider.System.GetUtcNow();
        JsonObject collections = [];
        foreach (var path in Collections)
        {
            var table = (await GetAsync(path, TableForm))["rows"]!.AsArray()
                .ToDictionary(row => Key(row!["object"]!), row => row!["cells"]!.DeepClone(), StringComparer.Ordinal);
            var items = (await GetAsync(path))["items"]!.AsArray().Where(item => IsRecorded(item!) && !IsExpired(item!, path, released)).OrderBy(item => Key(item!), StringComparer.Ordinal);
            collections[path] = new JsonArray([.. items.Select(item => new JsonObject { ["object"] = Object(item!), ["cells"] = table[Key(item!)].DeepClone() })]);
        }

        var recorded = new JsonObject { ["context"] = context, ["recorded"] = now.ToString("yyyy-MM-ddTHH:mm:ssZ"), ["collections"] = collections, ["logs"] = await LogsAsync(collections["/api/v1/pods"]!.AsArray()) };
        return new RecordedTimes(now, released).Stretch(recorded);
    }

    public async Task<JsonNode> GetAsync(string path, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var answer = await admin.Http.SendAsync(request);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
    }

    /// <summary>What each container had written when it was recorded, in its present run and in the one before.</summary>
    private async Task<JsonArray> LogsAsync(JsonArray pods)
    {
        JsonArray logs = [];
        foreach (var pod in pods.Select(entry => entry!["object"]!))
        {
            foreach (var (container, previous) in pod["spec"]!["containers"]!.AsArray().SelectMany(container => new[] { false, true }.Select(previous => ((string)container!["name"]!, previous))))
            {
                var metadata = pod["metadata"]!;
                using var answer = await admin.Http.GetAsync(new Uri($"/api/v1/namespaces/{metadata["namespace"]}/pods/{metadata["name"]}/log?container={container}&previous={(previous ? "true" : "false")}&timestamps=true", UriKind.Relative));
                var lines = answer.IsSuccessStatusCode ? (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
                if (lines.Length > 0)
                {
                    logs.Add(new JsonObject { ["pod"] = Key(pod), ["container"] = container, ["previous"] = previous, ["lines"] = new JsonArray([.. lines.Select(Line)]) });
                }
            }
        }

        return logs;
    }

    private static JsonNode Line(string line)
    {
        var parts = line.Split(' ', 2);
        return new JsonObject { ["at"] = DateTimeOffset.Parse(parts[0], CultureInfo.InvariantCulture).ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), ["text"] = parts[1] };
    }

    /// <summary>What belongs to the cluster itself is left out, but for the namespaces: they carry its id.</summary>
    private static bool IsRecorded(JsonNode item) =>
        (string?)item["metadata"]!["namespace"] is not ("kube-system" or "kube-public" or "kube-node-lease" or "default")
        && (string?)item["type"] is not "kubernetes.io/service-account-token"
        && (string?)item["metadata"]!["name"] is not "kube-root-ca.crt";

    /// <summary>A cluster forgets events after an hour: those of before the release are long gone when it is recorded.</summary>
    private static bool IsExpired(JsonNode item, string path, DateTimeOffset? released) =>
        path.EndsWith("/events", StringComparison.Ordinal)
        && (released is null || DateTimeOffset.Parse((string)item["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture) < released.Value.AddSeconds(-1));

    private static JsonObject Object(JsonNode item)
    {
        var kept = item.DeepClone().AsObject();
        kept["metadata"]!.AsObject().Remove("managedFields");
        kept["metadata"]!.AsObject().Remove("selfLink");
        kept.Remove("secrets");
        return kept;
    }

    private static JsonNode Pruned(JsonNode apis, string[] groups)
    {
        var kept = apis.DeepClone();
        kept["groups"] = new JsonArray([.. apis["groups"]!.AsArray().Select(group => Group(group!, groups)).OfType<JsonObject>()]);
        return kept;
    }

    private static JsonObject? Group(JsonNode group, string[] groups)
    {
        var versions = group["versions"]!.AsArray().Where(version => groups.Contains($"/apis/{version!["groupVersion"]}", StringComparer.Ordinal)).Select(version => version!.DeepClone()).ToArray();
        if (versions.Length == 0)
        {
            return null;
        }

        var kept = group.DeepClone().AsObject();
        kept["versions"] = new JsonArray(versions);
        kept["preferredVersion"] = versions[0].DeepClone();
        return kept;
    }

    private static string Key(JsonNode item) => $"{item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}";
}
