using System.Text.Json;
using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Scripts;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Workloads;

/// <summary>A workload as it was read for one call: the object, its history, its owners, and the target that policy judges.</summary>
internal sealed record WorkloadSnapshot(Cluster Cluster, KubernetesTarget Target, KubernetesObject Workload, IReadOnlyList<Revision> History, IReadOnlyList<Owner> Owners)
{
    /// <param name="workload"><c>Kind/name</c>.</param>
    /// <param name="fresh">True before an execute: cluster id and labels are read again on the very client that executes.</param>
    public static async Task<WorkloadSnapshot> ReadAsync(string? context, string? @namespace, string workload, bool fresh, Call call)
    {
        var cluster = call.Session.Open(context);
        var reference = WorkloadReference.Parse(workload);
        var resource = await reference.ResolveAsync(cluster, call.Ended);
        var space = @namespace ?? cluster.Connection.Context.Namespace ?? "default";
        var target = await cluster.IdentifyAsync(space, resource.Kind, reference.Name, fresh, call.Ended);
        call.Allow(Operations.KubernetesRead, target);
        var item = await cluster.GetAsync(resource, space, reference.Name, call.Ended);
        var history = Revisions.ListAsync(cluster, item, call.Ended);
        var owners = Ownership.FindAsync(cluster, item, call.Ended);
        return new(cluster, target, item, await history, await owners);
    }

    /// <summary>What the script templates are filled with.</summary>
    /// <exception cref="SreException">SRE0442 when the history does not hold the live revision.</exception>
    /// <param name="release">The owner, when it is a Helm release whose revisions were looked up.</param>
    public WorkloadFacts ToFacts(Environment environment, TimeSpan? timeout, WorkloadOwner.HelmRelease? release = null)
    {
        var live = History.FirstOrDefault(revision => revision.IsLive)
            ?? throw new SreException(Errors.Objects.UnknownRevision, $"{Target} is between revisions: its controller has not recorded the present template yet.", "Call again in a moment.");
        return new()
        {
            Context = Target.Context,
            ClusterId = Target.Cluster.ClusterId ?? throw new SreException(Errors.Answers.Forbidden, $"The id of cluster {Target.Context} cannot be read, so a script could not prove where it runs.", "Grant get on the namespace kube-system."),
            Server = Target.Cluster.Server.AbsoluteUri,
            Environment = environment,
            Workload = new(Workload.Namespace ?? "default", Enum.Parse<WorkloadKind>(Workload.Kind), Workload.Name),
            Uid = Workload.Uid,
            Live = ToScript(live),
            Replicas = (int)(Workload.Number("spec", "replicas") ?? Workload.Number("status", "desiredNumberScheduled") ?? 1),
            Owner = release ?? ScriptOwner(),
            Autoscaler = Owners.FirstOrDefault(owner => owner.Kind is OwnerKind.Autoscaler)?.Name.Split('/')[^1],
            Resources = [.. ContainersOf(live.Template, "containers").Select(Resources)],
            IsPaused = Workload.Flag("spec", "paused") is true,
            Timeout = timeout ?? TimeSpan.FromMinutes(5),
        };
    }

    public static WorkloadRevision ToScript(Revision revision) => new(revision.Number, revision.KeptIn, Images(revision.Template));

    /// <summary>What the reader should know before a change: who will set it back.</summary>
    public IReadOnlyList<string> Notes() =>
        [.. Owners.Where(owner => owner.Kind is not OwnerKind.Controller).Select(owner => owner.Kind switch
        {
            OwnerKind.Autoscaler => $"{owner.Name} sets the number of replicas and will change it again",
            OwnerKind.Claimed => $"a label says that it belongs to {owner.Name}",
            _ => $"{owner.Kind} {owner.Name} owns it ({owner.Evidence}) and may set it back",
        })];

    /// <summary>Who a change belongs to: what keeps Git comes before Helm, which it may use.</summary>
    public WorkloadOwner ScriptOwner()
    {
        var owner = Owners.Where(owner => owner.Kind is OwnerKind.ArgoCd or OwnerKind.Flux or OwnerKind.Helm).OrderBy(owner => owner.Kind).FirstOrDefault();
        return owner?.Kind switch
        {
            OwnerKind.ArgoCd => new WorkloadOwner.ArgoApplication(owner.Name),
            OwnerKind.Flux => new WorkloadOwner.FluxObject(owner.Name),
            OwnerKind.Helm => owner.Name.Split('/') is [not "?" and var space, var release] ? new WorkloadOwner.HelmRelease(release, space) : new WorkloadOwner.HelmRelease(owner.Name.Split('/')[^1], Workload.Namespace ?? "default"),
            _ => WorkloadOwner.None,
        };
    }

    private static Dictionary<string, string> Images(JsonElement template)
    {
        Dictionary<string, string> images = new(StringComparer.Ordinal);
        foreach (var container in ContainersOf(template, "initContainers").Concat(ContainersOf(template, "containers")))
        {
            images[container.GetProperty("name").GetString() ?? ""] = Text(container, "image") ?? "";
        }

        return images;
    }

    private static ContainerResources Resources(JsonElement container) => new(container.GetProperty("name").GetString() ?? "")
    {
        CpuRequest = Text(container, "resources", "requests", "cpu"),
        CpuLimit = Text(container, "resources", "limits", "cpu"),
        MemoryRequest = Text(container, "resources", "requests", "memory"),
        MemoryLimit = Text(container, "resources", "limits", "memory"),
    };

    private static JsonElement.ArrayEnumerator ContainersOf(JsonElement template, string list) =>
        template.TryGetProperty("spec", out var spec) && spec.TryGetProperty(list, out var containers) && containers.ValueKind is JsonValueKind.Array ? containers.EnumerateArray() : default;

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind is not JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch { JsonValueKind.String => element.GetString(), JsonValueKind.Number => element.GetRawText(), _ => null };
    }
}
