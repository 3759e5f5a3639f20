namespace SreMcp.Findings;

/// <summary>PersistentVolumeClaims that do not bind, or lost their volume.</summary>
public sealed class Claims : IAnalyzer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public IEnumerable<Finding> Analyze(ClusterState state)
    {
        foreach (var claim in (state.Claims ?? []).Where(claim => claim.Deleted is null))
        {
            if (claim.Phase is "Lost")
            {
                yield return Finding(state, claim, "claim-lost", $"lost its volume {Wording.Clean(claim.Volume)}: the PersistentVolume no longer exists", Confidence.Sure, null);
            }
            else if (claim.Phase is "Pending" && Pending(state, claim) is { } finding)
            {
                yield return finding;
            }
        }
    }

    private static Finding? Pending(ClusterState state, ClaimRecord claim)
    {
        var pods = Users(state, claim).ToArray();
        var known = state.StorageClasses?.FirstOrDefault(candidate => claim.Class is { Length: > 0 } name ? candidate.Name == name : claim.Class is null && candidate.IsDefault);
        var failure = state.EventsOf(claim.Key).Where(report => report.Reason is "ProvisioningFailed" or "FailedBinding" or "ExternalExpanding" or "VolumeMismatch").MaxBy(report => report.Last);
        var said = failure?.Message.ForAnalysis() ?? "";
        if (claim.Class is { Length: > 0 } missing && known is null && (state.StorageClasses is not null || said.Contains("not found", StringComparison.OrdinalIgnoreCase)))
        {
            return (state.Volumes ?? []).Any(volume => volume.Class == missing && volume.Phase is "Available") && state.StorageClasses is not null && said.Length is 0
                ? null
                : Finding(state, claim, "missing-storage-class", $"stays Pending: StorageClass {Wording.Clean(missing)} does not exist", Confidence.Sure, failure) with
                {
                    Likely = state.StorageClasses is { Count: > 0 } classes ? $"a typing error, or a class of another cluster; there are {Wording.Names(classes.Select(one => Wording.Clean(one.Name, 60)))}" : "no StorageClass exists at all",
                };
        }

        if (claim.Class is null && known is null && state.StorageClasses is not null)
        {
            return Finding(state, claim, "no-default-storage-class", "stays Pending: it names no StorageClass and the cluster has no default one", Confidence.Sure, failure);
        }

        // Such a class waits for a pod; without one there is nothing wrong.
        if ((known is { WaitsForPod: true } && failure?.Reason is not "ProvisioningFailed" && pods.Length is 0) || state.Now - claim.Created < Patience)
        {
            return null;
        }

        return failure?.Reason is "ProvisioningFailed"
            ? Finding(state, claim, "provisioning-failed", $"stays Pending: the provisioner of class {Wording.Clean(known?.Name ?? claim.Class)} fails", Confidence.Sure, failure)
            : claim.Class is { Length: 0 } || known is { Provisioner: "kubernetes.io/no-provisioner" } || failure?.Reason is "FailedBinding"
                ? NoVolume(state, claim, failure)
                : known is { WaitsForPod: true } ? null
                : Finding(state, claim, "claim-unbound", $"stays Pending: {Wording.Clean(known?.Provisioner ?? "its provisioner")} has made no volume", Confidence.Likely, failure) with { Likely = "the provisioner is not installed or does not run" };
    }

    private static Finding NoVolume(ClusterState state, ClaimRecord claim, EventRecord? failure)
    {
        var free = (state.Volumes ?? []).Where(volume => volume.Phase is "Available" && (claim.Class is null || volume.Class == claim.Class)).ToArray();
        var why = claim.Volume is { Length: > 0 } wanted && state.Volumes is not null && state.Volumes.All(volume => volume.Name != wanted) ? $"the volume {Wording.Clean(wanted)} that it names does not exist"
            : state.Volumes is null ? "no volume fits"
            : free.Length is 0 ? "there is no free volume of its class"
            : free.All(volume => volume.Capacity < claim.Requested) ? $"it asks for {Quantity.Bytes(claim.Requested)}, the largest free volume has {Quantity.Bytes(free.Max(volume => volume.Capacity))}"
            : $"no free volume offers {Wording.Names(claim.AccessModes)} (offered: {Wording.Names(free.SelectMany(volume => volume.AccessModes))})";
        return Finding(state, claim, "no-volume", $"stays Pending: {why}", Confidence.Sure, failure);
    }

    private static Finding Finding(ClusterState state, ClaimRecord claim, string cause, string what, Confidence confidence, EventRecord? failure)
    {
        var pods = Users(state, claim).ToArray();
        return new()
        {
            Cause = cause,
            Layer = Layer.Supply,
            Severity = pods.Length > 0 ? Severity.Down : Severity.Degraded,
            Confidence = confidence,
            About = claim.Key,
            What = what + (pods.Length > 0 ? $"; {Wording.Names(pods.Select(pod => pod.Workload.KindName))} {(pods.Select(pod => pod.Workload).Distinct().Count() is 1 ? "waits" : "wait")} for it" : ""),
            Since = claim.Created,
            Evidence = failure is null ? [] : [new($"event {Wording.Clean(failure.Reason, 40)}: ", failure.Message)],
            Affects = [.. pods.SelectMany(pod => new[] { pod.Key, pod.Workload }).Distinct()],
        };
    }

    private static IEnumerable<PodRecord> Users(ClusterState state, ClaimRecord claim) =>
        state.PodsIn(claim.Key.Namespace).Where(pod => pod.IsActive && !pod.IsReady && pod.Claims.Contains(claim.Key.Name, StringComparer.Ordinal));
}
