using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>What a kubelet says instead of a log, going by the container's state.</summary>
internal static class ContainerState
{
    /// <summary>Null when there would be a log.</summary>
    public static async Task<string?> WhyNoLogAsync(KubeApi admin, string @namespace, string pod, string container, bool previous)
    {
        var found = await admin.FindAsync($"/api/v1/namespaces/{@namespace}/pods/{pod}");
        var statuses = new[] { "containerStatuses", "initContainerStatuses" }.SelectMany(list => found?["status"]?[list] as JsonArray ?? []);
        var status = statuses.FirstOrDefault(candidate => (string?)candidate!["name"] == container);
        var (state, hasEnded) = (status?["state"], status?["lastState"]?["terminated"] is not null);
        return (state, previous) switch
        {
            (null, _) => $"container \"{container}\" in pod \"{pod}\" is not available",
            (_, true) => hasEnded ? null : $"previous terminated container \"{container}\" in pod \"{pod}\" not found",
            _ when state["waiting"] is { } waiting && !hasEnded => $"container \"{container}\" in pod \"{pod}\" is waiting to start: {Reason(waiting)}",
            _ => null,
        };
    }

    private static string Reason(JsonNode waiting) => (string?)waiting["reason"] switch
    {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        var other => other ?? "no logs yet",
    };
}
