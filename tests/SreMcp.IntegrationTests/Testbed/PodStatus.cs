using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>What a kubelet would write into a pod's status. Times are fixed, so that answers can be compared.</summary>
internal static class PodStatus
{
    public const string Started = "2026-11-20T20:00:00Z";

    /// <summary>The values of <see cref="StandInKubelet.Outcome"/>.</summary>
    public static IReadOnlyDictionary<string, Func<JsonNode, JsonObject>> All { get; } = new Dictionary<string, Func<JsonNode, JsonObject>>(StringComparer.Ordinal)
    {
        ["ready"] = pod => Status(pod, "Running", ready: true, State("running", ("startedAt", Started))),
        ["unready"] = pod => Status(pod, "Running", ready: false, State("running", ("startedAt", Started))),
        ["out-of-memory"] = pod => Status(
            pod, "Running", ready: false, State("waiting", ("reason", "CrashLoopBackOff"), ("message", "back-off 5m0s restarting failed container")),
            restarts: 9, last: Terminated("OOMKilled", 137)),
        ["crashing"] = pod => Status(
            pod, "Running", ready: false, State("waiting", ("reason", "CrashLoopBackOff"), ("message", "back-off 2m40s restarting failed container")),
            restarts: 6, last: Terminated("Error", 1)),
        ["no-image"] = pod => Status(
            pod, "Pending", ready: false, State("waiting", ("reason", "ImagePullBackOff"), ("message", "Back-off pulling image"))),
        ["no-configuration"] = pod => Status(
            pod, "Pending", ready: false, State("waiting", ("reason", "CreateContainerConfigError"), ("message", "configmap \"absent\" not found"))),
        ["succeeded"] = pod => Status(pod, "Succeeded", ready: false, Terminated("Completed", 0)),
        ["failed"] = pod => Status(pod, "Failed", ready: false, Terminated("Error", 1)),
        ["evicted"] = _ => new() { ["phase"] = "Failed", ["reason"] = "Evicted", ["message"] = "The node was low on resource: memory.", ["containerStatuses"] = new JsonArray() },
    };

    public static JsonObject For(JsonNode pod)
    {
        var outcome = (string?)pod["metadata"]!["annotations"]?[StandInKubelet.Outcome] ?? (HasCrashingImage(pod) ? "crashing" : "ready");
        return All.TryGetValue(outcome, out var status)
            ? status(pod)
            : throw new InvalidOperationException($"No pod can end as '{outcome}'; known are {string.Join(", ", All.Keys)}.");
    }

    /// <summary>For a change of the image alone, which leaves the annotations as they are.</summary>
    private static bool HasCrashingImage(JsonNode pod) =>
        pod["spec"]?["containers"]?.AsArray().Any(container => ((string?)container!["image"])?.Contains("/crashing:", StringComparison.Ordinal) is true) is true;

    private static JsonObject Status(JsonNode pod, string phase, bool ready, JsonObject state, int restarts = 0, JsonObject? last = null) => new()
    {
        ["phase"] = phase,
        ["hostIP"] = "127.0.0.1",
        ["podIP"] = Address((string)pod["metadata"]!["name"]!),
        ["startTime"] = Started,
        ["conditions"] = new JsonArray([.. new[] { "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(type => Condition(type, ready || !type.Contains("Ready", StringComparison.Ordinal)))]),
        ["containerStatuses"] = new JsonArray([.. pod["spec"]!["containers"]!.AsArray().Select(container => new JsonObject
        {
            ["name"] = (string?)container!["name"],
            ["image"] = (string?)container["image"],
            ["imageID"] = $"{container["image"]}@sha256:{new string('a', 64)}",
            ["containerID"] = $"containerd://{new string('b', 64)}",
            ["ready"] = ready,
            ["started"] = ready,
            ["restartCount"] = restarts,
            ["state"] = state.DeepClone(),
            ["lastState"] = last?.DeepClone() ?? new JsonObject(),
        })]),
    };

    /// <summary>The same name gets the same address in every run.</summary>
    private static string Address(string name)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return $"10.1.{digest[0]}.{digest[1]}";
    }

    private static JsonObject Condition(string type, bool holds) =>
        new() { ["type"] = type, ["status"] = holds ? "True" : "False", ["lastTransitionTime"] = Started };

    private static JsonObject State(string name, params ReadOnlySpan<(string Key, string Value)> facts)
    {
        JsonObject inner = [];
        foreach (var (key, value) in facts)
        {
            inner[key] = value;
        }

        return new() { [name] = inner };
    }

    private static JsonObject Terminated(string reason, int code) =>
        new() { ["terminated"] = new JsonObject { ["reason"] = reason, ["exitCode"] = code, ["startedAt"] = Started, ["finishedAt"] = Started } };
}
