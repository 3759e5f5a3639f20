using System.Text.Json;
using SreMcp.Findings;

namespace SreMcp.Diagnoses;

/// <summary>Reduces pods while they stream by. Pods of one template share its spec and labels, so that ten thousand healthy ones weigh next to nothing.</summary>
internal sealed class PodReader
{
    private readonly Dictionary<string, PodSpec> _specs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public PodRecord Read(JsonElement pod)
    {
        var labels = LabelsOf(pod);
        var ready = pod.AllIn("status", "conditions").FirstOrDefault(condition => condition.TextIn("type") is "Ready");
        var scheduled = pod.AllIn("status", "conditions").FirstOrDefault(condition => condition.TextIn("type") is "PodScheduled");
        var isReady = ready.TextIn("status") is "True";
        var phase = pod.TextIn("status", "phase") ?? "Pending";
        var node = Shared(pod.TextIn("spec", "nodeName"));
        return new()
        {
            Key = new("Pod", Shared(pod.TextIn("metadata", "namespace")), pod.TextIn("metadata", "name") ?? ""),
            Labels = labels,
            Workload = WorkloadOf(pod, labels),
            Spec = SpecOf(pod, labels, isOwn: node is null),
            Node = node,
            Addresses = pod.AllIn("status", "podIPs").Select(address => address.TextIn("ip")).OfType<string>().ToArray() is { Length: > 0 } several ? several : pod.TextIn("status", "podIP") is { } one ? [one] : [],
            Host = pod.TextIn("spec", "hostname"),
            Subdomain = Shared(pod.TextIn("spec", "subdomain")),
            Phase = phase switch { "Running" => "Running", "Pending" => "Pending", "Succeeded" => "Succeeded", "Failed" => "Failed", _ => "Unknown" },
            Reason = pod.TextIn("status", "reason"),
            Message = pod.SaidIn("status", "message"),
            IsReady = isReady,
            ReadySince = ready.MomentIn("lastTransitionTime"),
            Gate = ready.TextIn("reason") is "ReadinessGatesNotReady" ? ready.SaidIn("message") : default,
            Revision = labels.GetValueOrDefault("controller-revision-hash"),
            Created = pod.Created(),
            Deleted = pod.MomentIn("metadata", "deletionTimestamp"),
            GraceSeconds = pod.NumberIn("metadata", "deletionGracePeriodSeconds") ?? 30,
            Finalizers = pod.TextsIn("metadata", "finalizers"),
            Unscheduled = scheduled.TextIn("status") is "False" ? scheduled.SaidIn("message") : default,
            Containers = [.. States(pod, "initContainerStatuses", isInit: true), .. States(pod, "containerStatuses", isInit: false)],
            Claims = [.. pod.AllIn("spec", "volumes").Select(volume => volume.TextIn("persistentVolumeClaim", "claimName")).OfType<string>()],
        };
    }

    private string? Shared(string? name) => name is null ? null : _names.TryGetValue(name, out var known) ? known : _names[name] = name;

    private IReadOnlyDictionary<string, string> LabelsOf(JsonElement pod)
    {
        if (pod.In("metadata", "labels") is not { } labels)
        {
            return NoLabels.Instance;
        }

        var text = labels.GetRawText();
        return _labels.TryGetValue(text, out var known) ? known : _labels[text] = pod.MapIn("metadata", "labels");
    }

    private PodSpec SpecOf(JsonElement pod, IReadOnlyDictionary<string, string> labels, bool isOwn)
    {
        if (pod.In("spec") is not { } spec)
        {
            return PodSpec.Empty;
        }

        var hash = labels.GetValueOrDefault("pod-template-hash") ?? labels.GetValueOrDefault("controller-revision-hash");
        if (isOwn || hash is null || pod.ControllerOf()?.TextIn("uid") is not { } owner)
        {
            return PodSpecReader.Read(spec);
        }

        return _specs.TryGetValue($"{owner} {hash}", out var known) ? known : _specs[$"{owner} {hash}"] = PodSpecReader.Read(spec);
    }

    /// <summary>As high as names tell: a ReplicaSet that bears the hash of its template is a Deployment's.</summary>
    private ObjectKey WorkloadOf(JsonElement pod, IReadOnlyDictionary<string, string> labels)
    {
        var @namespace = Shared(pod.TextIn("metadata", "namespace"));
        if (pod.ControllerOf() is not { } owner || owner.TextIn("name") is not { } name || owner.TextIn("kind") is not { } kind)
        {
            // A pod that outlived its Job still bears the Job's name.
            return labels.TryGetValue("job-name", out var job) ? new("Job", @namespace, job) : new("Pod", @namespace, pod.TextIn("metadata", "name") ?? "");
        }

        return kind is "ReplicaSet" && labels.TryGetValue("pod-template-hash", out var hash) && name.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? new("Deployment", @namespace, Shared(name[..^(hash.Length + 1)])!)
            : new(Shared(kind)!, @namespace, Shared(name)!);
    }

    /// <summary>Nothing for containers that are well and never restarted.</summary>
    private static IEnumerable<ContainerState> States(JsonElement pod, string field, bool isInit) =>
        from status in pod.AllIn("status", field)
        let state = StateOf(status, isInit)
        where state is not ({ IsReady: true, Restarts: 0 } or { IsInit: true, Restarts: 0, Ended.Code: 0 })
        select state;

    private static ContainerState StateOf(JsonElement status, bool isInit) => new()
    {
        Name = status.TextIn("name") ?? "",
        IsInit = isInit,
        IsReady = status.FlagIn("ready"),
        Restarts = status.NumberIn("restartCount") ?? 0,
        IsRunning = status.In("state", "running") is not null,
        RunningSince = status.MomentIn("state", "running", "startedAt"),
        Waiting = status.TextIn("state", "waiting", "reason"),
        WaitingMessage = status.SaidIn("state", "waiting", "message"),
        Ended = EndOf(status.In("state", "terminated")),
        LastEnded = EndOf(status.In("lastState", "terminated")),
    };

    private static Ending? EndOf(JsonElement? end) => end is { } ended
        ? new(ended.NumberIn("exitCode") ?? 0, ended.NumberIn("signal"), ended.TextIn("reason"), ended.SaidIn("message"), ended.MomentIn("startedAt"), ended.MomentIn("finishedAt"))
        : null;
}
