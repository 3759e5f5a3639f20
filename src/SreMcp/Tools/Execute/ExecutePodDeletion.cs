using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Tools.Execute;

/// <summary>Deletes one pod, by name and UID, with its own grace period.</summary>
internal sealed class ExecutePodDeletion() : ExecuteTool("execute_pod_deletion")
{
    private static readonly Parameter<string> ObjectName = Parameter.Text("name", "The pod.", required: true);

    public override string Says => "Delete one pod where an operator opened the target, so that its controller replaces it. Never forced. Runs a server-side dry run first.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [ObjectName, Common.Context, Common.Namespace, Common.DryRun, Common.Reason];

    protected override async Task<ExecutionPlan> PlanAsync(Arguments input, Call call)
    {
        var cluster = call.Session.Open(input.Find(Common.Context));
        var pods = await cluster.ResolveAsync("v1/Pod", call.Ended);
        var space = input.Find(Common.Namespace) ?? cluster.Connection.Context.Namespace ?? "default";
        var target = await cluster.IdentifyAsync(space, pods.Kind, input.Get(ObjectName), fresh: true, call.Ended);
        call.Allow(Operations.KubernetesRead, target);
        var pod = await cluster.GetAsync(pods, space, input.Get(ObjectName), call.Ended);
        var controller = pod.Owners.FirstOrDefault(owner => owner.IsController);
        var owner = controller is null ? null : $"{TextCleaner.OneLine(controller.Kind, 60)}/{TextCleaner.OneLine(controller.Name, 253)}";
        return new()
        {
            Operation = Operations.KubernetesDeletePod,
            Targets = [target],
            Summary = $"delete pod {pod.Name} (uid {pod.Uid}){(owner is null ? ", which no controller will replace" : $"; {owner} makes a new one")}",
            Before = $"pod {pod.Name}, uid {pod.Uid}, phase {TextCleaner.OneLine(pod.Text("status", "phase"), 30)}, node {TextCleaner.OneLine(pod.Text("spec", "nodeName"), 100)}, owner {owner ?? "none"}",
            Undo = owner is null ? "cannot be undone: nothing makes this pod again" : "cannot be undone; a new pod takes its place",
            Digest = pod.Uid,
            DryRunOnly = input.Get(Common.DryRun),
            Reason = input.Find(Common.Reason),
            SendAsync = async (grant, dryRun, ended) =>
            {
                await cluster.DeletePodAsync(space, pod.Name, pod.Uid, pod.ResourceVersion, new() { Grant = grant, DryRun = dryRun }, ended);
                return dryRun ? "accepted by the API server, nothing deleted" : "the pod is being deleted with its own grace period";
            },
        };
    }
}
