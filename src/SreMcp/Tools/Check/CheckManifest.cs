using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Manifests;
using SreMcp.Policy;

namespace SreMcp.Tools.Check;

/// <summary>Answers «what would this file change»: each object of a manifest beside the live one. Nothing is sent but reads.</summary>
internal sealed class CheckManifest() : CheckTool("check_manifest")
{
    private static readonly Parameter<string> File = Parameter.Text("path", "YAML or JSON file in the workspace.", required: true, limit: 1000);

    public override string Says =>
        "Compare a manifest of the workspace with the live objects: fields that would change, who owns them (Argo CD, Flux, Helm, HPA, field managers), your rights, API versions not served. Reads only; no dry run.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [File, Common.Context, Common.Namespace];

    protected override async Task<Answer> CheckAsync(Arguments input, Call call)
    {
        var shown = ManifestFile.Shown(input.Get(File), call.Session);
        var manifests = CheckedManifest.ReadAll(ManifestFile.Read(input.Get(File), call.Session), shown);
        var cluster = call.Session.Open(input.Find(Common.Context));
        var check = new LiveCheck(cluster, input.Find(Common.Namespace), call);
        List<Answer> parts = [];
        foreach (var (manifest, number) in manifests.Select((manifest, index) => (manifest, index + 1)))
        {
            parts.Add(await check.ReadAsync(manifest, $"[{number}]"));
        }

        var environment = call.Decisions.Count is 0 ? "" : $" ({call.Decisions[^1].Decision.Classification.Environment.Name()})";
        var heading = Answer.Of($"{manifests.Count} {(manifests.Count is 1 ? "object" : "objects")} of {shown} against {TextCleaner.OneLine(cluster.Connection.Context.Name, 120)}{environment}; only reads were sent");
        return parts.Aggregate(heading, (answer, part) => answer.Append(part));
    }
}
