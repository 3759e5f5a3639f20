using System.Text;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Tools.Execute;

/// <summary>Cordons or uncordons a node. A node takes the strictest class of anything that runs on it.</summary>
internal sealed class ExecuteCordon() : ExecuteTool("execute_cordon")
{
    private static readonly Parameter<string> Node = Parameter.Text("node", "The node.", required: true);
    private static readonly Parameter<bool> Uncordon = Parameter.Flag("uncordon", "Make it schedulable again.");

    public override string Says => "Cordon or uncordon a node where an operator opened the target. The node counts as the strictest of what runs on it. Runs a server-side dry run first.";

    public override IReadOnlyList<Parameter> Parameters { get; } = [Node, Uncordon, Common.Context, Common.DryRun, Common.Reason];

    protected override async Task<ExecutionPlan> PlanAsync(Arguments input, Call call)
    {
        var cluster = call.Session.Open(input.Find(Common.Context));
        var nodes = await cluster.ResolveAsync("v1/Node", call.Ended);
        var cordon = !input.Get(Uncordon);
        var itself = await cluster.IdentifyAsync(@namespace: null, nodes.Kind, input.Get(Node), fresh: true, call.Ended);
        call.Allow(Operations.KubernetesRead, itself);
        var node = await cluster.GetAsync(nodes, @namespace: null, input.Get(Node), call.Ended);
        var (target, pods) = await StrictestAsync(cluster, itself, node.Name, call);
        var was = node.Flag("spec", "unschedulable") is true;
        var patch = Encoding.UTF8.GetBytes($$$"""{"metadata":{"uid":"{{{node.Uid}}}"},"spec":{"unschedulable":{{{(cordon ? "true" : "null")}}}}}""");
        return new()
        {
            Operation = Operations.KubernetesCordon,
            Targets = [target],
            Summary = $"{(cordon ? "cordon" : "uncordon")} node {node.Name}: {(was ? "unschedulable" : "schedulable")} -> {(cordon ? "unschedulable" : "schedulable")}; the {pods} pods on it keep running",
            Before = $"node {node.Name} was {(was ? "unschedulable" : "schedulable")}, resourceVersion {node.ResourceVersion}",
            Undo = $"execute_cordon node={node.Name}{(cordon ? " uncordon=true" : "")}",
            Digest = $"{node.Uid}{cordon}",
            Notes = was == cordon ? ["it already is; nothing will change"] : [],
            DryRunOnly = input.Get(Common.DryRun),
            Reason = input.Find(Common.Reason),
            SendAsync = async (grant, dryRun, ended) =>
            {
                await cluster.PatchAsync(nodes, @namespace: null, node.Name, PatchKind.StrategicMerge, patch, new() { Grant = grant, DryRun = dryRun }, ended);
                return dryRun ? "accepted by the API server, nothing stored" : cordon ? "no new pods are scheduled there" : "pods can be scheduled there again";
            },
        };
    }

    /// <summary>The node as seen from the strictest namespace on it; what cannot be read closes it.</summary>
    private static async Task<(KubernetesTarget Target, int Pods)> StrictestAsync(Cluster cluster, KubernetesTarget itself, string node, Call call)
    {
        var pods = await cluster.ResolveAsync("v1/Pod", call.Ended);
        HashSet<string> namespaces = new(StringComparer.Ordinal);
        var count = 0;
        await foreach (var row in cluster.RowsAsync(pods, new() { FieldSelector = $"spec.nodeName={node}" }, call.Ended))
        {
            count++;
            namespaces.Add(row.Namespace ?? "default");
        }

        var (strictest, environment) = (itself, call.Session.Classify(itself).Environment);
        foreach (var name in namespaces.Order(StringComparer.Ordinal))
        {
            var seen = await cluster.IdentifyAsync(name, itself.Kind, itself.Name, fresh: true, call.Ended);
            if (call.Session.Classify(seen).Environment is var there && there < environment)
            {
                (strictest, environment) = (seen, there);
            }
        }

        return (strictest, count);
    }
}
