using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Manifests;
using SreMcp.Policy;

namespace SreMcp.Tools.Check;

/// <summary>Answers «what would this file change»: each object of a manifest beside the live one. Nothing is sent but reads.</summary>
internal sealed class CheckManifest() : CheckTool("check_manifest")
{
    private static readonly Parameter<string> File = Parameter.Text("path", "File or folder of YAML or JSON in the workspace.", required: true, limit: 1000);

    public override string Says =>
        "Compare manifests of the workspace with the live objects: fields that would change, who owns them (Argo CD, Flux, Helm, HPA, field managers), your rights, API versions not served. Reads only; no dry run.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [File, Common.Context, Common.Namespace];

    protected override async Task<Answer> CheckAsync(Arguments input, Call call)
    {
        var source = ManifestSource.Read(input.Get(File), call.Session);
        var cluster = call.Session.Open(input.Find(Common.Context));
        var check = new LiveCheck(cluster, input.Find(Common.Namespace), call);
        List<ObjectReport> reports = [];
        foreach (var (label, manifest) in source.Objects)
        {
            reports.Add(await check.ReadAsync(manifest, label));
        }

        var environment = call.Decisions.Count is 0 ? "" : $" ({call.Decisions[^1].Decision.Classification.Environment.Name()})";
        var place = $"{source.Shown}{(source.Files > 1 ? $" ({source.Files} files)" : "")}";
        var heading = Answer.Of($"{reports.Count} {(reports.Count is 1 ? "object" : "objects")} of {place} against {TextCleaner.OneLine(cluster.Connection.Context.Name, 120)}{environment}; only reads were sent");
        return source.Notes.Aggregate(ManifestReport.Of(heading, reports), (answer, note) => note.Theirs.IsEmpty ? answer.Say(note.Ours) : answer.Quote(note.Ours, note.Theirs));
    }
}
