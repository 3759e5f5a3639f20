using System.Text.Json;
using SreMcp.Findings;

namespace SreMcp.Diagnoses;

/// <summary>Reads what makes pods, and what scales and guards them.</summary>
internal static class WorkloadReaders
{
    public static WorkloadRecord Workload(JsonElement item, string kind)
    {
        var isDaemon = kind is "DaemonSet";
        var isObserved = (item.NumberIn("status", "observedGeneration") ?? 0) >= (item.NumberIn("metadata", "generation") ?? 0);
        return new()
        {
            Key = item.Key(kind),
            Spec = item.In("spec", "template", "spec") is { } spec ? PodSpecReader.Read(spec) : PodSpec.Empty,
            Selector = item.SelectorIn("spec", "selector") ?? Selector.Everything,
            PodLabels = item.MapIn("spec", "template", "metadata", "labels"),
            Wanted = isDaemon ? item.NumberIn("status", "desiredNumberScheduled") ?? 0 : item.NumberIn("spec", "replicas") ?? 1,
            Ready = item.NumberIn("status", isDaemon ? "numberReady" : "readyReplicas") ?? 0,
            Existing = item.NumberIn("status", isDaemon ? "currentNumberScheduled" : "replicas") ?? 0,
            Updated = item.NumberIn("status", isDaemon ? "updatedNumberScheduled" : "updatedReplicas") ?? 0,
            Revision = kind is "StatefulSet" ? item.TextIn("status", "updateRevision") : null,
            IsPaused = item.FlagIn("spec", "paused"),
            IsObserved = isObserved,
            ChangedAt = isObserved ? null : item.AllIn("metadata", "managedFields").Max(entry => entry.MomentIn("time")) ?? item.Created(),
            Keeper = KeeperOf(item),
            Created = item.Created(),
            Conditions = item.ConditionsOf(),
        };
    }

    public static JobRecord Job(JsonElement item) => new()
    {
        Key = item.Key("Job"),
        Owner = item.ControllerOf() is { } owner && owner.TextIn("kind") is "CronJob" ? new("CronJob", item.TextIn("metadata", "namespace"), owner.TextIn("name") ?? "") : null,
        Active = item.NumberIn("status", "active") ?? 0,
        Succeeded = item.NumberIn("status", "succeeded") ?? 0,
        Failed = item.NumberIn("status", "failed") ?? 0,
        BackoffLimit = item.NumberIn("spec", "backoffLimit") ?? 6,
        IsSuspended = item.FlagIn("spec", "suspend"),
        Created = item.Created(),
        Started = item.MomentIn("status", "startTime"),
        Conditions = item.ConditionsOf(),
    };

    public static CronJobRecord CronJob(JsonElement item) => new()
    {
        Key = item.Key("CronJob"),
        Schedule = item.TextIn("spec", "schedule") ?? "",
        IsSuspended = item.FlagIn("spec", "suspend"),
        Concurrency = item.TextIn("spec", "concurrencyPolicy") ?? "Allow",
        Active = item.AllIn("status", "active").Count(),
        LastScheduled = item.MomentIn("status", "lastScheduleTime"),
        Created = item.Created(),
    };

    public static AutoscalerRecord Autoscaler(JsonElement item) => new()
    {
        Key = item.Key("HorizontalPodAutoscaler"),
        Target = new(item.TextIn("spec", "scaleTargetRef", "kind") ?? "", item.TextIn("metadata", "namespace"), item.TextIn("spec", "scaleTargetRef", "name") ?? ""),
        Min = item.NumberIn("spec", "minReplicas") ?? 1,
        Max = item.NumberIn("spec", "maxReplicas") ?? 1,
        Current = item.NumberIn("status", "currentReplicas") ?? 0,
        Desired = item.NumberIn("status", "desiredReplicas") ?? 0,
        Created = item.Created(),
        Conditions = item.ConditionsOf() is { Count: > 0 } conditions ? conditions : OldConditions(item),
    };

    public static BudgetRecord Budget(JsonElement item) => new()
    {
        Key = item.Key("PodDisruptionBudget"),
        Selector = item.SelectorIn("spec", "selector") ?? Selector.Everything,
        Allowed = item.NumberIn("status", "disruptionsAllowed") ?? 0,
        Healthy = item.NumberIn("status", "currentHealthy") ?? 0,
        Desired = item.NumberIn("status", "desiredHealthy") ?? 0,
        Expected = item.NumberIn("status", "expectedPods") ?? 0,
        Says = item.PortIn("spec", "maxUnavailable") is { } most ? $"maxUnavailable {most}" : $"minAvailable {item.PortIn("spec", "minAvailable") ?? "1"}",
    };

    /// <summary>autoscaling/v1 keeps its conditions as JSON in an annotation.</summary>
    private static IReadOnlyList<Condition> OldConditions(JsonElement item)
    {
        if (item.In("metadata", "annotations") is not { ValueKind: JsonValueKind.Object } annotations
            || !annotations.TryGetProperty("autoscaling.alpha.kubernetes.io/conditions", out var text) || text.ValueKind is not JsonValueKind.String)
        {
            return [];
        }

        try
        {
            using var parsed = JsonDocument.Parse($$$"""{"status":{"conditions":{{{text.GetString()}}} } }""");
            return parsed.RootElement.ConditionsOf();
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static Keeper KeeperOf(JsonElement item)
    {
        var labels = item.In("metadata", "labels") ?? default;
        var annotations = item.In("metadata", "annotations") ?? default;
        return annotations.In("argocd.argoproj.io/tracking-id") is not null || labels.In("argocd.argoproj.io/instance") is not null ? Keeper.ArgoCd
            : labels.In("kustomize.toolkit.fluxcd.io/name") is not null || labels.In("helm.toolkit.fluxcd.io/name") is not null ? Keeper.Flux
            : labels.TextIn("app.kubernetes.io/managed-by") is "Helm" ? Keeper.Helm
            : Keeper.None;
    }
}
