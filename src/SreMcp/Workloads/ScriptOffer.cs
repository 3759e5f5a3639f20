using System.Globalization;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Generation;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Workloads;

/// <summary>Turns a snapshot into the bundle that a person can review and run.</summary>
internal static class ScriptOffer
{
    private const string ScaleTemplate = "kubernetes_scale";

    public static async Task<Bundle> RollbackAsync(WorkloadSnapshot snapshot, Environment environment, long? revision, Call call, TimeSpan? timeout = null)
    {
        var goal = Revisions.Choose(snapshot.History, revision);
        var release = await ReleaseOfRevision.FindAsync(snapshot, goal, call);
        return Render(RollbackFacts.Template, new RollbackFacts(snapshot.ToFacts(environment, timeout, release), WorkloadSnapshot.ToScript(goal)).ToInputs());
    }

    public static Bundle Restart(WorkloadSnapshot snapshot, Environment environment, TimeSpan? timeout = null) =>
        Render(RestartFacts.Template, new RestartFacts(snapshot.ToFacts(environment, timeout)).ToInputs());

    public static Bundle Scale(WorkloadSnapshot snapshot, Environment environment, int count)
    {
        var facts = snapshot.ToFacts(environment, timeout: null);
        var values = new Dictionary<string, TemplateValue>(StringComparer.Ordinal)
        {
            ["context"] = facts.Context,
            ["workload"] = facts.Workload.ToString(),
            ["count"] = count.ToString(CultureInfo.InvariantCulture),
        };
        var target = new TemplateTarget(snapshot.Target, _ => facts.ToInputs(), facts.Owner.Name, []);
        return Render(ScaleTemplate, target.Fill(TemplateCatalog.Embedded.Find(ScaleTemplate).Header, values, environment));
    }

    /// <summary>Writes the bundle and says where it is; without a workspace, how to get it.</summary>
    public static Answer Announce(Bundle bundle, Call call)
    {
        var paths = Write(bundle, call);
        if (paths.Count is 0)
        {
            return Answer.Of($"Do instead: {bundle.Template}, for a person to review and run. There is no workspace to write it to; generate_script template={bundle.Template} shows it whole.");
        }

        var others = string.Join(", ", paths.Skip(1).Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')));
        return bundle.CanRun
            ? Answer.Of($"Do instead: the {bundle.Template} bundle is ready for a person: {paths[0]} --dry-run ({others} beside it), digest {bundle.Digest[..12]}")
            : Answer.Of($"Do instead: it is changed where its owner keeps it: {paths[0]} says how ({others} beside it), digest {bundle.Digest[..12]}");
    }

    /// <summary>Relative paths in the order of the bundle; empty without a workspace.</summary>
    public static IReadOnlyList<string> Write(Bundle bundle, Call call) =>
        call.Session.Workspace is { } workspace ? new BundleWriter(workspace).Write(bundle) : [];

    private static Bundle Render(string template, TemplateInputs inputs) => TemplateCatalog.Embedded.Find(template).Render(inputs);
}
