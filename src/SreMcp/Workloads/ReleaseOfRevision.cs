using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Workloads;

/// <summary>Finds the revision of a Helm release that made one revision of a workload, so that Helm can go back to exactly that.</summary>
/// <remarks>The times of both say which it may be; the images that it rendered have to be those of the workload's revision, or it is not named.</remarks>
internal static class ReleaseOfRevision
{
    /// <returns>Null when no Helm release owns the workload. Without revisions, and with the reason, when they cannot be told.</returns>
    public static async Task<WorkloadOwner.HelmRelease?> FindAsync(WorkloadSnapshot snapshot, Revision goal, Call call)
    {
        if (snapshot.ScriptOwner() is not WorkloadOwner.HelmRelease release)
        {
            return null;
        }

        try
        {
            call.Allow(Operations.KubernetesRead, await snapshot.Cluster.IdentifyAsync(release.ReleaseNamespace, "HelmRelease", release.Release, call.Ended));
            var kept = await HelmReleases.ListAsync(snapshot.Cluster, release.ReleaseNamespace, release.Release, call.Ended);
            return kept.Marks.Count > 0
                ? await ChooseAsync(release, kept.Marks, snapshot, goal, call)
                : release with { Unknown = $"the namespace {release.ReleaseNamespace} keeps no record of it{(kept.Unseen is { } unseen ? $"; not looked at: {unseen.What} {unseen.Next}" : "")}" };
        }
        catch (SreException unread) when (unread.Code.Code.StartsWith("SRE04", StringComparison.Ordinal))
        {
            return release with { Unknown = $"{unread.What} {unread.Next}" };
        }
    }

    private static async Task<WorkloadOwner.HelmRelease> ChooseAsync(
        WorkloadOwner.HelmRelease release, IReadOnlyList<HelmRevisionMark> marks, WorkloadSnapshot snapshot, Revision goal, Call call)
    {
        var newest = marks[0];
        if (newest.Status is not ("deployed" or "failed"))
        {
            return release with { Unknown = $"its newest revision {newest.Number} is {newest.Status}; wait until that has ended, or let somebody clear it" };
        }

        // Helm makes its record before it touches anything, so the newest one that is not younger made the revision.
        if (goal.Created is not { } made || marks.FirstOrDefault(mark => mark.Begun <= made) is not { } maker)
        {
            return release with { Unknown = $"no record is kept that is as old as revision {goal.Number} of the workload" };
        }

        if (maker.Status is not ("deployed" or "superseded"))
        {
            return release with { Unknown = $"revision {maker.Number} of the release was the newest when revision {goal.Number} of the workload was made, and is {maker.Status}" };
        }

        if (maker.Number == newest.Number)
        {
            return release with { Unknown = $"revision {maker.Number} of the release is still the newest, so something else than Helm has changed the workload since; helm rollback to it is the way back, if it rendered revision {goal.Number}" };
        }

        var images = await HelmReleases.ImagesAsync(snapshot.Cluster, maker, snapshot.Workload.Kind, snapshot.Workload.Name, call.Ended);
        return images is not null && images.SequenceEqual(goal.Images, StringComparer.Ordinal)
            ? release with { LiveRevision = newest.Number, GoalRevision = maker.Number }
            : release with { Unknown = $"revision {maker.Number} of the release was the newest when revision {goal.Number} of the workload was made, but rendered other images" };
    }
}
