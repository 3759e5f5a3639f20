using System.Security.Cryptography;
using System.Text;
using SreMcp.Answers;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Workloads;

namespace SreMcp.Tools.Execute;

/// <summary>Restarts, scales or takes back a Deployment, StatefulSet or DaemonSet.</summary>
internal sealed class ExecuteRollout() : ExecuteTool("execute_rollout")
{
    private static readonly Parameter<string> Action = Parameter.RequiredChoice("action", "", "restart", "scale", "undo");
    private static readonly Parameter<int?> Replicas = Parameter.Integer("replicas", "For scale.", 0, 1000);
    private static readonly Parameter<int?> ToRevision = Parameter.Integer("revision", "For undo; the one before the live one unless said.", 1, int.MaxValue);
    private static readonly Parameter<bool> Wait = Parameter.Flag("wait", "Wait for the rollout, with progress.");
    private static readonly Parameter<TimeSpan?> TimeOut = Parameter.Duration("timeout", "For wait; 2m unless said.", TimeSpan.FromMinutes(10));

    public override string Says =>
        "Restart, scale or undo a workload where an operator opened the target. Runs a server-side dry run first. In production it refuses and prepares the script for a person.";

    public override TimeSpan TimeLimit => TimeSpan.FromMinutes(11);

    public override IReadOnlyList<Parameter> Parameters { get; } =
        [Action, Common.Workload, Common.Context, Common.Namespace, Replicas, ToRevision, Wait, TimeOut, Common.DryRun, Common.Reason];

    protected override async Task<ExecutionPlan> PlanAsync(Arguments input, Call call)
    {
        var snapshot = await WorkloadSnapshot.ReadAsync(input.Find(Common.Context), input.Find(Common.Namespace), input.Get(Common.Workload), fresh: true, call);
        var workload = snapshot.Workload;
        var change = input.Get(Action) switch
        {
            "restart" => Restart(snapshot, call),
            "scale" => Scale(snapshot, input.Get(Replicas) ?? throw new SreException(Errors.Arguments.Missing, "execute_rollout: 'replicas' is missing: scale needs a whole number from 0 to 1000.")),
            _ => Undo(snapshot, input.Get(ToRevision)),
        };
        return new()
        {
            Operation = change.Operation,
            Targets = [snapshot.Target],
            Summary = change.Summary,
            Before = Before(snapshot),
            Undo = change.Undo,
            Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{change.Operation}\n{workload.Kind}/{workload.Name}\n{change.Summary}"))),
            Notes = snapshot.Notes(),
            DryRunOnly = input.Get(Common.DryRun),
            Reason = input.Find(Common.Reason),
            SendAsync = async (grant, dryRun, ended) =>
            {
                var options = new WriteOptions { Grant = grant, DryRun = dryRun, Subresource = change.Subresource };
                await snapshot.Cluster.PatchAsync(workload.Resource, workload.Namespace, workload.Name, change.Patch.Kind, change.Patch.Body, options, ended);
                return dryRun ? "accepted by the API server, nothing stored" : $"{change.Operation.Name} sent, the rollout has begun";
            },
            WaitAsync = input.Get(Wait) ? waiting => WorkloadWait.ForAsync(snapshot, change.Operation, input.Get(TimeOut), waiting) : null,
            OfferAsync = offering => OfferAsync(snapshot, change.Operation, input.Get(ToRevision), input.Get(Replicas), offering),
        };
    }

    private sealed record Change(Operation Operation, Patch Patch, string Summary, string Undo, string? Subresource = null);

    private static Change Restart(WorkloadSnapshot snapshot, Call call) => new(
        Operations.KubernetesRestart,
        Rollout.RestartPatch(snapshot.Workload, call.Session.Time),
        $"restart {snapshot.Workload.Kind}/{snapshot.Workload.Name}: every pod is replaced; a new revision with the same images",
        "a restart cannot be undone, and there is nothing to go back to: only an annotation changed");

    private static Change Scale(WorkloadSnapshot snapshot, int replicas)
    {
        var now = snapshot.Workload.Number("spec", "replicas") ?? 1;
        return new(
            Operations.KubernetesScale,
            Rollout.ScalePatch(snapshot.Workload, replicas),
            $"scale {snapshot.Workload.Kind}/{snapshot.Workload.Name}: {now} -> {replicas} replicas",
            $"execute_rollout action=scale replicas={now}",
            "scale");
    }

    private static Change Undo(WorkloadSnapshot snapshot, int? number)
    {
        var goal = Revisions.Choose(snapshot.History, number);
        var live = snapshot.History.FirstOrDefault(revision => revision.IsLive);
        return new(
            Operations.KubernetesUndo,
            Rollout.UndoPatch(snapshot.Workload, goal),
            $"undo {snapshot.Workload.Kind}/{snapshot.Workload.Name}: revision {live?.Number.ToString() ?? "(unrecorded)"} -> {goal.Number} ({TextCleaner.OneLine(string.Join(", ", goal.Images), 200)})",
            "execute_rollout action=undo goes back to the revision that was live before");
    }

    private static string Before(WorkloadSnapshot snapshot)
    {
        var live = snapshot.History.FirstOrDefault(revision => revision.IsLive);
        return $"revision {live?.Number.ToString() ?? "?"}, {snapshot.Workload.Number("spec", "replicas")?.ToString() ?? "?"} replicas, images {TextCleaner.OneLine(string.Join(", ", live?.Images ?? []), 300)}, resourceVersion {snapshot.Workload.ResourceVersion}";
    }

    private static async Task<Answer> OfferAsync(WorkloadSnapshot snapshot, Operation operation, int? revision, int? replicas, Call call)
    {
        var environment = call.Allow(Operations.ScriptGenerate, snapshot.Target).Decision.Classification.Environment;
        var bundle = operation == Operations.KubernetesUndo ? await ScriptOffer.RollbackAsync(snapshot, environment, revision, call)
            : operation == Operations.KubernetesRestart ? ScriptOffer.Restart(snapshot, environment)
            : ScriptOffer.Scale(snapshot, environment, replicas ?? 0);
        return ScriptOffer.Announce(bundle, call);
    }
}
