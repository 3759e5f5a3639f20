using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Keeps the endpoints of every Service what its pods are.</summary>
internal sealed class EndpointsController(RecordedObjects objects)
{
    public void Update()
    {
        var collection = objects["/api/v1/endpoints"];
        foreach (var service in objects["/api/v1/services"].All.Where(service => service.Json.Map("spec", "selector").Count > 0).ToArray())
        {
            var subsets = Subsets(service);
            var known = collection.Find(service.Namespace, service.Name);
            if (!JsonNode.DeepEquals(known?.Json["subsets"], subsets))
            {
                var changed = known?.Json.Copy() ?? new JsonObject { ["metadata"] = new JsonObject { ["name"] = service.Name, ["namespace"] = service.Namespace } };
                changed["subsets"] = subsets;
                objects.Store(collection, changed);
            }
        }
    }

    private JsonArray Subsets(RecordedObject service)
    {
        var selector = service.Json.Map("spec", "selector");
        var pods = objects.Pods.In(service.Namespace)
            .Where(pod => selector.All(label => pod.Json.Map("metadata", "labels").GetValueOrDefault(label.Key) == label.Value) && pod.Json.Text("status", "podIP") is not null)
            .OrderBy(pod => pod.Json.Text("status", "podIP"), StringComparer.Ordinal).ToArray();
        if (pods.Length == 0)
        {
            return [];
        }

        JsonObject subset = [];
        foreach (var (name, isReady) in new[] { ("addresses", true), ("notReadyAddresses", false) })
        {
            var addresses = pods.Where(pod => RecordedKubelet.IsReady(pod) == isReady).Select(Address).ToArray<JsonNode>();
            if (addresses.Length > 0)
            {
                subset[name] = new JsonArray(addresses);
            }
        }

        subset["ports"] = new JsonArray([.. service.Json.Items("spec", "ports").Select(port => Port(port, pods[0]))]);
        return new(subset);
    }

    private static JsonObject Address(RecordedObject pod) => new()
    {
        ["ip"] = pod.Json.Text("status", "podIP"),
        ["nodeName"] = pod.Json.Text("spec", "nodeName"),
        ["targetRef"] = new JsonObject { ["kind"] = "Pod", ["namespace"] = pod.Namespace, ["name"] = pod.Name, ["uid"] = pod.Uid, ["resourceVersion"] = pod.Json.Text("metadata", "resourceVersion") },
    };

    /// <summary>A target port may be the name of a container's port.</summary>
    private static JsonObject Port(JsonNode port, RecordedObject pod)
    {
        var number = port.Number("targetPort")
            ?? pod.Json.Items("spec", "containers").SelectMany(container => container.Items("ports")).FirstOrDefault(named => named.Text("name") == port.Text("targetPort")).Number("containerPort")
            ?? port.Number("port");
        JsonObject made = [];
        if (port.Text("name") is { } name)
        {
            made["name"] = name;
        }

        made["port"] = number;
        made["protocol"] = port.Text("protocol") ?? "TCP";
        return made;
    }
}
