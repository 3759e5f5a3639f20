using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Generation;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.Tools.Generate;

/// <summary>Lists, describes and renders documents that people keep: runbook, hand-off, checklist, review.</summary>
internal sealed class GenerateDocument() : GenerateTool("generate_document")
{
    private const string Prefix = "document_";

    private static readonly Parameter<string> TemplateName = Parameter.Text("template", "Without it: the list. Without parameters: what it needs.", limit: 60);
    private static readonly Parameter<IReadOnlyDictionary<string, TemplateValue>> Values = Parameter.Values("parameters", "By the names that the template declares; lists and rows as arrays.");

    public override string Says => "A runbook, hand-off, deployment checklist, post-incident review, pull-request text or API documentation. Written to .sre-mcp/<digest>/.";

    public override ToolSet Set => ToolSet.Scripts;

    public override IReadOnlyList<Parameter> Parameters { get; } = [TemplateName, Values];

    protected override Task<Answer> GenerateAsync(Arguments input, Call call)
    {
        var catalog = call.Session.Templates;
        if (input.Find(TemplateName) is not { } name)
        {
            return Task.FromResult(TemplateList.Of(catalog, IsDocument));
        }

        var template = catalog.Find(IsShort(catalog, name) ? Prefix + name : name);
        if (!IsDocument(template.Header))
        {
            throw new SreException(Errors.Templates.UnknownTemplate, $"{template.Header.Name} makes no document.", "Ask generate_script for it.");
        }

        if (!input.Has(Values))
        {
            return Task.FromResult(TemplateList.Describe(template.Header));
        }

        var values = template.Header.Bind(input.Get(Values));
        var target = new LocalTarget(template.Header.Name);
        var decision = call.Allow(Operations.ScriptGenerate, target);
        var facts = DocumentFacts.Read(template.Header, values, call);
        var inputs = new TemplateTarget(target, _ => facts, null, []).Fill(template.Header, input.Get(Values), Environment.Unknown);
        return Task.FromResult(BundleAnswer.Document(template.Render(inputs), call).Say(Refusal.Anchor(decision)));
    }

    private static bool IsDocument(TemplateHeader header) => header.System is TemplateHeader.DocumentSystem;

    /// <summary>People say «runbook».</summary>
    private static bool IsShort(TemplateCatalog catalog, string name) => catalog.All.Any(header => header.Name == Prefix + name);
}
