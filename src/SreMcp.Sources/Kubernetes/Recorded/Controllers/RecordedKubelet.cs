using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Schedules pods and runs them: a container whose memory limit is no larger than one that was seen to be too small is killed for memory, any other becomes ready.</summary>
internal sealed class RecordedKubelet
{
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    private readonly RecordedObjects _objects;

    /// <summary>By namespace and container: the largest limit, in bytes, that was seen to be too small.</summary>
    private readonly Dictionary<string, decimal> _tooSmall = new(StringComparer.Ordinal);

    public RecordedKubelet(RecordedObjects objects)
    {
        _objects = objects;
        foreach (var pod in objects.Pods.All)
        {
            foreach (var status in pod.Json.Items("status", "containerStatuses").Where(status => status.Text("lastState", "terminated", "reason") is "OOMKilled"))
            {
                var container = pod.Json.Items("spec", "containers").First(candidate => candidate.Text("name") == status.Text("name"));
                var key = $"{pod.Namespace}/{container.Text("name")}";
                _tooSmall[key] = Math.Max(Limit(container) ?? 0, _tooSmall.GetValueOrDefault(key));
            }
        }
    }

    /// <summary>A pod on a node that takes pods, its containers still starting; without such a node it waits.</summary>
    public RecordedObject Create(RecordedObject owner, string ownerKind, string name, JsonNode template, string? node = null)
    {
        var metadata = template["metadata"]?.DeepClone().AsObject() ?? [];
        metadata.Remove("creationTimestamp");
        (metadata["name"], metadata["namespace"]) = (name, owner.Namespace);
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "apps/v1", ["kind"] = ownerKind, ["name"] = owner.Name, ["uid"] = owner.Uid, ["controller"] = true, ["blockOwnerDeletion"] = true,
        });
        var spec = template["spec"]!.DeepClone().AsObject();
        if ((node ?? Node()) is { } chosen)
        {
            spec["nodeName"] = chosen;
        }

        return _objects.Store(_objects.Pods, new() { ["metadata"] = metadata, ["spec"] = spec, ["status"] = Status(spec, name, State("waiting", ("reason", "ContainerCreating")), isReady: false) });
    }

    /// <summary>Lets a starting pod become what it will be.</summary>
    public void Start(RecordedObject pod)
    {
        if (!IsStarting(pod) || pod.Json.Text("spec", "nodeName") is null)
        {
            return;
        }

        var started = pod.Json.Copy();
        var spec = started["spec"]!.AsObject();
        var isHealthy = spec.Items("containers").All(container => !(Limit(container) <= _tooSmall.GetValueOrDefault($"{pod.Namespace}/{container.Text("name")}", -1)));
        var state = isHealthy
            ? State("running", ("startedAt", _objects.Now))
            : State("waiting", ("reason", "CrashLoopBackOff"), ("message", "back-off 10s restarting failed container"));
        started["status"] = Status(spec, pod.Name, state, isHealthy);
        _objects.Store(_objects.Pods, started);
    }

    public static bool IsStarting(RecordedObject pod) =>
        pod.Json.Items("status", "containerStatuses").Any(status => status.Text("state", "waiting", "reason") is "ContainerCreating");

    public static bool IsReady(RecordedObject pod) =>
        pod.Json.Items("status", "conditions").Any(condition => condition.Text("type") is "Ready" && condition.Text("status") is "True");

    /// <summary>The five letters at the end of a pod's name.</summary>
    public static string Suffix() => RandomNumberGenerator.GetString(Letters, 5);

    /// <summary>The node with the fewest pods of those that take any; null when none does.</summary>
    private string? Node() => _objects["/api/v1/nodes"].All
        .Where(node => !node.Json.Flag("spec", "unschedulable"))
        .OrderBy(node => _objects.Pods.All.Count(pod => pod.Json.Text("spec", "nodeName") == node.Name))
        .FirstOrDefault()?.Name;

    private JsonObject Status(JsonObject spec, string name, JsonObject state, bool isReady)
    {
        var isPlaced = spec.Text("nodeName") is not null;
        var isCrashing = state.Text("waiting", "reason") is "CrashLoopBackOff";
        JsonObject status = new()
        {
            ["phase"] = isReady || isCrashing ? "Running" : "Pending",
            ["conditions"] = new JsonArray([.. new[] { ("Initialized", isPlaced), ("Ready", isReady), ("ContainersReady", isReady), ("PodScheduled", isPlaced) }
                .Select(condition => (JsonNode)new JsonObject { ["type"] = condition.Item1, ["status"] = condition.Item2 ? "True" : "False", ["lastTransitionTime"] = _objects.Now })]),
        };
        if (isPlaced)
        {
            var digest = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name));
            status["hostIP"] = "127.0.0.1";
            status["podIP"] = $"10.1.{digest[0]}.{digest[1]}";
            status["startTime"] = _objects.Now;
            status["containerStatuses"] = new JsonArray([.. spec.Items("containers").Select(container => (JsonNode)Container(container, state, isReady, isCrashing))]);
        }

        return status;
    }

    private JsonObject Container(JsonNode container, JsonObject state, bool isReady, bool isCrashing) => new()
    {
        ["name"] = container.Text("name"),
        ["state"] = state.DeepClone(),
        ["lastState"] = isCrashing
            ? State("terminated", ("reason", "OOMKilled"), ("startedAt", _objects.Now), ("finishedAt", _objects.Now), ("exitCode", 137))
            : new JsonObject(),
        ["ready"] = isReady,
        ["restartCount"] = isCrashing ? 1 : 0,
        ["image"] = container.Text("image"),
        ["imageID"] = "",
        ["started"] = isReady,
    };

    private static JsonObject State(string name, params ReadOnlySpan<(string Key, JsonNode? Value)> facts)
    {
        JsonObject state = [];
        foreach (var (key, value) in facts)
        {
            state[key] = value;
        }

        return new() { [name] = state };
    }

    /// <summary>Bytes; null without a limit.</summary>
    private static decimal? Limit(JsonNode container)
    {
        if (container.At("resources", "limits", "memory")?.ToString() is not { Length: > 0 } text)
        {
            return null;
        }

        var digits = text.TrimEnd([.. "KMGTPEikm"]);
        var unit = text[digits.Length..] switch
        {
            "Ki" => 1024m, "Mi" => 1024m * 1024, "Gi" => 1024m * 1024 * 1024, "k" or "K" => 1000m, "M" => 1_000_000m, "G" => 1_000_000_000m, "m" => 0.001m, _ => 1m,
        };
        return decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number * unit : null;
    }
}
