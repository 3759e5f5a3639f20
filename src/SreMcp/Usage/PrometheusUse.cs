using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Prometheus;
using SreMcp.Tools;

namespace SreMcp.Usage;

/// <summary>What a Prometheus says about use, now or over a longer time.</summary>
/// <param name="since">Over how long; null for now.</param>
internal sealed class PrometheusUse(PrometheusServer server, TimeSpan? since, Call call)
{
    private readonly Measurements _measured = new() { Window = since };

    /// <summary>Use of all containers, by the labels that kubelets give them.</summary>
    /// <exception cref="SreException">As for <see cref="PrometheusServer.QueryAsync"/>.</exception>
    public Task<Measurements> PodsAsync(string? @namespace)
    {
        // Without a container name it is the sum of a pod or of a slice; «POD» is the sandbox.
        List<LabelMatcher> matchers = [new("container", "", IsNot: true), new("container", "POD", IsNot: true)];
        if (@namespace is not null)
        {
            matchers.Add(new("namespace", @namespace));
        }

        return ReadAsync(new("namespace,pod,container", [.. matchers, .. Fixed], since), AddContainer);

        void AddContainer(Sample sample, Func<Use, decimal, Use> change)
        {
            if (sample.Label("namespace") is { } space && sample.Label("pod") is { } pod && sample.Label("container") is { } container)
            {
                var value = sample.Value;
                _measured.Add(space, pod, container, use => change(use, value));
            }
        }
    }

    /// <summary>Use of all nodes.</summary>
    /// <inheritdoc cref="PodsAsync"/>
    public Task<Measurements> NodesAsync()
    {
        return ReadAsync(new("node,kubernetes_io_hostname,instance", [new("id", "/"), .. Fixed], since), AddNode);

        void AddNode(Sample sample, Func<Use, decimal, Use> change)
        {
            if ((sample.Label("node") ?? sample.Label("kubernetes_io_hostname") ?? sample.Label("instance")?.Split(':')[0]) is { } node)
            {
                var value = sample.Value;
                _measured.Add(node, use => change(use, value));
            }
        }
    }

    private IEnumerable<LabelMatcher> Fixed => server.Endpoint.Labels.Select(label => new LabelMatcher(label.Key, label.Value));

    private async Task<Measurements> ReadAsync(UseQueries queries, Action<Sample, Func<Use, decimal, Use>> add)
    {
        call.Allow(Operations.PrometheusRead, server.Target);
        List<Task> asked =
        [
            AskAsync(queries.Memory, (use, value) => use with { Memory = value }),
            AskAsync(queries.Cpu, (use, value) => use with { Cpu = value }),
        ];
        if (since is not null)
        {
            asked.Add(AskAsync(queries.UsualMemory, (use, value) => use with { UsualMemory = value }));
            asked.Add(AskAsync(queries.UsualCpu, (use, value) => use with { UsualCpu = value }));
            asked.Add(NoteShortHistoryAsync(queries, since.Value));
        }

        await Task.WhenAll(asked);
        var where = $"Prometheus at {server.Endpoint.Server.Authority}";
        if (!_measured.IsKnown)
        {
            _measured.Remarks.Insert(0, new($"{where} has no figures of them (container_memory_working_set_bytes, container_cpu_usage_seconds_total)."));
        }

        _measured.How = since is { } window
            ? $"{where}, max over {Age.Of(window)}, CPU as mean of {Age.Of(queries.Averaged)}"
            : $"{where}, now, CPU as mean of {Age.Of(queries.Averaged)}";
        return _measured;

        async Task AskAsync(string query, Func<Use, decimal, Use> change)
        {
            await foreach (var _ in server.QueryAsync<object>(query, at: null, Noted, call.Ended))
            {
                // Everything was taken out while it streamed by.
            }

            object? Noted(Sample sample)
            {
                add(sample, change);
                return null;
            }
        }
    }

    /// <summary>Figures «over a week» from a server that is two days old would be a lie.</summary>
    private async Task NoteShortHistoryAsync(UseQueries queries, TimeSpan window)
    {
        await foreach (var _ in server.QueryAsync(queries.Count, call.Session.Time.GetUtcNow() - window, static sample => sample.Value > 0 ? sample : null, call.Ended))
        {
            return;
        }

        _measured.Remarks.Add(new($"Prometheus has no figures of {Age.Of(window)} ago: its history of them is shorter than asked for."));
    }
}
