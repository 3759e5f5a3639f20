using System.Text.Json;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Diagnoses;

/// <summary>What only objects in trouble are asked for: the last lines of their logs, what their revision changed, the keys of a ConfigMap.</summary>
internal sealed class Particulars(Cluster cluster, ClusterState state, ObjectKey? wanted, CancellationToken ended)
{
    private const int MostLogs = 12;
    private const int MostOfOne = 3;
    private const int MostHistories = 5;
    private const int MostMaps = 5;

    /// <summary>A stack of a thousand frames may follow the one line that names the cause.</summary>
    private const int Lines = 1_200;
    private const int LogBytes = 512 * 1024;
    private static readonly TimeSpan LogTime = TimeSpan.FromSeconds(5);

    public async Task<ClusterState> AddAsync(IReadOnlyList<Unseen> unseen)
    {
        var logs = Task.WhenAll(Containers().Take(MostLogs).Select(ReadLogAsync));
        var changes = Task.WhenAll(Troubled().Take(MostHistories).Select(ReadChangeAsync));
        var keys = Task.WhenAll(new ConfigReferences().Analyze(state).Where(finding => finding is { Cause: "missing-key", About.Kind: "ConfigMap" }).Take(4).Select(ReadKeysAsync));
        var used = MemoryAsync();
        var configured = ConfigChangesAsync();
        var read = await logs;
        var failed = read.Where(log => log.Failure is not null).Select(log => log.Failure!).DistinctBy(failure => failure.Why).Take(1);
        return state with
        {
            MemoryInUse = await used,
            ConfigChanges = await configured,
            Logs = [.. read.Select(log => log.Tail).OfType<LogTail>()],
            Changes = (await changes).OfType<(ObjectKey Key, RevisionChange Change)>().ToDictionary(change => change.Key, change => change.Change),
            ConfigKeys = (await keys).OfType<(ObjectKey Key, IReadOnlyList<string> Names)>().ToDictionary(map => map.Key, map => map.Names),
            Unseen = [.. unseen, .. failed],
        };
    }

    /// <summary>One container of each kind of trouble, those that crash first; in a narrow scope, those that run as well.</summary>
    private IEnumerable<WantedLog> Containers()
    {
        var crashing =
            from pod in state.Pods
            where pod.Node is not null
            from container in pod.Containers
            where container.Latest is { Code: not 0 } || container is { Waiting: "CrashLoopBackOff" }
            orderby pod.Workload == wanted || pod.Key == wanted descending, pod.IsReady, container.Latest?.Finished descending
            group (pod, container) by (pod.Workload, container.Name) into same
            let first = same.First()
            select new WantedLog(first.pod, first.container.Name, first.container.Ended is null && first.container.LastEnded is not null);
        var unready =
            from pod in state.Pods
            where pod is { IsReady: false, Phase: "Running" } && pod.Containers.All(container => container.Latest is null)
            group pod by pod.Workload into same
            from container in same.First().Spec.Containers
            where !container.IsInit
            select new WantedLog(same.First(), container.Name, Previous: false);
        return crashing.Concat(unready).Concat(state.Namespace is null ? [] : Running()).DistinctBy(log => (log.Pod.Key, log.Container));
    }

    /// <summary>One pod of each workload, then a second: members of one set see different things.</summary>
    private IEnumerable<WantedLog> Running() =>
        from turn in Enumerable.Range(0, MostOfOne)
        from same in state.Pods.Where(pod => pod is { Phase: "Running", Deleted: null } && (wanted is null || pod.Workload == wanted || pod.Key == wanted)).GroupBy(pod => pod.Workload)
        from pod in same.Skip(turn).Take(1)
        from container in pod.Spec.Containers
        where !container.IsInit && pod.Containers.All(status => status.Name != container.Name || status is { Waiting: null, Ended: null })
        select new WantedLog(pod, container.Name, Previous: false);

    private async Task<(LogTail? Tail, Unseen? Failure)> ReadLogAsync(WantedLog log)
    {
        // A node that does not answer must not hold up the findings.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ended);
        limit.CancelAfter(LogTime);
        try
        {
            var request = new LogRequest { Namespace = log.Pod.Key.Namespace ?? "", Pod = log.Pod.Key.Name, Container = log.Container, Previous = log.Previous, TailLines = Lines, LimitBytes = LogBytes };
            var entries = await cluster.LogTailAsync(request, limit.Token);
            return (new(log.Pod.Key, log.Container, log.Previous, [.. entries.Select(entry => entry.Text.ForAnalysis())]), null);
        }
        catch (SreException failure) when (failure.Code == Errors.Answers.Forbidden)
        {
            return (null, new("pod logs", "forbidden") { Missing = ("", "pods/log") });
        }
        catch (SreException failure)
        {
            return failure.Code == Errors.Logs.KubeletUnreachable ? (null, new("pod logs", "the node of at least one pod does not answer")) : default;
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return (null, new("pod logs", $"a node took longer than {LogTime.TotalSeconds:0} s"));
        }
    }

    /// <summary>Workloads that fail now, and whose template may be why.</summary>
    private IEnumerable<WorkloadRecord> Troubled() =>
        state.Workloads.Where(workload => workload.Ready < workload.Wanted || state.PodsOf(workload.Key).Any(pod => pod.Containers.Any(container => container.Latest is { Code: not 0 })))
            .OrderByDescending(workload => workload.Key == wanted).ThenBy(workload => workload.Ready);

    private async Task<(ObjectKey Key, RevisionChange Change)?> ReadChangeAsync(WorkloadRecord workload)
    {
        try
        {
            var resource = await cluster.ResolveAsync($"apps/v1/{workload.Key.Kind}", ended);
            var item = await cluster.GetAsync(resource, workload.Key.Namespace, workload.Key.Name, ended);
            var history = await Revisions.ListAsync(cluster, item, ended);
            var live = history.FirstOrDefault(revision => revision.IsLive);
            var before = history.FirstOrDefault(revision => live is not null && revision.Number < live.Number);
            return live is null || before is null || live.Template.In("spec") is not { } now || before.Template.In("spec") is not { } then
                ? null
                : (workload.Key, new(live.Number, before.Number, live.Created, SpecDifferences.Between(PodSpecReader.Read(then), PodSpecReader.Read(now))));
        }
        catch (SreException)
        {
            // Without its history a finding is still a finding.
            return null;
        }
    }

    /// <summary>What the workloads that were killed for memory use now; nothing where the metrics API is missing.</summary>
    private async Task<IReadOnlyDictionary<(ObjectKey Pod, string Container), decimal>> MemoryAsync()
    {
        Dictionary<(ObjectKey Pod, string Container), decimal> used = [];
        var killed = state.Pods.Where(pod => pod.Containers.Any(container => container.Latest is { IsOutOfMemory: true })).Select(pod => pod.Workload).Distinct().Take(MostHistories).ToHashSet();
        var spaces = state.Pods.Where(pod => killed.Contains(pod.Workload)).Select(pod => pod.Key.Namespace).Distinct(StringComparer.Ordinal).Take(MostHistories).ToArray();
        try
        {
            foreach (var space in spaces)
            {
                var metrics = await cluster.ResolveAsync("pods.metrics.k8s.io", ended);
                await foreach (var usage in cluster.ReduceAsync(metrics, new() { Namespace = space }, UsageOf, ended))
                {
                    foreach (var (pod, container, bytes) in usage)
                    {
                        used[(pod, container)] = bytes;
                    }
                }
            }
        }
        catch (SreException)
        {
            // Without the metrics API, or the right to it, the limit has to speak for itself.
        }

        return used;
    }

    /// <summary>Who asks about one workload may wonder why a changed ConfigMap has no effect. Of the map only the times of its changes are kept.</summary>
    private async Task<IReadOnlyDictionary<ObjectKey, DateTimeOffset>> ConfigChangesAsync()
    {
        Dictionary<ObjectKey, DateTimeOffset> changes = [];
        var names = wanted is { } key ? state.PodsOf(key).Take(1).SelectMany(pod => StaleConfiguration.FixedMaps(pod.Spec)).Take(MostMaps) : [];
        try
        {
            foreach (var name in names)
            {
                var one = new ListOptions { Namespace = wanted!.Value.Namespace, FieldSelector = $"metadata.name={name}" };
                await foreach (var (map, changed) in cluster.ReduceAsync(await cluster.ResolveAsync("v1/ConfigMap", ended), one, ChangeOf, ended))
                {
                    changes[map] = changed;
                }
            }
        }
        catch (SreException)
        {
            // Without the right to read ConfigMaps nobody can tell when they changed.
        }

        return changes;
    }

    private static Tuple<ObjectKey, DateTimeOffset>? ChangeOf(JsonElement item) =>
        item.AllIn("metadata", "managedFields").Max(entry => entry.MomentIn("time")) is { } time ? new(item.Key("ConfigMap"), time) : null;

    private static (ObjectKey Pod, string Container, decimal Bytes)[] UsageOf(JsonElement item) =>
        [.. item.AllIn("containers").Select(container => (item.Key("Pod"), container.TextIn("name") ?? "", container.AmountIn("usage", "memory") ?? 0))];

    private async Task<(ObjectKey Key, IReadOnlyList<string> Names)?> ReadKeysAsync(Finding finding)
    {
        try
        {
            var map = await cluster.GetAsync(await cluster.ResolveAsync("v1/ConfigMap", ended), finding.About.Namespace, finding.About.Name, ended);
            return (finding.About, [.. map.Map("data").Keys]);
        }
        catch (SreException)
        {
            return null;
        }
    }

    private sealed record WantedLog(PodRecord Pod, string Container, bool Previous);
}
