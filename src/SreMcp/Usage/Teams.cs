using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Usage;

/// <summary>Finds out by labels which team a workload belongs to: those of its pods, of itself, of its namespace.</summary>
internal sealed class Teams
{
    private static readonly string[] Words = ["team", "squad", "owner", "part-of"];

    private static readonly string[] Kinds = ["deployments.apps", "statefulsets.apps", "daemonsets.apps", "v1/Namespace"];

    private readonly Dictionary<string, string> _ofWorkloads = new(StringComparer.Ordinal);

    /// <summary>The label with its value, such as <c>team=pay</c>; null when none names a team.</summary>
    public string? Of(PodUsage pod) => pod.Team ?? _ofWorkloads.GetValueOrDefault(pod.Workload.ToString()) ?? _ofWorkloads.GetValueOrDefault(pod.Workload.Namespace);

    /// <summary>Reads the labels of workloads and namespaces; what may not be seen says nothing.</summary>
    public static async Task<Teams> ReadAsync(Cluster cluster, string? @namespace, Call call)
    {
        var teams = new Teams();
        var named = await Task.WhenAll(Kinds.Select(kind => NamedAsync(cluster, kind, @namespace, call)));
        foreach (var (name, team) in named.SelectMany(kind => kind))
        {
            teams._ofWorkloads[name] = team;
        }

        return teams;
    }

    private static async Task<IReadOnlyList<(string Name, string Team)>> NamedAsync(Cluster cluster, string kind, string? @namespace, Call call)
    {
        List<(string, string)> named = [];
        try
        {
            var resource = await cluster.ResolveAsync(kind, call.Ended);
            await foreach (var row in cluster.RowsAsync(resource, new ListOptions { Namespace = resource.IsNamespaced ? @namespace : null, WithLabels = true }, call.Ended))
            {
                if (LabelIn(row.Labels) is { } team)
                {
                    named.Add((row.Namespace is { } space && resource.IsNamespaced ? new MeasuredWorkload(space, resource.Kind, row.Name).ToString() : row.Name, team));
                }
            }
        }
        catch (SreException unseen) when (unseen.Code == Errors.Answers.Forbidden)
        {
            // Pods have labels of their own, and the answer says by what workloads were taken for alike.
        }

        return named;
    }

    /// <summary>The label that names a team, with its value; null when none does.</summary>
    public static string? LabelIn(IReadOnlyDictionary<string, string> labels) =>
        Words.Select(word => labels.FirstOrDefault(label => label.Key == word || label.Key.EndsWith($"/{word}", StringComparison.Ordinal)))
            .Where(label => label.Value is { Length: > 0 })
            .Select(label => TextCleaner.OneLine($"{label.Key}={label.Value}", 120))
            .FirstOrDefault();
}
