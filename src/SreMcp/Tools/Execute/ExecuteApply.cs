using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Manifests;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Workloads;

namespace SreMcp.Tools.Execute;

/// <summary>Applies one workload object by server-side apply, never taking fields from another manager.</summary>
internal sealed class ExecuteApply() : ExecuteTool("execute_apply")
{
    private const int ShownChanges = 30;

    private static readonly Parameter<string> Manifest = Parameter.Text("manifest", "One object as YAML or JSON.", required: true, limit: 128 * 1024);
    private static readonly Parameter<bool> Wait = Parameter.Flag("wait", "Wait for the rollout, with progress.");

    public override string Says =>
        "Apply one Deployment, StatefulSet, DaemonSet, Job, CronJob, HPA, PDB, Service or ConfigMap where an operator opened the target. No Secret, RBAC, custom resource, privileged or hostPath. Never forces conflicts. Runs a server-side dry run first.";

    public override TimeSpan TimeLimit => TimeSpan.FromMinutes(4);

    public override IReadOnlyList<Parameter> Parameters { get; } = [Manifest, Common.Context, Common.Namespace, Wait, Common.DryRun, Common.Reason];

    protected override async Task<ExecutionPlan> PlanAsync(Arguments input, Call call)
    {
        var manifest = WorkloadManifest.Read(input.Get(Manifest));
        var cluster = call.Session.Open(input.Find(Common.Context));
        var resource = await cluster.ResolveAsync($"{manifest.ApiVersion}/{manifest.Kind}", call.Ended);
        var space = Space(manifest, input, cluster);
        var target = await cluster.IdentifyAsync(space, resource.Kind, manifest.Name, fresh: true, call.Ended);
        call.Allow(Operations.KubernetesRead, target);
        var live = await FindAsync(cluster, resource, space, manifest.Name, call);
        RefuseNewRights(manifest, live);
        var json = Encoding.UTF8.GetBytes(manifest.Json.GetRawText());
        return new()
        {
            Operation = Operations.KubernetesApply,
            Targets = [target],
            Summary = live is null ? $"create {manifest.Kind}/{manifest.Name}" : $"change {manifest.Kind}/{manifest.Name}",
            Before = live is null ? "did not exist" : $"resourceVersion {live.ResourceVersion}\n{YamlText.Of(live.Json)}",
            Undo = live is null ? $"a person deletes {manifest.Kind}/{manifest.Name}" : "apply the earlier manifest; for workloads execute_rollout action=undo",
            Digest = Convert.ToHexStringLower(SHA256.HashData(json)),
            Notes = live is null ? [] : [.. (await Ownership.FindAsync(cluster, live, call.Ended)).Where(owner => owner.Kind is not OwnerKind.Controller).Select(owner => $"{owner.Kind} {owner.Name} owns it ({owner.Evidence}) and may set it back")],
            DryRunOnly = input.Get(Common.DryRun),
            Reason = input.Find(Common.Reason),
            SendAsync = async (grant, dryRun, ended) =>
            {
                var applied = await cluster.ApplyAsync(resource, space, manifest.Name, json, new() { Grant = grant, DryRun = dryRun }, ended);
                return dryRun ? $"accepted by the API server, nothing stored; {Changes(live, applied)}" : $"applied, resourceVersion {applied.ResourceVersion}";
            },
            WaitAsync = input.Get(Wait) && manifest.Kind is "Deployment" or "StatefulSet" or "DaemonSet"
                ? async waiting => await WorkloadWait.ForAsync(await WorkloadSnapshot.ReadAsync(input.Find(Common.Context), space, $"{manifest.Kind}/{manifest.Name}", fresh: false, waiting), Operations.KubernetesApply, null, waiting)
                : null,
        };
    }

    private static string Space(WorkloadManifest manifest, Arguments input, Cluster cluster)
    {
        var asked = input.Find(Common.Namespace);
        return manifest.Namespace is { } own && asked is not null && own != asked
            ? throw ManifestReader.Refused($"its namespace is {TextCleaner.OneLine(own, 63)}, but the call says {TextCleaner.OneLine(asked, 63)}")
            : manifest.Namespace ?? asked ?? cluster.Connection.Context.Namespace ?? "default";
    }

    private static async Task<KubernetesObject?> FindAsync(Cluster cluster, ApiResource resource, string space, string name, Call call)
    {
        try
        {
            return await cluster.GetAsync(resource, space, name, call.Ended);
        }
        catch (SreException missing) when (missing.Code == Errors.Answers.NotFound)
        {
            return null;
        }
    }

    private static void RefuseNewRights(WorkloadManifest manifest, KubernetesObject? live)
    {
        var had = live is null ? [] : PodSafety.ServiceAccounts(live.Json).ToHashSet(StringComparer.Ordinal);
        if (manifest.ServiceAccounts.FirstOrDefault(account => account is not "default" && !had.Contains(account)) is { } account)
        {
            throw ManifestReader.Refused($"the service account {TextCleaner.OneLine(account, 100)} would give it rights that it does not have now");
        }
    }

    private static string Changes(KubernetesObject? live, KubernetesObject applied)
    {
        if (live is null)
        {
            return "it would be new";
        }

        var changes = TemplateDiff.Between(live.At("spec") ?? live.At("data") ?? default, applied.At("spec") ?? applied.At("data") ?? default);
        return changes.Count is 0
            ? "spec stays the same"
            : string.Join("; ", changes.Take(ShownChanges).Select(change => TextCleaner.OneLine(change.ToString(), 200))) + (changes.Count > ShownChanges ? $"; {changes.Count - ShownChanges} more" : "");
    }
}
