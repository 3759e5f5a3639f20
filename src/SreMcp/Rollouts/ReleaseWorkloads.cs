using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Rollouts;

/// <summary>The workloads that Helm marked as part of a release.</summary>
internal static class ReleaseWorkloads
{
    private const int MostRead = 5_000;
    private const int MostShown = 8;

    public static async Task<IReadOnlyList<KubernetesObject>> FindAsync(Cluster cluster, HelmRevision release, Call call)
    {
        List<KubernetesObject> found = [];
        foreach (var kind in new[] { "deployments.apps", "statefulsets.apps", "daemonsets.apps" })
        {
            try
            {
                var resource = await cluster.ResolveAsync(kind, call.Ended);
                await foreach (var workload in cluster.ObjectsAsync(resource, new ListOptions { Namespace = release.Namespace, Limit = MostRead }, call.Ended))
                {
                    if (workload.Annotations.GetValueOrDefault("meta.helm.sh/release-name") == release.Release && found.Count < MostShown)
                    {
                        found.Add(workload);
                    }
                }
            }
            catch (SreException unseen) when (unseen.Code == Errors.Answers.Forbidden)
            {
                // The release itself was the question; what of it may not be seen is left out.
            }
        }

        return found;
    }
}
