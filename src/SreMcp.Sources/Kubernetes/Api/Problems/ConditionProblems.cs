using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What <c>status</c> says by convention, for built-in kinds and for anybody's.</summary>
internal static class ConditionProblems
{
    private const int ReasonLimit = 100;
    private static readonly TimeSpan DeletionMayTake = TimeSpan.FromMinutes(5);

    public static Problem? Of(KubernetesObject item, DateTimeOffset now) =>
        Deletion(item, now).Concat(Conditions(item)).Concat(Phases(item)).OrderBy(problem => problem.Severity).FirstOrDefault();

    private static IEnumerable<Problem> Deletion(KubernetesObject item, DateTimeOffset now)
    {
        if (item.Deleted is { } asked && now - asked > DeletionMayTake)
        {
            var finalizers = item.At("metadata", "finalizers") is { ValueKind: JsonValueKind.Array } all ? all.GetArrayLength() : 0;
            yield return new(ProblemSeverity.Medium, $"deletion waits for {(long)(now - asked).TotalMinutes} min, {finalizers} finalizers left");
        }
    }

    private static IEnumerable<Problem> Conditions(KubernetesObject item) =>
        from condition in item.Items("status", "conditions")
        let type = condition.TextAt("type")
        let status = condition.TextAt("status")
        where type is not null && status is not null
        let severity = Judge(type, status)
        where severity is not null
        select new Problem(severity.Value, Words(type, status, condition.TextAt("reason")), new(condition.TextAt("message")));

    private static ProblemSeverity? Judge(string type, string status) => (status, IsGood(type), IsBad(type)) switch
    {
        ("False", true, _) => type is "Ready" or "Available" or "Healthy" or "Established" ? ProblemSeverity.Critical : ProblemSeverity.High,
        ("True", _, true) => ProblemSeverity.High,
        ("Unknown", true, _) => ProblemSeverity.Medium,
        _ => null,
    };

    /// <summary>Conditions that should be true.</summary>
    private static bool IsGood(string type) => type is
        "Ready" or "Available" or "Healthy" or "Synced" or "Established" or "NamesAccepted" or "Accepted" or "Programmed" or "ResolvedRefs" or "Reconciled"
        or "Valid" or "Validated" or "Bound" or "Provisioned" or "Installed" or "Connected" or "Initialized" or "ContainersReady"
        or "Succeeded" or "Progressing" or "AbleToScale" or "ScalingActive" or "Deployed" or "Released" or "SecretSynced" or "Resolved" or "InSync";

    /// <summary>Conditions that should be false.</summary>
    private static bool IsBad(string type) =>
        type is "Failed" or "Failure" or "FailureTarget" or "Stalled" or "Degraded" or "Error" or "NetworkUnavailable" or "Conflicting" or "Conflicted" or "Blocked" or "Unhealthy"
            or "Expired" or "NonStructuralSchema" or "ReplicaFailure" or "OutOfSync" or "Terminating" or "Invalid"
        || type.EndsWith("Pressure", StringComparison.Ordinal)
        || type.EndsWith("Failed", StringComparison.Ordinal)
        || type.EndsWith("Failure", StringComparison.Ordinal)
        || type.EndsWith("Error", StringComparison.Ordinal)
        || type.EndsWith("Degraded", StringComparison.Ordinal);

    /// <summary>Kinds without conditions that say it in one word.</summary>
    private static IEnumerable<Problem> Phases(KubernetesObject item)
    {
        string?[] words = [item.Text("status", "phase"), item.Text("status", "state"), item.Text("status", "health", "status"), item.Text("status", "sync", "status")];
        foreach (var word in words)
        {
            ProblemSeverity? severity = word?.ToLowerInvariant() switch
            {
                "failed" or "error" or "degraded" or "lost" or "missing" or "unhealthy" or "broken" => ProblemSeverity.High,
                "outofsync" or "unknown" or "partiallyfailed" or "suspended" => ProblemSeverity.Medium,
                _ => null,
            };
            if (severity is { } found)
            {
                yield return new(found, TextCleaner.OneLine(word, ReasonLimit));
            }
        }
    }

    private static string Words(string type, string status, string? reason)
    {
        var words = status is "True" ? type : $"{type} is {status}";
        return TextCleaner.OneLine(string.IsNullOrEmpty(reason) ? words : $"{words}: {reason}", ReasonLimit);
    }
}
