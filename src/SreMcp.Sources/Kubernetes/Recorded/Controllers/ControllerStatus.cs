using System.Text.Json.Nodes;

namespace SreMcp.Sources.Kubernetes.Recorded;

/// <summary>Writes what controllers report.</summary>
internal static class ControllerStatus
{
    /// <summary>Numbers as the API server keeps them: zero is left out, but for <c>replicas</c>.</summary>
    public static JsonObject Of(params ReadOnlySpan<(string Name, int Count)> counts)
    {
        JsonObject status = [];
        foreach (var (name, count) in counts)
        {
            if (count > 0 || name is "replicas")
            {
                status[name] = count;
            }
        }

        return status;
    }

    public static JsonObject Condition(string type, bool holds, string reason, string now) =>
        new() { ["type"] = type, ["status"] = holds ? "True" : "False", ["lastUpdateTime"] = now, ["lastTransitionTime"] = now, ["reason"] = reason, ["message"] = reason };

    /// <summary>Stores an object with the generation that its status was worked out for, unless nothing has changed.</summary>
    public static void StoreObserved(RecordedObjects objects, RecordedCollection collection, RecordedObject before, JsonObject after)
    {
        var isNewSpec = !JsonNode.DeepEquals(before.Json["spec"], after["spec"]);
        after["status"]!["observedGeneration"] = (before.Json.Number("metadata", "generation") ?? 0) + (isNewSpec ? 1 : 0);
        if (!JsonNode.DeepEquals(before.Json, after))
        {
            objects.Store(collection, after);
        }
    }
}
