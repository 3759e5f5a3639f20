using System.Text.Json;
using SreMcp.Findings;

namespace SreMcp.Diagnoses;

/// <summary>Reads nodes, events, storage, quotas, namespaces, and objects that report by conditions.</summary>
internal static class ClusterReaders
{
    /// <summary>Events of type Normal that tell of trouble all the same.</summary>
    private static readonly string[] TellingReasons = ["Killing", "Preempted", "NodeNotReady", "JobAlreadyActive", "WaitForFirstConsumer", "NotTriggerScaleUp", "FailedScaleUp"];

    private const int MostUnwell = 10;

    public static NodeRecord Node(JsonElement item) => new()
    {
        Name = item.TextIn("metadata", "name") ?? "",
        Labels = item.MapIn("metadata", "labels"),
        Taints = [.. item.AllIn("spec", "taints").Select(taint => new Taint(taint.TextIn("key") ?? "", taint.TextIn("value"), taint.TextIn("effect") ?? ""))],
        IsCordoned = item.FlagIn("spec", "unschedulable"),
        Conditions = item.ConditionsOf(),
        Cpu = item.AmountIn("status", "allocatable", "cpu") ?? 0,
        Memory = item.AmountIn("status", "allocatable", "memory") ?? 0,
        Pods = (int)(item.AmountIn("status", "allocatable", "pods") ?? 110),
        Architecture = item.TextIn("status", "nodeInfo", "architecture"),
        Created = item.Created(),
    };

    /// <summary>Null for what says nothing about trouble.</summary>
    public static EventRecord? Event(JsonElement item)
    {
        var reason = item.TextIn("reason") ?? "";
        var isWarning = item.TextIn("type") is "Warning";
        if (!isWarning && !TellingReasons.Contains(reason, StringComparer.Ordinal) && item.TextIn("involvedObject", "kind") is not "Node")
        {
            return null;
        }

        var first = item.MomentIn("firstTimestamp") ?? item.MomentIn("eventTime") ?? item.Created();
        var about = item.In("involvedObject") ?? default;
        return new()
        {
            About = new(about.TextIn("kind") ?? "", about.TextIn("kind") is "Node" ? null : about.TextIn("namespace"), about.TextIn("name") ?? ""),
            Reason = reason,
            Message = item.SaidIn("message"),
            IsWarning = isWarning,
            Count = item.NumberIn("count") ?? item.NumberIn("series", "count") ?? 1,
            First = first,
            Last = item.MomentIn("lastTimestamp") ?? item.MomentIn("series", "lastObservedTime") ?? first,
            Container = about.TextIn("fieldPath") is { } path && path.IndexOf('{', StringComparison.Ordinal) is > 0 and var brace ? path[(brace + 1)..].TrimEnd('}') : null,
        };
    }

    public static ClaimRecord Claim(JsonElement item) => new()
    {
        Key = item.Key("PersistentVolumeClaim"),
        Phase = item.TextIn("status", "phase") ?? "Pending",
        Class = item.TextIn("spec", "storageClassName") ?? item.TextIn("metadata", "annotations", "volume.beta.kubernetes.io/storage-class"),
        Volume = item.TextIn("spec", "volumeName"),
        AccessModes = item.TextsIn("spec", "accessModes"),
        Requested = item.AmountIn("spec", "resources", "requests", "storage") ?? 0,
        Created = item.Created(),
        Deleted = item.MomentIn("metadata", "deletionTimestamp"),
        Finalizers = item.TextsIn("metadata", "finalizers"),
        Conditions = item.ConditionsOf(),
    };

    public static VolumeRecord Volume(JsonElement item) => new()
    {
        Name = item.TextIn("metadata", "name") ?? "",
        Phase = item.TextIn("status", "phase") ?? "",
        Class = item.TextIn("spec", "storageClassName") ?? "",
        AccessModes = item.TextsIn("spec", "accessModes"),
        Capacity = item.AmountIn("spec", "capacity", "storage") ?? 0,
    };

    public static StorageClassRecord StorageClass(JsonElement item) => new(
        item.TextIn("metadata", "name") ?? "",
        item.TextIn("provisioner") ?? "",
        item.TextIn("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") is "true" || item.TextIn("metadata", "annotations", "storageclass.beta.kubernetes.io/is-default-class") is "true",
        item.TextIn("volumeBindingMode") is "WaitForFirstConsumer");

    public static QuotaRecord Quota(JsonElement item)
    {
        var used = item.MapIn("status", "used");
        return new(item.Key("ResourceQuota"), item.MapIn("status", "hard").ToDictionary(hard => hard.Key, hard => (hard.Value, used.GetValueOrDefault(hard.Key) ?? "0"), StringComparer.Ordinal));
    }

    public static NamespaceRecord Namespace(JsonElement item) => new()
    {
        Name = item.TextIn("metadata", "name") ?? "",
        Labels = item.MapIn("metadata", "labels"),
        Deleted = item.MomentIn("metadata", "deletionTimestamp"),
        Conditions = item.ConditionsOf(),
    };

    private static ObjectKey? Source(JsonElement item)
    {
        var reference = item.In("spec", "issuerRef") ?? item.In("spec", "sourceRef") ?? item.In("spec", "chart", "spec", "sourceRef");
        return reference?.TextIn("name") is not { } name ? null
            : reference.Value.TextIn("kind") is "ClusterIssuer" ? new("ClusterIssuer", null, name)
            : new(reference.Value.TextIn("kind") ?? "Issuer", reference.Value.TextIn("namespace") ?? item.TextIn("metadata", "namespace"), name);
    }

    public static ReportRecord Report(JsonElement item, string group, string kind) => new()
    {
        Key = item.Key(kind),
        Group = group,
        Conditions = [.. item.ConditionsOf(), .. item.AllIn("status", "parents").SelectMany(parent => Json.ConditionsIn(parent, "conditions"))],
        Sync = item.TextIn("status", "sync", "status"),
        Health = item.TextIn("status", "health", "status"),
        Message = item.SaidIn("status", "operationState", "message"),
        IsSuspended = item.FlagIn("spec", "suspend"),
        Expires = item.MomentIn("status", "notAfter"),
        Names = item.TextIn("spec", "secretName") ?? (kind is "ExternalSecret" ? item.TextIn("spec", "target", "name") ?? item.TextIn("metadata", "name") : null),
        Source = Source(item),
        Unwell = [.. item.AllIn("status", "resources").Where(resource => resource.TextIn("health", "status") is "Degraded" or "Missing" or "Progressing").Take(MostUnwell).Select(resource => new ObjectKey(resource.TextIn("kind") ?? "", resource.TextIn("namespace"), resource.TextIn("name") ?? ""))],
        Created = item.Created(),
    };
}
