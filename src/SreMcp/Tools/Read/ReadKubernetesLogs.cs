using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Findings;
using SreMcp.Logs;

namespace SreMcp.Tools.Read;

/// <summary>Answers «what do the logs say»: one pod, or every pod of a workload, as patterns or as lines.</summary>
internal sealed class ReadKubernetesLogs() : ReadTool("read_kubernetes_logs")
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private static readonly Parameter<string> ObjectName = Parameter.Text("name", "A pod, or Kind/name: Deployment/api.", required: true);
    private static readonly Parameter<string> Container = Parameter.Text("container", "", limit: 63);
    private static readonly Parameter<bool> Previous = Parameter.Flag("previous", "");
    private static readonly Parameter<TimeSpan?> Since = Parameter.Duration("since", "How far back: 15m, 2h.", Longest);
    private static readonly Parameter<TimeSpan?> Until = Parameter.Duration("until", "Ends this long ago.", Longest);
    private static readonly Parameter<string> Level = Parameter.Choice("level", "This and worse.", "debug", "info", "warning", "error", "fatal");
    private static readonly Parameter<string> Include = Parameter.Text("include", "Plain text or /regex/.");
    private static readonly Parameter<string> Exclude = Parameter.Text("exclude", "");
    private static readonly Parameter<string> Mode = Parameter.Choice("mode", "", "patterns", "lines");
    private static readonly Parameter<int?> Limit = Parameter.Integer("limit", "", 1, 2000);

    public override string Says => "Logs of a pod or all pods of a workload as patterns with counts, errors first. mode=lines: the last lines in time order.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [ObjectName, Common.Context, Common.Namespace, Container, Previous, Since, Until, Level, Include, Exclude, Mode, Limit];

    protected override async Task<Answer> ReadAsync(Arguments input, Call call)
    {
        var now = call.Session.Time.GetUtcNow();
        var level = Enum.TryParse<LogLevel>(input.Get(Level), ignoreCase: true, out var least) ? least : (LogLevel?)null;
        var isLines = input.Get(Mode) is "lines";
        var question = new LogQuestion
        {
            Container = input.Find(Container),
            Previous = input.Get(Previous),
            Since = now - input.Get(Since),
            Until = now - input.Get(Until),
            Level = level,
            Filter = new(input.Find(Include), input.Find(Exclude), isLines ? level : null, call.Session.Redactor),
            Limit = input.Get(Limit) ?? 100,
        };
        var selection = await LogSelection.ReadAsync(input.Find(Common.Context), input.Find(Common.Namespace), input.Get(ObjectName), call);
        return isLines ? await new LinesOfLogs(selection, question, call).ReadAsync() : await new PatternsOfLogs(selection, question, call).ReadAsync();
    }
}
