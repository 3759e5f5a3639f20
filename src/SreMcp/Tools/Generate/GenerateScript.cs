using System.Globalization;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Generation;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Workloads;

namespace SreMcp.Tools.Generate;

/// <summary>Lists, describes and renders templates of scripts and artefacts: a bundle with dry run, preflight, verification and rollback, for a person to run.</summary>
internal sealed class GenerateScript() : GenerateTool("generate_script")
{
    private const string Explain = "explain";

    private static readonly Parameter<string> TemplateName = Parameter.Text("template", "Without it: the list of templates. Without parameters: what it needs.", limit: 60);
    private static readonly Parameter<IReadOnlyDictionary<string, TemplateValue>> Values = Parameter.Values("parameters", "By the names that the template declares.");
    private static readonly Parameter<string> Mode = Parameter.Choice("mode", "explain: the same steps by hand, instead of the script.", "script", Explain);

    public override string Says =>
        "A script bundle from a template, such as kubernetes_rollback, for people to review and run, in production too. Written to .sre-mcp/<digest>/; hand over path and digest.";

    public override ToolSet Set => ToolSet.Scripts;

    public override IReadOnlyList<Parameter> Parameters { get; } = [TemplateName, Values, Mode];

    protected override async Task<Answer> GenerateAsync(Arguments input, Call call)
    {
        if (input.Find(TemplateName) is not { } name)
        {
            return TemplateList.Of(call.Session.Templates, header => header.System is not TemplateHeader.DocumentSystem);
        }

        var template = call.Session.Templates.Find(name);
        return input.Has(Values) ? await RenderAsync(template, input.Get(Values), input.Find(Mode) is Explain, call) : TemplateList.Describe(template.Header);
    }

    private static async Task<Answer> RenderAsync(Template template, IReadOnlyDictionary<string, TemplateValue> given, bool isExplained, Call call)
    {
        var values = template.Header.Bind(given);
        if (template.Header.Name is RollbackFacts.Template && !isExplained)
        {
            return await RollbackAsync(values, call);
        }

        var target = await TemplateTargets.ReadAsync(template.Header, values, call);
        var decision = call.Allow(Operations.ScriptGenerate, target.Target);
        var environment = decision.Decision.Classification.Environment;
        var inputs = target.Fill(template.Header, given, environment);
        return isExplained
            ? new Answer().Say($"{template.Header.Name} by hand, for {TextCleaner.OneLine(target.Target.Display, 200)} ({environment.Name()}):").Block(new UntrustedText(template.Explain(inputs))).Say(Refusal.Anchor(decision))
            : BundleAnswer.Of(template.Render(inputs), target.Target, environment, target.Notes, call).Say(Refusal.Anchor(decision));
    }

    /// <summary>The one template that has to choose before it is filled: a revision of the history that was read.</summary>
    private static async Task<Answer> RollbackAsync(IReadOnlyDictionary<string, TemplateValue> values, Call call)
    {
        string? Text(string name) => values.TryGetValue(name, out var value) ? ((TemplateValue.One)value).Text : null;
        var parts = Text("workload")!.Split('/');
        var snapshot = await WorkloadSnapshot.ReadAsync(Text("context"), parts[0], $"{parts[1]}/{parts[2]}", fresh: false, call);
        var decision = call.Allow(Operations.ScriptGenerate, snapshot.Target);
        var environment = decision.Decision.Classification.Environment;
        var bundle = await ScriptOffer.RollbackAsync(
            snapshot, environment,
            Text("revision") is { } revision ? long.Parse(revision, CultureInfo.InvariantCulture) : null,
            call,
            Text("timeout") is { } seconds ? TimeSpan.FromSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)) : null);
        return BundleAnswer.Of(bundle, snapshot.Target, environment, snapshot.Notes(), call).Say(Refusal.Anchor(decision));
    }
}
