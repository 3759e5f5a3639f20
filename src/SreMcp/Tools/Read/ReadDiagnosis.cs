using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Diagnoses;
using SreMcp.Findings;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Tools.Read;

/// <summary>Answers «why is it broken»: causes with their evidence, each once, worst first.</summary>
internal sealed class ReadDiagnosis() : ReadTool("read_diagnosis")
{
    private static readonly Parameter<string> Workload = Parameter.Text("workload", "Kind/name such as Deployment/api, or a pod's name; needs namespace.");

    public override string Says =>
        "Why is something broken in Kubernetes? Ranked causes with evidence (states, events, last log lines, changed revision), what follows from each, and what to do next. Whole cluster, one namespace (reads running pods' logs too), or one workload. Call this first.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [Common.Context, Common.Namespace, Workload];

    protected override async Task<Answer> ReadAsync(Arguments input, Call call)
    {
        var cluster = call.Session.Open(input.Find(Common.Context));
        var text = input.Find(Workload);
        var @namespace = input.Find(Common.Namespace) ?? (text is null ? null : cluster.Connection.Context.Namespace ?? "default");
        var started = call.Session.Time.GetTimestamp();
        var environment = (await AllowAsync(cluster, @namespace, call)).Decision.Classification.Environment;
        var wanted = text is null ? (ObjectKey?)null : Key(text, @namespace);
        var state = await StateGathering.GatherAsync(cluster, @namespace, wanted, call.Session.Time, call.Ended);
        wanted = wanted is { } asked ? Resolve(asked, state) : null;
        state = state with { Wanted = wanted };
        var all = Diagnosis.Of(state);
        var shown = wanted is { } key ? [.. all.Where(cause => Concerns(cause, key, state))] : all;
        var place = $"{TextCleaner.OneLine(cluster.Connection.Context.Name, 120)}{(@namespace is null ? "" : "/" + TextCleaner.OneLine(@namespace, 63))}{(wanted is { } one ? $"/{one.KindName}" : "")}";
        var answer = new Answer().Say($"{Headline(shown, state)}       {place} ({environment.Name()}), read in {call.Session.Time.GetElapsedTime(started).TotalSeconds:0.0} s");
        DiagnosisText.Add(answer, shown, state);
        return wanted is not null && all.Count > shown.Count ? answer.Say($"{all.Count - shown.Count} causes elsewhere in {TextCleaner.OneLine(@namespace, 63)} not shown.") : answer;
    }

    private static async Task<RecordedDecision> AllowAsync(Cluster cluster, string? @namespace, Call call) =>
        call.Allow(Operations.KubernetesRead, await cluster.IdentifyAsync(@namespace, kind: null, name: null, call.Ended));

    private static string Headline(IReadOnlyList<Diagnosed> causes, ClusterState state) => causes.Count switch
    {
        0 when state.Unseen.Any(unseen => unseen.Missing is ("", "pods")) => "Pods could not be read; nothing wrong found in the rest",
        0 when state.Unseen.Count > 0 => "Nothing wrong found in what could be read",
        0 => "Nothing wrong found",
        1 => "1 cause",
        var several => $"{several} causes, worst first",
    };

    private static ObjectKey Key(string text, string? @namespace) => text.LastIndexOf('/') is > 0 and var slash
        ? new(text[..slash], @namespace, text[(slash + 1)..])
        : new("", @namespace, text);

    /// <summary>The object that is meant: by kind and name in any case, else whatever bears the name.</summary>
    private static ObjectKey Resolve(ObjectKey asked, ClusterState state)
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
