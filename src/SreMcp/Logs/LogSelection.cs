using SreMcp.Calls;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Logs;

/// <summary>Whose logs: one pod, or the pods of a workload.</summary>
/// <param name="Display">As an answer names it, with its environment.</param>
/// <param name="LeftOut">Pods beyond <see cref="MostPods"/>.</param>
internal sealed record LogSelection(Cluster Cluster, string Display, IReadOnlyList<KubernetesObject> Pods, int LeftOut)
{
    public const int MostPods = 40;

    /// <param name="name">A pod, or <c>Kind/name</c>.</param>
    /// <exception cref="SreException">SRE0437 for a kind that selects no pods, SRE0465 when it has none.</exception>
    public static async Task<LogSelection> ReadAsync(string? context, string? @namespace, string name, Call call)
    {
        var cluster = call.Session.Open(context);
        var reference = WorkloadReference.Parse(name.Contains('/', StringComparison.Ordinal) ? name : $"pods/{name}");
        var resource = await cluster.ResolveAsync(reference.Kind, call.Ended);
        var space = @namespace ?? cluster.Connection.Context.Namespace ?? "default";
        var target = await cluster.IdentifyAsync(space, resource.Kind, reference.Name, call.Ended);
        var environment = call.Allow(Operations.KubernetesRead, target).Decision.Classification.Environment;
        var display = $"{TextCleaner.OneLine(target.Display, 300)} ({environment.Name()})";
        var item = await ReadAsync(cluster, resource, space, reference.Name, call);
        if (resource.Is("", "pods"))
        {
            return new(cluster, display, [item], 0);
        }

        var pods = await PodsAsync(cluster, item, space, call);
        return pods.Count is 0
            ? throw new SreException(Errors.Logs.NoPods, $"{resource.Kind} {space}/{reference.Name} has no pods.")
            : new(cluster, display, [.. pods.OrderByDescending(pod => pod.Created).Take(MostPods)], Math.Max(0, pods.Count - MostPods));
    }

    /// <summary>The containers to read of a pod: the one named, or all that run beside each other.</summary>
    /// <exception cref="SreException">SRE0460 with the containers that there are, SRE0461 for a pod without a node.</exception>
    public static IReadOnlyList<string> Containers(KubernetesObject pod, string? wanted)
    {
        string[] running = [.. Names(pod, "containers")];
        if (wanted is not null)
        {
            string[] all = [.. running, .. Names(pod, "initContainers"), .. Names(pod, "ephemeralContainers")];
            running = all.Contains(wanted, StringComparer.Ordinal)
                ? [wanted]
                : throw new SreException(Errors.Logs.UnknownContainer, $"The pod {pod.Namespace}/{pod.Name} has no container {TextCleaner.OneLine(wanted, 63)}.", $"Containers: {string.Join(", ", all)}.");
        }

        return pod.Text("spec", "nodeName") is null
            ? throw new SreException(Errors.Logs.NotStarted, $"The pod {pod.Namespace}/{pod.Name} has not started: no node has taken it.")
            : running;
    }

    private static IEnumerable<string> Names(KubernetesObject pod, string list) =>
        pod.Items("spec", list).Select(container => container.TryGetProperty("name", out var name) ? TextCleaner.OneLine(name.GetString(), 63) : "").Where(name => name.Length > 0);

    private static async Task<KubernetesObject> ReadAsync(Cluster cluster, ApiResource resource, string space, string name, Call call)
    {
        try
        {
            return await cluster.GetAsync(resource, space, name, call.Ended);
        }
        catch (SreException absent) when (absent.Code == Errors.Answers.NotFound && resource.Is("", "pods"))
        {
            throw new SreException(absent.Code, absent.What, "Name a pod that is there, or a workload with its kind: Deployment/api.", absent.Remote, absent);
        }
    }

    private static async Task<List<KubernetesObject>> PodsAsync(Cluster cluster, KubernetesObject workload, string space, Call call)
    {
        var selector = Selector(workload);
        if (selector.Length is 0)
        {
            throw new SreException(Errors.Objects.NotAWorkload, $"{workload.Kind} {space}/{workload.Name} selects no pods.", "Name a pod, or a Deployment, StatefulSet, DaemonSet, ReplicaSet or Job.");
        }

        var pods = await cluster.ResolveAsync("v1/Pod", call.Ended);
        List<KubernetesObject> found = [];
        await foreach (var pod in cluster.ObjectsAsync(pods, new ListOptions { Namespace = space, LabelSelector = selector }, call.Ended))
        {
            if (Owns(workload, pod))
            {
                found.Add(pod);
            }
        }

        return found;
    }

    /// <summary>Selectors may overlap, owners do not. Between a Deployment and its pods stands a ReplicaSet with its name.</summary>
    private static bool Owns(KubernetesObject workload, KubernetesObject pod) =>
        pod.Owners.FirstOrDefault(owner => owner.IsController) is { } owner
        && (owner.Uid == workload.Uid || (workload.Kind is "Deployment" && owner.Kind is "ReplicaSet" && owner.Name.StartsWith(workload.Name + "-", StringComparison.Ordinal)));

    private static string Selector(KubernetesObject workload)
    {
        var labels = workload.Map("spec", "selector", "matchLabels").Select(label => $"{label.Key}={label.Value}");
        var expressions = workload.Items("spec", "selector", "matchExpressions").Select(expression =>
        {
            var key = expression.GetProperty("key").GetString();
            var values = expression.TryGetProperty("values", out var list) ? string.Join(',', list.EnumerateArray().Select(value => value.GetString())) : "";
            return expression.GetProperty("operator").GetString() switch
            {
                "In" => $"{key} in ({values})",
                "NotIn" => $"{key} notin ({values})",
                "Exists" => key,
                _ => $"!{key}",
            };
        });
        return string.Join(',', labels.Concat(expressions));
    }
}
