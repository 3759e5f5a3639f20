using System.Text.Json;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The newest revision of one workload.</summary>
/// <param name="Began">When its newest revision was made; for one that went back, the latest moment at which it was still elsewhere.</param>
/// <param name="WentBack">True when the revision in force is older than another one that is kept.</param>
/// <param name="Images">In the template's order.</param>
/// <param name="ImagesBefore">Of the revision with the number before; empty when none is kept.</param>
public sealed record RecentRollout(
    string Namespace, string Kind, string Name, long Number, DateTimeOffset? Began, bool WentBack, IReadOnlyList<string> Images, IReadOnlyList<string> ImagesBefore);

/// <summary>What was rolled out lately, without asking for each workload.</summary>
public static class RecentRollouts
{
    private const int MostKeepers = 50_000;

    private static readonly string[] ContainerLists = ["initContainers", "containers"];

    /// <summary>Every Deployment, StatefulSet and DaemonSet with a history, the latest rollout first.</summary>
    /// <param name="namespace">Null for all namespaces.</param>
    public static async Task<IReadOnlyList<RecentRollout>> ListAsync(Cluster cluster, string? @namespace, CancellationToken cancellationToken)
    {
        Dictionary<string, List<Kept>> workloads = new(StringComparer.Ordinal);
        foreach (var kind in new[] { "replicasets.apps", "controllerrevisions.apps" })
        {
            var resource = await cluster.ResolveAsync(kind, cancellationToken);
            await foreach (var keeper in cluster.ObjectsAsync(resource, new ListOptions { Namespace = @namespace, Limit = MostKeepers }, cancellationToken))
            {
                if (keeper.Owners.FirstOrDefault(owner => owner is { IsController: true, Group: "apps" }) is { } owner && Revisions.NumberOf(keeper) is { } number)
                {
                    var kept = new Kept(keeper.Namespace ?? "", owner.Kind, owner.Name, number, keeper.Created, Images(keeper));
                    (workloads.TryGetValue(owner.Uid, out var all) ? all : workloads[owner.Uid] = []).Add(kept);
                }
            }
        }

        return [.. workloads.Values.Select(Newest).OrderByDescending(rollout => rollout.Began).ThenBy(rollout => rollout.Namespace, StringComparer.Ordinal).ThenBy(rollout => rollout.Name, StringComparer.Ordinal)];
    }

    private static RecentRollout Newest(List<Kept> kept)
    {
        kept.Sort((one, other) => other.Number.CompareTo(one.Number));
        var (newest, latest) = (kept[0], kept.Max(entry => entry.Created));
        return new(newest.Namespace, newest.Kind, newest.Name, newest.Number, latest, newest.Created < latest, newest.Images, kept.Count > 1 ? kept[1].Images : []);
    }

    private static string[] Images(KubernetesObject keeper) =>
        RevisionTemplate.In(keeper.Json) is { } template
            ? [.. ContainerLists.SelectMany(list => template.ItemsAt("spec", list)).Select(container => container.TextAt("image")).OfType<string>()]
            : [];

    private sealed record Kept(string Namespace, string Kind, string Name, long Number, DateTimeOffset? Created, string[] Images);
}
