using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Tools.Read;

/// <summary>Answers «what may I do here, and why»: the rules in force, or the decision on a hypothetical operation.</summary>
internal sealed class ReadPolicy() : ReadTool("read_policy")
{
    private static readonly Parameter<string> OperationName = Parameter.Text("operation", "Explain this operation, such as kubernetes.restart. Without it: the rules in force.", limit: 60);
    private static readonly Parameter<string> TargetName = Parameter.Text("target", "context/namespace/Kind/name, for operation.", limit: 600);

    /// <summary>The address of a cluster that is only asked about.</summary>
    private static readonly Uri Nowhere = new("https://nowhere.invalid/");

    public override string Says => "Rules in force with file and line, or what policy would decide on an operation and which rules spoke. Asks nobody, changes nothing.";

    public override ToolSet Set => ToolSet.Policy;

    public override IReadOnlyList<Parameter> Parameters { get; } = [OperationName, TargetName];

    protected override async Task<Answer> ReadAsync(Arguments input, Call call)
    {
        call.Allow(Operations.PolicyRead, new LocalTarget("policy"));
        return input.Find(OperationName) is { } operation ? await ExplainAsync(operation, input.Find(TargetName), call) : Rules(call.Session.Policy);
    }

    private static Answer Rules(PolicySet policy)
    {
        var table = new TextTable("RULE", "EFFECT", "OPERATIONS", "ENVIRONMENTS", "REQUIRES", "AT", "ONLY") { IsOurs = true, Limit = 120 };
        foreach (var rule in policy.Rules)
        {
            table.Add(
                rule.Ignored ? $"({rule.Id}, ignored)" : rule.Id,
                rule.Effect.ToString().ToLowerInvariant(),
                Named(rule),
                string.Join(",", rule.Environments.Select(environment => environment.Name())),
                string.Join(",", rule.Requirements),
                rule.Source.ToString(),
                rule.Narrowed);
        }

        var answer = new Answer()
            .Say("The floor is compiled in: nothing executes on production, on unknown, or on what no operator line opened by identity. Deny beats require beats allow; what nothing allows is denied.")
            .Table(table);
        foreach (var line in policy.EnvironmentLines.Where(line => line.Trust is not Trust.Shipped))
        {
            answer.Say($"{(line.Opens ? "Opens" : "Votes")}: {line.Id} says {line.Environment.Name()} ({line.Source})");
        }

        foreach (var notice in policy.Notices)
        {
            answer.Say($"Note: {notice}");
        }

        return answer;
    }

    private static string Named(RuleSummary rule)
    {
        var classes = rule.Operations.GroupBy(operation => operation.Class).Where(group => group.Count() == Operations.All.Count(operation => operation.Class == group.Key)).ToArray();
        return string.Join(",", classes.Select(group => $"every {group.Key.ToString().ToLowerInvariant()}")
            .Concat(rule.Operations.Where(operation => !Array.Exists(classes, group => group.Key == operation.Class)).Select(operation => operation.Name)));
    }

    private static async Task<Answer> ExplainAsync(string name, string? text, Call call)
    {
        var operation = Operations.All.FirstOrDefault(candidate => candidate.Name == name)
            ?? throw new SreException(
                Errors.Arguments.Wrong, $"There is no operation '{TextCleaner.OneLine(name, 60)}'.", $"Operations: {string.Join(", ", Operations.All.Select(candidate => candidate.Name))}.");
        var path = Path(text, call);
        Cluster cluster;
        try
        {
            cluster = call.Session.Open(path?.Context);
        }
        catch (SreException absent) when (path is not null && (absent.Code == Errors.Connections.UnknownContext || absent.Code == Errors.Connections.NoContexts))
        {
            var imagined = new KubernetesTarget
            {
                Context = path.Context, Cluster = new(Nowhere, CertificateAuthority: null, ClusterId: null, Verified: true), Namespace = path.Namespace, Kind = path.Kind, Name = path.Name,
            };
            return Words.Of(call.Session.Policy.Explain(operation, imagined, call.Session.Policy.ClassifyByNames(imagined)))
                .Say($"Judged by its names alone: {absent.What} {absent.Next}");
        }

        var target = await cluster.IdentifyAsync(path?.Namespace, path?.Kind, path?.Name, call.Ended);
        return Words.Of(call.Session.Policy.Explain(operation, target, call.Session.Classify(target)));
    }

    private static TargetPath? Path(string? text, Call call) => string.IsNullOrEmpty(text)
        ? null
        : TargetPath.Parse(text, call.Session.VisibleContexts.Select(context => context.Name))
            ?? throw new SreException(Errors.Arguments.Wrong, "target has no context, or more than four parts.", "Write context/namespace/Kind/name, or fewer parts; a slash within a context as %2F.");

    /// <summary>An explanation in lines; the command line shows the same.</summary>
    internal static class Words
    {
        public static Answer Of(Explanation explanation)
        {
            var decision = explanation.Decision;
            var answer = new Answer()
                .Say($"{decision.Verdict.ToString().ToLowerInvariant()}: {decision.Operation} on {TextCleaner.OneLine(decision.Target.Display, 300)}")
                .Say($"Decided by {decision.RuleId}   {decision.Source}").Say(decision.Reason);
            if (decision.Requirements.Count > 0)
            {
                answer.Say($"Requires: {string.Join(", ", decision.Requirements)}");
            }

            answer.Say($"Environment: {decision.Classification.Environment.Name()}, {(decision.Classification.IsOpened ? "opened by an operator line" : "not opened")}");
            foreach (var evidence in decision.Classification.Evidence)
            {
                answer.Say($"  {evidence.Votes.Name()}: {evidence.Because}   {evidence.Source}");
            }

            foreach (var rule in explanation.Rules)
            {
                answer.Say($"  {(rule.Matched ? "matched" : "did not match")}: {rule.RuleId} ({rule.Effect.ToString().ToLowerInvariant()})   {rule.Source}: {rule.Because}");
            }

            return decision.HowToOpen is { } open ? answer.Say($"To open it: {open}") : answer;
        }
    }
}
