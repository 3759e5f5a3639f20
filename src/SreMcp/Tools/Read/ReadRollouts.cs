using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Rollouts;

namespace SreMcp.Tools.Read;

/// <summary>Answers «what was changed, when, by whom, and what followed»: workloads and Helm releases.</summary>
internal sealed class ReadRollouts() : ReadTool("read_rollouts")
{
    private static readonly Parameter<string> Workload = Parameter.Text("workload", "Deployment/api, or Helm/api for a release.");
    private static readonly Parameter<int?> Revision = Parameter.Integer("revision", "Live unless said.", 1, int.MaxValue);
    private static readonly Parameter<int?> Against = Parameter.Integer("against", "Compared with it; the one before unless said.", 1, int.MaxValue);
    private static readonly Parameter<bool> WithValues = Parameter.Flag("values", "All Helm values given, redacted.");
    private static readonly Parameter<TimeSpan?> Since = Parameter.Duration("since", "Only rollouts of the last 2h, 1d.", TimeSpan.FromDays(365));

    public override string Says =>
        "Revision history of a workload or Helm release: when, what differs between two revisions (images, env, resources, probes, Helm values) and the events that followed. Without workload: what changed lately.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [Workload, Common.Context, Common.Namespace, Revision, Against, WithValues, Since];

    protected override Task<Answer> ReadAsync(Arguments input, Call call)
    {
        if (input.Find(Workload) is not { } workload)
        {
            return LatelyRolledOut.ReadAsync(input.Find(Common.Context), input.Find(Common.Namespace), input.Get(Since), call);
        }

        var question = new RolloutQuestion(input.Find(Common.Context), input.Find(Common.Namespace), input.Get(Revision), input.Get(Against), input.Get(WithValues));
        return workload.StartsWith(ReleaseRollouts.Prefix, StringComparison.OrdinalIgnoreCase)
            ? ReleaseRollouts.ReadAsync(question, workload[ReleaseRollouts.Prefix.Length..], call)
            : WorkloadRollouts.ReadAsync(question, workload, call);
    }
}
