namespace SreMcp.Scripts;

/// <summary>The kinds that have revisions, so that kubectl can restart them and take them back.</summary>
public enum WorkloadKind
{
    Deployment,
    StatefulSet,
    DaemonSet,
}

/// <summary>A workload as people write it: <c>namespace/Kind/name</c>.</summary>
public readonly record struct WorkloadName(string Namespace, WorkloadKind Kind, string Name)
{
    /// <summary>The kind in any case (<c>deployment</c>); names must be valid Kubernetes names.</summary>
    public static bool TryParse(string text, out WorkloadName workload)
    {
        workload = default;
        if (text.Split('/') is not [var space, var kind, var name] || !ValueShape.IsLabel(space) || !ValueShape.IsSubdomain(name))
        {
            return false;
        }

        WorkloadKind? known = kind.ToLowerInvariant() switch
        {
            "deployment" => WorkloadKind.Deployment,
            "statefulset" => WorkloadKind.StatefulSet,
            "daemonset" => WorkloadKind.DaemonSet,
            _ => null,
        };
        workload = new(space, known.GetValueOrDefault(), name);
        return known is not null;
    }

    public override string ToString() => $"{Namespace}/{Kind}/{Name}";
}
