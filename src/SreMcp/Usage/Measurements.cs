using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Usage;

/// <summary>What the metrics API says now.</summary>
/// <param name="Missing">Why there is none, in our words; null when there is.</param>
/// <param name="Oldest">When the oldest of the samples was taken.</param>
/// <param name="Window">Over how long they are averaged, as the API says it.</param>
internal sealed record Measurements(string? Missing, DateTimeOffset? Oldest, string? Window, IReadOnlyDictionary<string, (decimal? Cpu, decimal? Memory)> ByKey)
{
    private const int MostRead = 200_000;

    /// <summary>Use of one container.</summary>
    public (decimal? Cpu, decimal? Memory) Of(string @namespace, string pod, string container) => ByKey.GetValueOrDefault(Key(@namespace, pod, container));

    /// <summary>Use of one node.</summary>
    public (decimal? Cpu, decimal? Memory) Of(string node) => ByKey.GetValueOrDefault(node);

    public static Task<Measurements> OfPodsAsync(Cluster cluster, string? @namespace, string? labels, Call call) => ReadAsync(cluster, "pods", @namespace, labels, call);

    public static Task<Measurements> OfNodesAsync(Cluster cluster, Call call) => ReadAsync(cluster, "nodes", @namespace: null, labels: null, call);

    private static async Task<Measurements> ReadAsync(Cluster cluster, string plural, string? @namespace, string? labels, Call call)
    {
        Dictionary<string, (decimal?, decimal?)> byKey = new(StringComparer.Ordinal);
        (DateTimeOffset? oldest, string? window) = (null, null);
        try
        {
            var resource = await cluster.ResolveAsync($"{plural}.metrics.k8s.io", call.Ended);
            await foreach (var item in cluster.ObjectsAsync(resource, new ListOptions { Namespace = @namespace, LabelSelector = labels, Limit = MostRead }, call.Ended))
            {
                oldest = item.Moment("timestamp") is { } taken && (oldest is null || taken < oldest) ? taken : oldest;
                window ??= TextCleaner.OneLine(item.Text("window"), 20);
                foreach (var (key, usage) in Entries(item))
                {
                    byKey[key] = usage;
                }
            }
        }
        catch (SreException failure)
        {
            if (await WhyAsync(cluster, failure, call) is { } why)
            {
                return new(why, null, null, byKey);
            }

            throw;
        }

        return new(byKey.Count is 0 ? "The metrics API answers, but has measured nothing there yet." : null, oldest, window, byKey);
    }

    private static IEnumerable<(string Key, (decimal?, decimal?) Usage)> Entries(KubernetesObject item) => item.Namespace is { } space
        ? item.Items("containers").Select(container => (Key(space, item.Name, Text(container, "name")), (Quantity.Parse(Text(container, "usage", "cpu")), Quantity.Parse(Text(container, "usage", "memory")))))
        : [(item.Name, (Quantity.Parse(item.Text("usage", "cpu")), Quantity.Parse(item.Text("usage", "memory"))))];

    private static string Text(System.Text.Json.JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not System.Text.Json.JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return "";
            }
        }

        return element.ValueKind is System.Text.Json.JsonValueKind.String or System.Text.Json.JsonValueKind.Number ? element.ToString() : "";
    }

    /// <summary>A cluster without metrics is an answer; null for every other failure.</summary>
    private static async Task<string?> WhyAsync(Cluster cluster, SreException failure, Call call)
    {
        if (failure.Code == Errors.Answers.Forbidden)
        {
            return $"Use is not known: {failure.What} {failure.Next}";
        }

        if (failure.Code != Errors.Objects.UnknownKind && failure.Code != Errors.Answers.ServerFailed && failure.Code != Errors.Answers.NotFound)
        {
            return null;
        }

        var broken = (await cluster.BrokenGroupsAsync(call.Ended)).Any(group => group.StartsWith("metrics.k8s.io/", StringComparison.Ordinal));
        return broken || failure.Code == Errors.Answers.ServerFailed
            ? "Use is not known: the metrics API (metrics.k8s.io) is registered, but what serves it does not answer; look at read_kubernetes kind=apiservices name=v1beta1.metrics.k8s.io."
            : "Use is not known: this cluster serves no metrics API (metrics.k8s.io); metrics-server provides it.";
    }

    private static string Key(string @namespace, string pod, string container) => $"{@namespace}/{pod}/{container}";
}
