using System.Globalization;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Workloads;

namespace SreMcp.Tools.Generate;

/// <summary>Lists, describes and renders script templates: a bundle with dry run, preflight, verification and rollback, for a person to run.</summary>
internal sealed class GenerateScript() : GenerateTool("generate_script")
{
    private const int ShownLines = 80;

    private static readonly Parameter<string> TemplateName = Parameter.Text("template", "Without it: the list of templates. Without parameters: what it needs.", limit: 60);
    private static readonly Parameter<IReadOnlyDictionary<string, string>> Values = Parameter.Values("parameters", "By the names that the template declares.");

    public override string Says =>
        "A script bundle from a template, such as kubernetes_rollback, for people to review and run, in production too. Writes it to .sre-mcp/<digest>/ of the workspace; hand over the path and the digest.";

    public override ToolSet Set => ToolSet.Scripts;

    public override IReadOnlyList<Parameter> Parameters { get; } = [TemplateName, Values];

    protected override async Task<Answer> GenerateAsync(Arguments input, Call call)
    {
        if (input.Find(TemplateName) is not { } name)
        {
            return List();
        }

        var template = TemplateCatalog.Embedded.Find(name);
        return input.Has(Values) ? await RenderAsync(template, template.Header.Bind(input.Get(Values)), call) : Describe(template.Header);
    }

    private static Answer List()
    {
        var table = new TextTable("TEMPLATE", "DOES") { IsOurs = true, Limit = 200 };
        foreach (var header in TemplateCatalog.Embedded.All)
        {
            table.Add(header.Name, header.Does);
        }

        return new Answer().Table(table).Say("Call again with template=… to see its parameters.");
    }

    private static Answer Describe(TemplateHeader header) => new Answer()
        .Say($"{header.Name}: {header.Does}").Say($"Changes: {header.Changes}").Say($"Undo: {header.Undo}").Say("Parameters:").Say(header.Declaration);

    private static async Task<Answer> RenderAsync(Template template, IReadOnlyDictionary<string, string> values, Call call)
    {
        var parts = values["workload"].Split('/');
        var snapshot = await WorkloadSnapshot.ReadAsync(values["context"], parts[0], $"{parts[1]}/{parts[2]}", fresh: false, call);
        var decision = call.Allow(Operations.ScriptGenerate, snapshot.Target);
        var environment = decision.Decision.Classification.Environment;
        TimeSpan? timeout = values.TryGetValue("timeout", out var text) && int.TryParse(text.TrimEnd('s'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        var bundle = template.Header.Name switch
        {
            RollbackFacts.Template => await ScriptOffer.RollbackAsync(
                snapshot, environment, values.TryGetValue("revision", out var revision) ? long.Parse(revision, CultureInfo.InvariantCulture) : null, call, timeout),
            RestartFacts.Template => ScriptOffer.Restart(snapshot, environment, timeout),
            _ => throw new SreException(Errors.Templates.UnknownTemplate, $"{template.Header.Name} cannot be filled by this version."),
        };
        return Show(bundle, snapshot, environment, call).Say(Refusal.Anchor(decision));
    }

    private static Answer Show(Bundle bundle, WorkloadSnapshot snapshot, Environment environment, Call call)
    {
        var paths = ScriptOffer.Write(bundle, call);
        var first = bundle.Files[0];
        var lines = first.Content.Split('\n');
        var answer = new Answer()
            .Say($"{bundle.Template} for {TextCleaner.OneLine(snapshot.Target.Display, 200)} ({environment.Name()}), digest {bundle.Digest}")
            .Say(paths.Count is 0 ? "There is no workspace, so nothing was written." : $"Written: {string.Join(", ", paths)}")
            .Say(bundle.CanRun ? "Next: a person reviews it, runs run.sh --dry-run (exit code 2: it would change something), then run.sh. Undo: rollback.sh." : "Next: a person makes the change where the owner keeps it, as the first file says.");
        foreach (var note in snapshot.Notes())
        {
            answer.Say($"Note: {note}");
        }

        if (bundle.Files.FirstOrDefault(file => file.Name == "pull-request.md") is { } request)
        {
            answer.Say("What would change:").Block(new UntrustedText(Section(request.Content, "## What")));
        }

        if (paths.Count is 0)
        {
            // Nothing can be opened, so everything is in the answer; what exceeds its budget is kept for read_result.
            return bundle.Files.Aggregate(answer, (all, file) => all.Say($"{file.Name}:").Block(new UntrustedText(file.Content)));
        }

        answer.Say($"{first.Name}{(lines.Length > ShownLines ? $", first {ShownLines} of {lines.Length} lines" : "")}:");
        return answer.Block(new UntrustedText(string.Join('\n', lines.Take(ShownLines))));
    }

    private static string Section(string text, string heading) =>
        string.Join('\n', text.Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#')).Where(line => line.Length > 0));
}
