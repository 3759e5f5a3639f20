using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Cells of the server's tables: as recorded while an object is as it was, worked out anew once it has changed. Ages are always of now.</summary>
internal sealed class RecordedTable(RecordedObjects objects)
{
    private const string None = "<none>";

    public JsonArray Cells(RecordedCollection collection, RecordedObject item)
    {
        var now = objects.Time.GetUtcNow();
        var index = 0;
        JsonArray cells = [];
        foreach (var column in collection.Columns.OfType<JsonNode>())
        {
            var recorded = item.Cells is { } kept && index < kept.Count ? kept[index] : null;
            index++;
            cells.Add(column.Text("name") switch
            {
                "Age" => HumanAge.Since(item.Json.Text("metadata", "creationTimestamp"), now),
                "Last Seen" => HumanAge.Since(item.Json.Text("lastTimestamp"), now),
                "First Seen" => HumanAge.Since(item.Json.Text("firstTimestamp"), now),
                _ when recorded is not null => recorded.DeepClone(),
                var name => Cell(collection.Plural, name ?? "", item.Json) ?? None,
            });
        }

        return cells;
    }

    /// <summary>A cell of an object that no server has shown; null for what only a recording can say.</summary>
    public static JsonNode? Cell(string plural, string column, JsonObject item) => (plural, column) switch
    {
        (_, "Name") => item.Text("metadata", "name"),
        (_, "Containers") => string.Join(',', Containers(item).Select(container => container.Text("name"))),
        (_, "Images") => string.Join(',', Containers(item).Select(container => container.Text("image"))),
        (_, "Selector") => Labels(plural is "services" ? item.Map("spec", "selector") : item.Map("spec", "selector", "matchLabels")),
        ("pods", _) => Pod(column, item),
        ("deployments" or "statefulsets", "Ready") => $"{item.Number("status", "readyReplicas") ?? 0}/{item.Number("spec", "replicas") ?? 0}",
        ("deployments", "Up-to-date") => item.Number("status", "updatedReplicas") ?? 0,
        ("deployments", "Available") => item.Number("status", "availableReplicas") ?? 0,
        ("replicasets", "Desired") => item.Number("spec", "replicas") ?? 0,
        ("replicasets", "Current") => item.Number("status", "replicas") ?? 0,
        ("replicasets", "Ready") => item.Number("status", "readyReplicas") ?? 0,
        ("daemonsets", _) => DaemonSet(column, item),
        ("nodes", "Status") => NodeStatus(item),
        ("nodes", _) => Node(column, item),
        ("configmaps" or "secrets", "Data") => ((item["data"] as JsonObject)?.Count ?? 0) + ((item["binaryData"] as JsonObject)?.Count ?? 0),
        ("services", _) => Service(column, item),
        ("endpoints", "Endpoints") => Endpoints(item),
        ("controllerrevisions", "Controller") => item.Items("metadata", "ownerReferences").Select(owner => $"{owner.Text("kind")!.ToLowerInvariant()}.apps/{owner.Text("name")}").FirstOrDefault(),
        ("controllerrevisions", "Revision") => item.Number("revision"),
        ("jobs", "Completions") => $"{item.Number("status", "succeeded") ?? 0}/{item.Number("spec", "completions") ?? 1}",
        ("cronjobs", "Schedule") => item.Text("spec", "schedule"),
        ("cronjobs", "Suspend") => item.Flag("spec", "suspend") ? "True" : "False",
        ("cronjobs", "Active") => 0,
        ("horizontalpodautoscalers", "Reference") => $"{item.Text("spec", "scaleTargetRef", "kind")}/{item.Text("spec", "scaleTargetRef", "name")}",
        ("horizontalpodautoscalers", "Targets") => "<unknown>",
        ("horizontalpodautoscalers", "MinPods") => $"{item.Number("spec", "minReplicas") ?? 1}",
        ("horizontalpodautoscalers", "MaxPods") => item.Number("spec", "maxReplicas"),
        ("horizontalpodautoscalers", "Replicas") => 0,
        ("poddisruptionbudgets", "Min Available") => item.At("spec", "minAvailable")?.ToString() ?? "N/A",
        ("poddisruptionbudgets", "Max Unavailable") => item.At("spec", "maxUnavailable")?.ToString() ?? "N/A",
        ("poddisruptionbudgets", "Allowed Disruptions") => item.Number("status", "disruptionsAllowed") ?? 0,
        _ => null,
    };

    private static JsonNode? Pod(string column, JsonObject item) => column switch
    {
        "Ready" => $"{item.Items("status", "containerStatuses").Count(status => status.Flag("ready"))}/{item.Items("spec", "containers").Count()}",
        "Status" => item.Items("status", "containerStatuses").Select(status => status.Text("state", "waiting", "reason") ?? status.Text("state", "terminated", "reason")).OfType<string>().FirstOrDefault() ?? item.Text("status", "phase"),
        "Restarts" => item.Items("status", "containerStatuses").Sum(status => status.Number("restartCount") ?? 0),
        "IP" => item.Text("status", "podIP"),
        "Node" => item.Text("spec", "nodeName"),
        _ => null,
    };

    private static JsonNode? DaemonSet(string column, JsonObject item) => column switch
    {
        "Desired" => item.Number("status", "desiredNumberScheduled") ?? 0,
        "Current" => item.Number("status", "currentNumberScheduled") ?? 0,
        "Ready" => item.Number("status", "numberReady") ?? 0,
        "Up-to-date" => item.Number("status", "updatedNumberScheduled") ?? 0,
        "Available" => item.Number("status", "numberAvailable") ?? 0,
        _ => null,
    };

    private static string NodeStatus(JsonObject item)
    {
        var ready = item.Items("status", "conditions").Any(condition => condition.Text("type") is "Ready" && condition.Text("status") is "True") ? "Ready" : "NotReady";
        return item.Flag("spec", "unschedulable") ? $"{ready},SchedulingDisabled" : ready;
    }

    private static JsonNode? Node(string column, JsonObject item) => column switch
    {
        "Version" => item.Text("status", "nodeInfo", "kubeletVersion"),
        "Internal-IP" => item.Items("status", "addresses").FirstOrDefault(address => address.Text("type") is "InternalIP").Text("address"),
        "OS-Image" => item.Text("status", "nodeInfo", "osImage"),
        "Kernel-Version" => item.Text("status", "nodeInfo", "kernelVersion"),
        "Container-Runtime" => item.Text("status", "nodeInfo", "containerRuntimeVersion"),
        _ => null,
    };

    private static JsonNode? Service(string column, JsonObject item) => column switch
    {
        "Type" => item.Text("spec", "type") ?? "ClusterIP",
        "Cluster-IP" => item.Text("spec", "clusterIP"),
        "Port(s)" => string.Join(',', item.Items("spec", "ports").Select(port => $"{port.Number("port")}/{port.Text("protocol") ?? "TCP"}")),
        _ => null,
    };

    private static string Endpoints(JsonObject item) => string.Join(',', item.Items("subsets").SelectMany(subset =>
        subset.Items("addresses").SelectMany(address => subset.Items("ports").Select(port => $"{address.Text("ip")}:{port.Number("port")}"))));

    private static IEnumerable<JsonNode> Containers(JsonObject item) =>
        (item.At("spec", "jobTemplate", "spec", "template") ?? item.At("spec", "template") ?? item).Items("spec", "containers");

    private static string? Labels(IReadOnlyDictionary<string, string> labels) =>
        labels.Count == 0 ? null : string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
}
