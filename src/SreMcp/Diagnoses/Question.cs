using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Diagnoses;

/// <summary>What is asked about: a whole cluster, a namespace of it, or one object there.</summary>
/// <param name="Namespace">Null for the whole cluster.</param>
/// <param name="Workload"><c>Kind/name</c> or a name; null for everything in the namespace.</param>
internal sealed record Question(string? Namespace, string? Workload)
{
    /// <returns>The state, every cause in it, and those that concern what was asked about.</returns>
    /// <exception cref="SreException">There is no such object.</exception>
    public async Task<(ClusterState State, IReadOnlyList<Diagnosed> All, IReadOnlyList<Diagnosed> Concerning)> AskAsync(Cluster cluster, TimeProvider time, CancellationToken ended)
    {
        var asked = Workload is null ? (ObjectKey?)null : Key(Workload, Namespace);
        var state = await StateGathering.GatherAsync(cluster, Namespace, asked, time, ended);
        var all = Diagnosis.Of(state);
        return (state, all, state.Wanted is { } key ? [.. all.Where(cause => Concerns(cause, key, state))] : all);
    }

    private static ObjectKey Key(string text, string? @namespace) => text.LastIndexOf('/') is > 0 and var slash
        ? new(text[..slash], @namespace, text[(slash + 1)..])
        : new("", @namespace, text);

    /// <summary>The object that is meant: by kind and name in any case, else whatever bears the name.</summary>
    internal static ObjectKey Resolve(ObjectKey asked, ClusterState state)
    {
        ObjectKey[] known =
        [
            .. state.Workloads.Select(workload => workload.Key), .. state.CronJobs.Select(cron => cron.Key), .. state.Jobs.Select(job => job.Key), .. state.Pods.Select(pod => pod.Key),
            .. (state.Services ?? []).Select(service => service.Key), .. state.Ingresses.Select(ingress => ingress.Key), .. (state.Claims ?? []).Select(claim => claim.Key),
            .. state.Autoscalers.Select(scaler => scaler.Key), .. state.Pods.Select(pod => pod.Workload),
        ];
        var named = known.Where(key => key.Name == asked.Name && key.Namespace == asked.Namespace).ToArray();
        return named.FirstOrDefault(key => key.Kind.StartsWith(asked.Kind.TrimEnd('s'), StringComparison.OrdinalIgnoreCase)) is { Name: not null } exact ? exact
            : named.Length > 0 ? named[0]
            : known.Where(key => key.Namespace == asked.Namespace && key.Name.StartsWith(asked.Name, StringComparison.Ordinal)).OrderBy(key => key.Name.Length).FirstOrDefault() is { Name: not null } near ? near
            : state.EventsOf(asked).Any() || state.Events.Any(report => report.About.Name == asked.Name && report.About.Namespace == asked.Namespace) ? state.Events.First(report => report.About.Name == asked.Name).About
            : throw new SreException(Errors.Answers.NotFound, $"There is no {asked.KindName.TrimStart('/')} in namespace {asked.Namespace}.", Spelling.Nearest(asked.Name, known.Where(key => key.Namespace == asked.Namespace).Select(key => key.Name)) is { } nearest ? $"Did you mean {nearest}?" : "read_kubernetes lists what is there.");
    }

    /// <summary>A cause concerns an object that it touches, or that one of its pods, or a Service before it, is touched by.</summary>
    private static bool Concerns(Diagnosed cause, ObjectKey key, ClusterState state) =>
        cause.Touches(key)
        || state.PodsOf(key).Any(pod => cause.Touches(pod.Key))
        || state.Pods.FirstOrDefault(pod => pod.Key == key) is { } own && cause.Touches(own.Workload)
        || state.PodsOf(key).Select(pod => pod.Workload).Concat([key]).Any(workload => Before(state, workload).Any(cause.Touches));

    private static IEnumerable<ObjectKey> Before(ClusterState state, ObjectKey workload)
    {
        var services = (state.Services ?? []).Where(service => service.Key.Namespace == workload.Namespace && service.Selector is { IsEverything: false } selector && (state.Workload(workload) is { } maker ? selector.Selects(maker.PodLabels) : state.PodsOf(workload).Any(pod => selector.Selects(pod.Labels)))).ToArray();
        return services.Select(service => service.Key)
            .Concat(state.Ingresses.Where(ingress => ingress.Key.Namespace == workload.Namespace && ingress.Backends.Any(backend => services.Any(service => service.Key.Name == backend.Service))).Select(ingress => ingress.Key))
            .Concat(state.Autoscalers.Where(scaler => scaler.Target == workload).Select(scaler => scaler.Key));
    }
}
