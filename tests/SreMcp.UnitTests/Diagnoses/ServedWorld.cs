using System.Text.Json.Nodes;
using SreMcp.UnitTests.Kubernetes.Api;

namespace SreMcp.UnitTests.Diagnoses;

/// <summary>An API server of some release, as far as discovery and lists go: what it serves, what it holds, what it refuses.</summary>
internal sealed class ServedWorld
{
    private readonly Dictionary<string, string> _lists = new(StringComparer.Ordinal);
    private readonly HashSet<string> _forbidden = new(StringComparer.Ordinal);

    private static readonly string[] Core =
    [
        "/api/v1/pods Pod", "/api/v1/events Event", "/api/v1/nodes Node", "/api/v1/services Service", "/api/v1/persistentvolumeclaims PersistentVolumeClaim", "/api/v1/persistentvolumes PersistentVolume",
        "/api/v1/resourcequotas ResourceQuota", "/api/v1/namespaces Namespace", "/api/v1/secrets Secret", "/apis/apps/v1/deployments Deployment", "/apis/apps/v1/statefulsets StatefulSet", "/apis/apps/v1/daemonsets DaemonSet",
        "/apis/apps/v1/replicasets ReplicaSet", "/apis/batch/v1/jobs Job", "/apis/networking.k8s.io/v1/ingresses Ingress", "/apis/networking.k8s.io/v1/ingressclasses IngressClass", "/apis/networking.k8s.io/v1/networkpolicies NetworkPolicy",
        "/apis/storage.k8s.io/v1/storageclasses StorageClass", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations ValidatingWebhookConfiguration",
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations MutatingWebhookConfiguration", "/apis/apiregistration.k8s.io/v1/apiservices APIService", "/api/v1/endpoints Endpoints",
    ];

    /// <summary>Such as <c>/apis/batch/v1/cronjobs CronJob</c>.</summary>
    private readonly List<string> _kinds = [.. Core];

    /// <summary>Kubernetes 1.20: what is beta there has other versions now.</summary>
    public static ServedWorld Old() => new ServedWorld().Serving("/apis/batch/v1beta1/cronjobs CronJob", "/apis/policy/v1beta1/poddisruptionbudgets PodDisruptionBudget", "/apis/autoscaling/v1/horizontalpodautoscalers HorizontalPodAutoscaler");

    /// <summary>A current release.</summary>
    public static ServedWorld New() => new ServedWorld().Serving("/apis/batch/v1/cronjobs CronJob", "/apis/policy/v1/poddisruptionbudgets PodDisruptionBudget", "/apis/autoscaling/v2/horizontalpodautoscalers HorizontalPodAutoscaler");

    public ServedWorld Serving(params string[] kinds)
    {
        _kinds.AddRange(kinds);
        return this;
    }

    public ServedWorld Without(string plural)
    {
        _kinds.RemoveAll(kind => Plural(kind) == plural);
        return this;
    }

    public ServedWorld Forbidding(params string[] plurals)
    {
        _forbidden.UnionWith(plurals);
        return this;
    }

    public ServedWorld Holding(string plural, params string[] items)
    {
        _lists[plural] = string.Join(',', items);
        return this;
    }

    public ScriptedServer Start() => new(Answer);

    public Reply Answer(string pathAndQuery)
    {
        var path = pathAndQuery.Split('?')[0];
        return path switch
        {
            "/api" => Reply.Json("""{"kind":"APIVersions","versions":["v1"]}"""),
            "/apis" => Reply.Json(Groups().ToJsonString()),
            _ when _kinds.Any(kind => Version(kind) == path) => Reply.Json(Resources(path).ToJsonString()),
            _ when _forbidden.Contains(path[(path.LastIndexOf('/') + 1)..]) => Reply.Forbidden,
            _ when _kinds.Any(kind => Plural(kind) == path[(path.LastIndexOf('/') + 1)..]) => Reply.Json($$"""{"kind":"List","metadata":{"resourceVersion":"1"},"items":[{{_lists.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..])}}]}"""),
            _ => Reply.NotFound,
        };
    }

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["groups"] = new JsonArray([.. _kinds.Select(Version).Where(version => version.StartsWith("/apis/", StringComparison.Ordinal)).Select(version => version[6..]).Distinct(StringComparer.Ordinal).GroupBy(version => version.Split('/')[0], StringComparer.Ordinal).Select(group => (JsonNode)new JsonObject
        {
            ["name"] = group.Key,
            ["versions"] = new JsonArray([.. group.Select(version => (JsonNode)new JsonObject { ["groupVersion"] = version, ["version"] = version.Split('/')[1] })]),
            ["preferredVersion"] = new JsonObject { ["groupVersion"] = group.First(), ["version"] = group.First().Split('/')[1] },
        })]),
    };

    private JsonObject Resources(string version) => new()
    {
        ["resources"] = new JsonArray([.. _kinds.Where(kind => Version(kind) == version).Select(kind => (JsonNode)new JsonObject
        {
            ["name"] = Plural(kind), ["kind"] = kind.Split(' ')[1], ["verbs"] = new JsonArray("get", "list"),
            ["namespaced"] = kind.Split(' ')[1] is not ("Node" or "PersistentVolume" or "Namespace" or "IngressClass" or "StorageClass" or "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration" or "APIService"),
        })]),
    };

    private static string Plural(string kind) => kind.Split(' ')[0].Split('/')[^1];

    private static string Version(string kind) => kind.Split(' ')[0][..kind.Split(' ')[0].LastIndexOf('/')];
}
