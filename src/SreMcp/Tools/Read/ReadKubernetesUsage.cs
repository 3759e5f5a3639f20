using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Usage;

namespace SreMcp.Tools.Read;

/// <summary>Answers «what is used, is it sized right, what still fits»: the metrics API or Prometheus against requests and limits.</summary>
internal sealed class ReadKubernetesUsage() : ReadTool("read_kubernetes_usage")
{
    private static readonly Parameter<string> View = Parameter.Choice("view", "workloads: right-sizing advice. nodes: headroom.", "pods", "workloads", "nodes");
    private static readonly Parameter<string> Workload = Parameter.Text("workload", "Kind/name: its advice, and what others of its team set.");
    private static readonly Parameter<string> Of = Parameter.Choice("of", "", "memory_limit", "memory_request", "cpu_limit", "cpu_request");
    private static readonly Parameter<int?> Above = Parameter.Integer("above", "Only pods above this percentage of it.", 1, 10_000);
    private static readonly Parameter<TimeSpan?> Since = Parameter.Duration("since", "Peaks and 95th percentile of the last 24h, 7d, by Prometheus.", TimeSpan.FromDays(30));
    private static readonly Parameter<string> Labels = Parameter.Text("label_selector", "", limit: 1000);
    private static readonly Parameter<int?> Limit = Parameter.Integer("limit", "20 unless said.", 1, 200);

    public override string Says =>
        "CPU and memory use against requests and limits: pods above a threshold, right-sizing advice with figures, comparison with similar workloads, node headroom.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [View, Common.Context, Common.Namespace, Workload, Of, Above, Since, Labels, Limit];

    protected override Task<Answer> ReadAsync(Arguments input, Call call)
    {
        var measure = input.Get(Of) switch { "memory_request" => UsageMeasure.MemoryRequest, "cpu_limit" => UsageMeasure.CpuLimit, "cpu_request" => UsageMeasure.CpuRequest, _ => UsageMeasure.MemoryLimit };
        var question = new UsageQuestion(
            input.Find(Common.Context), input.Find(Common.Namespace), input.Find(Labels), input.Find(Workload), measure, input.Get(Above), input.Get(Limit) ?? 20, input.Get(Since));
        return (input.Get(View), question.Workload) switch
        {
            ("nodes", _) => NodeHeadroom.ReadAsync(question, call),
            (_, { } workload) => WorkloadsBySize.ReadOneAsync(question, workload, call),
            ("workloads", _) => WorkloadsBySize.ReadAsync(question, call),
            _ => PodsByUse.ReadAsync(question, call),
        };
    }
}
