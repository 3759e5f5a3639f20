using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A workload's history as the cluster keeps it.</summary>
public static class Revisions
{
    private const string DeploymentRevision = "deployment.kubernetes.io/revision";
    private const string ChangeCause = "kubernetes.io/change-cause";

    /// <summary>Histories are ten entries long by default; a selector that fits thousands of strangers is cut off here.</summary>
    private const int MostKeepers = 2000;

    /// <summary>All revisions that are kept, newest first.</summary>
    /// <param name="workload">A Deployment, StatefulSet or DaemonSet that was read from this cluster.</param>
    public static async Task<IReadOnlyList<Revision>> ListAsync(Cluster cluster, KubernetesObject workload, CancellationToken cancellationToken)
    {
        var isDeployment = WorkloadReference.Require(workload.Resource).Plural is "deployments";
        var keeper = await cluster.ResolveAsync(isDeployment ? "replicasets.apps" : "controllerrevisions.apps", cancellationToken);
        var options = new ListOptions { Namespace = workload.Namespace, LabelSelector = Selector(workload), Limit = MostKeepers };
        List<(long Number, KubernetesObject Keeper)> kept = [];
        await foreach (var candidate in cluster.ObjectsAsync(keeper, options, keepRaw: true, cancellationToken))
        {
            if (candidate.Owners.Any(owner => owner.IsController && owner.Uid == workload.Uid) && NumberOf(candidate) is { } number)
            {
                kept.Add((number, candidate));
            }
        }

        kept.Sort((one, other) => other.Number.CompareTo(one.Number));
        var live = Live(workload, [.. kept.Select(entry => entry.Keeper)]);
        return [.. kept.Select(entry => Make(entry.Number, entry.Keeper, ReferenceEquals(entry.Keeper, live)))];
    }

    /// <summary>The revision of that number, or for null the newest one that is not live.</summary>
    /// <exception cref="SreException">SRE0438 when the history does not hold it.</exception>
    public static Revision Choose(IReadOnlyList<Revision> history, long? number)
    {
        var numbers = history.Count == 0 ? "nothing" : string.Join(", ", history.Select(revision => revision.ToString()));
        return (number is null ? history.FirstOrDefault(revision => !revision.IsLive) : history.FirstOrDefault(revision => revision.Number == number))
            ?? throw new SreException(
                Errors.Objects.UnknownRevision,
                number is null ? $"There is no revision before the live one; the history holds {numbers}." : $"There is no revision {number}; the history holds {numbers}.");
    }

    private static string? Selector(KubernetesObject workload)
    {
        var labels = workload.Map("spec", "selector", "matchLabels");
        return labels.Count == 0 ? null : string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"));
    }

    internal static long? NumberOf(KubernetesObject keeper) =>
        keeper.Number("revision") ?? (keeper.Annotations.TryGetValue(DeploymentRevision, out var text) && long.TryParse(text, out var number) ? number : null);

    /// <summary>The keeper of the present template. A controller that has not caught up has none yet.</summary>
    private static KubernetesObject? Live(KubernetesObject workload, IReadOnlyList<KubernetesObject> newestFirst)
    {
        var present = RevisionTemplate.In(workload.Json);
        var same = newestFirst.FirstOrDefault(keeper =>
            present is { } template && RevisionTemplate.In(keeper.Json) is { } kept && RevisionTemplate.AreSame(template, kept));
        if (same is not null)
        {
            return same;
        }

        // An upgraded server may default fields that an old revision lacks; then the controller's own word counts.
        var isObserved = workload.Number("status", "observedGeneration") is { } seen && seen >= workload.Generation;
        return (isObserved, workload.Resource.Plural) switch
        {
            (false, _) => null,
            (_, "deployments") => newestFirst.FirstOrDefault(keeper => workload.Annotations.TryGetValue(DeploymentRevision, out var revision) && keeper.Annotations.GetValueOrDefault(DeploymentRevision) == revision),
            (_, "statefulsets") => newestFirst.FirstOrDefault(keeper => keeper.Name == workload.Text("status", "updateRevision")),
            _ => newestFirst.Count > 0 ? newestFirst[0] : null,
        };
    }

    private static Revision Make(long number, KubernetesObject keeper, bool isLive)
    {
        using var raw = JsonDocument.Parse(keeper.Raw, RevisionTemplate.Reading);
        var template = RevisionTemplate.In(keeper.Json) ?? default;
        return new(keeper.Raw)
        {
            Number = number,
            KeptIn = keeper.Name,
            Created = keeper.Created,
            ChangeCause = new(raw.RootElement.TextAt("metadata", "annotations", ChangeCause)),
            Images = [.. Containers(template, "initContainers").Concat(Containers(template, "containers")).Select(container => container.TextAt("image")).OfType<string>()],
            IsLive = isLive,
            Template = template,
        };
    }

    private static IEnumerable<JsonElement> Containers(JsonElement template, string list) => template.ItemsAt("spec", list);
}
