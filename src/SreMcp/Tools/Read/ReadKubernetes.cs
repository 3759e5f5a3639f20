using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Listings;
using SreMcp.Policy;

namespace SreMcp.Tools.Read;

/// <summary>Answers «what is there, and what is broken»: a table of any kind, or one object.</summary>
internal sealed class ReadKubernetes() : ReadTool("read_kubernetes")
{
    private static readonly Parameter<string> Kind = Parameter.Text("kind", "Any kind, custom ones too: pods, deploy, certificates.cert-manager.io.", required: true);
    private static readonly Parameter<string> ObjectName = Parameter.Text("name", "One object, whole. Without it: a table.");
    private static readonly Parameter<string> NamePattern = Parameter.Text("name_pattern", "Only names like this; * and ? are wild.");
    private static readonly Parameter<string> LabelSelector = Parameter.Text("label_selector", "", limit: 1000);
    private static readonly Parameter<string> FieldSelector = Parameter.Text("field_selector", "", limit: 1000);
    private static readonly Parameter<bool> OnlyProblems = Parameter.Flag("problems", "Only what is not well, worst first.");
    private static readonly Parameter<string> Sort = Parameter.Text("sort", "Column to sort by; -column descends.", limit: 60);
    private static readonly Parameter<IReadOnlyList<string>> Columns = Parameter.List("columns", "Columns of the table, label:KEY, or paths such as .spec.nodeName.");
    private static readonly Parameter<IReadOnlyList<string>> Contexts = Parameter.List("contexts", "Several contexts side by side, instead of context.", max: 8);
    private static readonly Parameter<int?> Limit = Parameter.Integer("limit", "Rows; 30 unless said.", 1, 500);

    public override string Says =>
        "List or get Kubernetes objects of any kind. Start with problems=true. kind=events sums up by reason and object, warnings first. Secret values never show; env values and annotations are redacted where they look secret.";

    public override IReadOnlyList<Parameter> Parameters { get; } =
        [Kind, ObjectName, Common.Context, Contexts, Common.Namespace, LabelSelector, FieldSelector, NamePattern, OnlyProblems, Sort, Columns, Limit, Common.Cursor];

    protected override async Task<Answer> ReadAsync(Arguments input, Call call)
    {
        var request = new ListingRequest
        {
            Kind = input.Get(Kind),
            Namespace = input.Find(Common.Namespace),
            LabelSelector = input.Find(LabelSelector),
            FieldSelector = input.Find(FieldSelector),
            NamePattern = input.Find(NamePattern),
            OnlyProblems = input.Get(OnlyProblems),
            Sort = input.Find(Sort),
            Columns = input.Get(Columns),
            Limit = input.Get(Limit) ?? 30,
        };
        if (input.Find(ObjectName) is { } name)
        {
            return await OneAsync(request, name, input, call);
        }

        string?[] contexts = input.Get(Contexts) is { Count: > 0 } several ? [.. several.Distinct(StringComparer.Ordinal)] : [input.Find(Common.Context)];
        return input.Find(Common.Cursor) is { } cursor
            ? await Listing.ContinueAsync(cursor, request, call)
            : await Listing.ReadAsync(request, contexts, call);
    }

    private static async Task<Answer> OneAsync(ListingRequest request, string name, Arguments input, Call call)
    {
        var cluster = call.Session.Open(input.Find(Common.Context));
        var resource = await cluster.ResolveAsync(request.Kind, call.Ended);
        var @namespace = resource.IsNamespaced ? request.Namespace ?? cluster.Connection.Context.Namespace ?? "default" : null;
        var target = await cluster.IdentifyAsync(@namespace, resource.Kind, name, call.Ended);
        var decision = call.Allow(Operations.KubernetesRead, target).Decision;
        var item = await cluster.GetAsync(resource, @namespace, name, call.Ended);
        return new Answer()
            .Say($"{TextCleaner.OneLine(target.Display, 300)} ({decision.Classification.Environment.Name()}), {item.ApiVersion}")
            .Block(new UntrustedText(YamlText.Of(item.Json)));
    }
}
