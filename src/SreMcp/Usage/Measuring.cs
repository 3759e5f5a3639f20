using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Sources.Prometheus;
using SreMcp.Tools;

namespace SreMcp.Usage;

/// <summary>Chooses who is asked about use: the metrics API for this moment; Prometheus for a longer time, and where the metrics API is missing.</summary>
internal static class Measuring
{
    /// <summary>Use of the containers of a namespace, or of all for null.</summary>
    public static Task<Measurements> OfPodsAsync(Cluster cluster, UsageQuestion question, string? @namespace, Call call) => AskAsync(
        question, cluster, call, () => new MetricsApi(cluster, call).PodsAsync(@namespace, question.Labels), server => new PrometheusUse(server, question.Since, call).PodsAsync(@namespace));

    /// <summary>Use of the nodes.</summary>
    public static Task<Measurements> OfNodesAsync(Cluster cluster, UsageQuestion question, Call call) => AskAsync(
        question, cluster, call, () => new MetricsApi(cluster, call).NodesAsync(), server => new PrometheusUse(server, question.Since, call).NodesAsync());

    private static Task<Measurements> AskAsync(UsageQuestion question, Cluster cluster, Call call, Func<Task<Measurements>> now, Func<PrometheusServer, Task<Measurements>> ask) =>
        question.Since is { } window ? HistoryAsync(window, cluster, call, now, ask) : MomentAsync(cluster, call, now, ask);

    private static async Task<Measurements> MomentAsync(Cluster cluster, Call call, Func<Task<Measurements>> now, Func<PrometheusServer, Task<Measurements>> ask)
    {
        var measured = await now();
        if (measured.IsKnown)
        {
            return measured;
        }

        var why = string.Join(' ', measured.Remarks.Select(remark => remark.Ours));
        var (other, remark) = await TryAsync(cluster, call, ask);
        if (other is { IsKnown: true })
        {
            other.Remarks.Add(new($"Prometheus was asked because {why}"));
            return other;
        }

        measured.Remarks.Clear();
        measured.Remarks.Add(new($"Use is not known: {why}"));
        measured.Remarks.AddRange(remark is null ? other!.Remarks : [remark]);
        return measured;
    }

    private static async Task<Measurements> HistoryAsync(TimeSpan window, Cluster cluster, Call call, Func<Task<Measurements>> now, Func<PrometheusServer, Task<Measurements>> ask)
    {
        var (history, remark) = await TryAsync(cluster, call, ask);
        if (history is { IsKnown: true })
        {
            return history;
        }

        Remark[] why = remark is null ? [.. history!.Remarks] : [remark];
        var measured = await now();
        if (measured.IsKnown)
        {
            measured.Remarks.Add(new($"Nothing is known of the last {Age.Of(window)}: these are figures of one moment."));
        }
        else
        {
            var missing = string.Join(' ', measured.Remarks.Select(said => said.Ours));
            measured.Remarks.Clear();
            measured.Remarks.Add(new($"Use is not known: {missing}"));
        }

        measured.Remarks.AddRange(why);
        return measured;
    }

    /// <summary>What Prometheus says, or why it says nothing.</summary>
    private static async Task<(Measurements? Measured, Remark? Why)> TryAsync(Cluster cluster, Call call, Func<PrometheusServer, Task<Measurements>> ask)
    {
        try
        {
            return call.Session.Prometheus.Find(cluster.Connection.Context.Name) is { } server
                ? (await ask(server), null)
                : (null, new("No Prometheus is configured for this context; an operator names one under prometheus in sre-mcp.yaml."));
        }
        catch (SreException failure)
        {
            return (null, Remark.Of("", failure));
        }
    }
}
