namespace SreMcp.Sources.Kubernetes;

/// <summary>How far a workload's rollout has come.</summary>
public enum RolloutPhase
{
    /// <summary>Still on its way.</summary>
    Progressing = 0,

    /// <summary>Every replica is of the live revision and available.</summary>
    Complete,

    /// <summary>The controller has given up: its deadline passed.</summary>
    Failed,

    /// <summary>Somebody paused it; nothing moves until it is resumed.</summary>
    Paused,
}

/// <summary>A workload's rollout as its status shows it.</summary>
/// <param name="Desired">How many replicas are asked for.</param>
/// <param name="Updated">How many of them are of the newest revision.</param>
/// <param name="Total">How many pods there are, old ones included.</param>
/// <param name="IsObserved">False while the controller has not seen the newest change; the numbers are of before then.</param>
/// <param name="Note">What else decides, in our words; empty when nothing does.</param>
public sealed record RolloutStatus(RolloutPhase Phase, long Desired, long Updated, long Ready, long Available, long Total, bool IsObserved, string Note)
{
    /// <summary>Reads it from a Deployment, StatefulSet or DaemonSet.</summary>
    /// <exception cref="SreMcp.Policy.SreException">SRE0437 for any other kind.</exception>
    public static RolloutStatus Of(KubernetesObject workload) => WorkloadReference.Require(workload.Resource).Plural switch
    {
        "deployments" => OfDeployment(workload),
        "statefulsets" => OfStatefulSet(workload),
        _ => OfDaemonSet(workload),
    };

    /// <summary>One line: <c>2 of 3 updated, 1 available</c>.</summary>
    public override string ToString()
    {
        var numbers = $"{Updated} of {Desired} updated, {Ready} ready, {Available} available{(Total > Desired ? $", {Total - Desired} more than wanted" : "")}";
        return Note.Length == 0 ? numbers : $"{numbers}; {Note}";
    }

    private static bool Observed(KubernetesObject workload) => workload.Number("status", "observedGeneration") is { } seen && seen >= workload.Generation;

    private static long Count(KubernetesObject workload, string name) => workload.Number("status", name) ?? 0;

    private static RolloutStatus OfDeployment(KubernetesObject workload)
    {
        var desired = workload.Number("spec", "replicas") ?? 1;
        var (updated, available, total) = (Count(workload, "updatedReplicas"), Count(workload, "availableReplicas"), Count(workload, "replicas"));
        var isObserved = Observed(workload);
        var missedDeadline = workload.Items("status", "conditions")
            .Any(condition => condition.TextAt("type") is "Progressing" && condition.TextAt("reason") is "ProgressDeadlineExceeded");
        var (phase, note) = (isObserved, workload.Flag("spec", "paused")) switch
        {
            (true, _) when updated >= desired && total <= updated && available >= updated => (RolloutPhase.Complete, ""),
            (_, true) => (RolloutPhase.Paused, "paused"),
            (true, _) when missedDeadline => (RolloutPhase.Failed, "its progress deadline has passed"),
            (false, _) => (RolloutPhase.Progressing, "not yet seen by its controller"),
            _ => (RolloutPhase.Progressing, ""),
        };
        return new(phase, desired, updated, Count(workload, "readyReplicas"), available, total, isObserved, note);
    }

    private static RolloutStatus OfStatefulSet(KubernetesObject workload)
    {
        var desired = workload.Number("spec", "replicas") ?? 1;
        var partition = workload.Number("spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
        var isByHand = workload.Text("spec", "updateStrategy", "type") is "OnDelete";
        var isObserved = Observed(workload);
        var isOneRevision = workload.Text("status", "updateRevision") is { } live && live == workload.Text("status", "currentRevision");

        // A set that has converged reports its pods under the current revision, not the updated one.
        var (ready, total) = (Count(workload, "readyReplicas"), Count(workload, "replicas"));
        var updated = isOneRevision ? total : Count(workload, "updatedReplicas");
        var available = workload.Number("status", "availableReplicas") ?? ready;
        var isComplete = isObserved && ready >= desired && total == desired && (isByHand || updated >= desired - partition);
        var note = (isObserved, isByHand && !isOneRevision, partition > 0) switch
        {
            (false, _, _) => "not yet seen by its controller",
            (_, true, _) => "pods change only when they are deleted (OnDelete)",
            (_, _, true) => $"pods below ordinal {partition} keep their revision (partition)",
            _ => "",
        };
        return new(isComplete ? RolloutPhase.Complete : RolloutPhase.Progressing, desired, updated, ready, available, total, isObserved, note);
    }

    private static RolloutStatus OfDaemonSet(KubernetesObject workload)
    {
        var desired = Count(workload, "desiredNumberScheduled");
        var (updated, available) = (Count(workload, "updatedNumberScheduled"), Count(workload, "numberAvailable"));
        var isByHand = workload.Text("spec", "updateStrategy", "type") is "OnDelete";
        var isObserved = Observed(workload);
        var isComplete = isObserved && available >= desired && (isByHand || updated >= desired);
        var note = (isObserved, isByHand && updated < desired) switch
        {
            (false, _) => "not yet seen by its controller",
            (_, true) => "pods change only when they are deleted (OnDelete)",
            _ => "",
        };
        return new(
            isComplete ? RolloutPhase.Complete : RolloutPhase.Progressing,
            desired, updated, Count(workload, "numberReady"), available, Count(workload, "currentNumberScheduled"), isObserved, note);
    }
}
