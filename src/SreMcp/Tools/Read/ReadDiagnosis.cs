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
        var (state, all, shown) = await new Question(@namespace, text).AskAsync(cluster, call.Session.Time, call.Ended);
        var wanted = state.Wanted;
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
}
