using System.Text.Json;
using SreMcp.Calls;
using SreMcp.Diagnoses;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Usage;

/// <summary>What a cluster's metrics API (metrics.k8s.io) says of this moment.</summary>
internal sealed class MetricsApi(Cluster cluster, Call call)
{
    private const int MostRead = 200_000;

    private readonly Measurements _measured = new();
    private DateTimeOffset? _oldest;
    private string? _window;

    /// <summary>Use of all containers; with a remark in place of figures where there are none to be had.</summary>
    public Task<Measurements> PodsAsync(string? @namespace, string? labels) => ReadAsync("pods", new() { Namespace = @namespace, LabelSelector = labels, Limit = MostRead }, AddPod);

    /// <inheritdoc cref="PodsAsync"/>
    public Task<Measurements> NodesAsync() => ReadAsync("nodes", new() { Limit = MostRead }, AddNode);

    private async Task<Measurements> ReadAsync(string plural, ListOptions options, Action<JsonElement> add)
    {
        try
        {
            var resource = await cluster.ResolveAsync($"{plural}.metrics.k8s.io", call.Ended);
            await foreach (var _ in cluster.ReduceAsync(resource, options, Noted, call.Ended))
            {
                // Everything was taken out while it streamed by.
            }
        }
        catch (SreException failure)
        {
            if (await WhyAsync(failure) is { } why)
            {
                _measured.Remarks.Add(new(why));
                return _measured;
            }

            throw;
        }

        if (!_measured.IsKnown)
        {
            _measured.Remarks.Add(new("the metrics API answers, but has measured nothing there yet."));
        }
        else if (_oldest is { } oldest)
        {
            _measured.How = $"measured {Age.Of(call.Session.Time.GetUtcNow() - oldest)} ago{(string.IsNullOrEmpty(_window) ? "" : $" over {_window}")}";
        }

        return _measured;

        object? Noted(JsonElement item)
        {
            _oldest = item.MomentIn("timestamp") is { } taken && (_oldest is null || taken < _oldest) ? taken : _oldest;
            _window ??= item.TextIn("window") is { } window ? TextCleaner.OneLine(window, 20) : null;
            add(item);
            return null;
        }
    }

    private void AddPod(JsonElement item)
    {
        var (space, pod) = (item.TextIn("metadata", "namespace") ?? "", item.TextIn("metadata", "name") ?? "");
        foreach (var container in item.AllIn("containers"))
        {
            _measured.Set(space, pod, container.TextIn("name") ?? "", new(container.AmountIn("usage", "cpu"), container.AmountIn("usage", "memory")));
        }
    }

    private void AddNode(JsonElement item) =>
        _measured.Set(item.TextIn("metadata", "name") ?? "", new(item.AmountIn("usage", "cpu"), item.AmountIn("usage", "memory")));

    /// <summary>A cluster without metrics is an answer; null for every other failure.</summary>
    private async Task<string?> WhyAsync(SreException failure)
    {
        if (failure.Code == Errors.Answers.Forbidden)
        {
            return $"{failure.What} {failure.Next}";
        }

        if (failure.Code != Errors.Objects.UnknownKind && failure.Code != Errors.Answers.ServerFailed && failure.Code != Errors.Answers.NotFound)
        {
            return null;
        }

        var broken = (await cluster.BrokenGroupsAsync(call.Ended)).Any(group => group.StartsWith("metrics.k8s.io/", StringComparison.Ordinal));
        return broken || failure.Code == Errors.Answers.ServerFailed
            ? "the metrics API (metrics.k8s.io) is registered, but what serves it does not answer; look at read_kubernetes kind=apiservices name=v1beta1.metrics.k8s.io."
            : "this cluster serves no metrics API (metrics.k8s.io); metrics-server provides it.";
    }
}
