using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Usage;

/// <summary>Finds out by labels which team a workload belongs to: those of its pods, of itself, of its namespace.</summary>
internal sealed class Teams
{
    private static readonly string[] Words = ["team", "squad", "owner", "part-of"];

    private readonly Dictionary<string, string> _ofWorkloads = new(StringComparer.Ordinal);

    /// <summary>The label with its value, such as <c>team=pay</c>; null when none names a team.</summary>
    public string? Of(KubernetesObject pod)
    {
        var workload = PodReading.Owner(pod);
        return LabelIn(pod.Labels) ?? _ofWorkloads.GetValueOrDefault(workload.ToString()) ?? _ofWorkloads.GetValueOrDefault(workload.Namespace);
    }

    /// <summary>Reads the labels of workloads and namespaces; what may not be seen says nothing.</summary>
    public static async Task<Teams> ReadAsync(Cluster cluster, string? @namespace, Call call)
    {
        var teams = new Teams();
        foreach (var kind in new[] { "deployments.apps", "statefulsets.apps", "daemonsets.apps", "v1/Namespace" })
        {
            try
            {
                var resource = await cluster.ResolveAsync(kind, call.Ended);
                await foreach (var row in cluster.RowsAsync(resource, new ListOptions { Namespace = resource.IsNamespaced ? @namespace : null, WithLabels = true }, call.Ended))
                {
                    if (LabelIn(row.Labels) is { } team)
                    {
                        teams._ofWorkloads[row.Namespace is { } space && resource.IsNamespaced ? new MeasuredWorkload(space, resource.Kind, row.Name).ToString() : row.Name] = team;
                    }
                }
            }
            catch (SreException unseen) when (unseen.Code == Errors.Answers.Forbidden)
            {
                // Pods have labels of their own, and the answer says by what workloads were taken for alike.
            }
        }

        return teams;
    }

    private static string? LabelIn(IReadOnlyDictionary<string, string> labels) =>
        Words.Select(word => labels.FirstOrDefault(label => label.Key == word || label.Key.EndsWith($"/{word}", StringComparison.Ordinal)))
            .Where(label => label.Value is { Length: > 0 })
            .Select(label => TextCleaner.OneLine($"{label.Key}={label.Value}", 120))
            .FirstOrDefault();
}
