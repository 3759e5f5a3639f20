namespace SreMcp.Findings;

/// <summary>What follows from changes of an object beyond the fields themselves.</summary>
public static class ChangeConsequences
{
    /// <summary>Fields that the API server refuses to change, by kind; a path counts with all below it.</summary>
    private static readonly Dictionary<string, string[]> Immutable = new(StringComparer.Ordinal)
    {
        ["Deployment"] = ["spec.selector"],
        ["ReplicaSet"] = ["spec.selector"],
        ["DaemonSet"] = ["spec.selector"],
        ["StatefulSet"] = ["spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"],
        ["Job"] = ["spec.selector", "spec.template", "spec.completionMode"],
        ["Service"] = ["spec.clusterIP"],
        ["PersistentVolumeClaim"] = ["spec.storageClassName", "spec.accessModes", "spec.volumeName", "spec.selector"],
        ["StorageClass"] = ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"],
        ["RoleBinding"] = ["roleRef"],
        ["ClusterRoleBinding"] = ["roleRef"],
        ["Secret"] = ["type"],
    };

    /// <summary>Paths among the changes that the API server refuses.</summary>
    public static IReadOnlyList<string> Refused(string kind, IReadOnlyList<ManifestChange> changes) =>
        Immutable.TryGetValue(kind, out var paths)
            ? [.. paths.Where(path => changes.Any(change => change.Path == path || change.Path.StartsWith(path + ".", StringComparison.Ordinal) || change.Path.StartsWith(path + "[", StringComparison.Ordinal)))]
            : [];

    /// <summary>True when every pod of the workload would be replaced.</summary>
    public static bool ReplacesPods(string kind, IReadOnlyList<ManifestChange> changes) =>
        kind is "Deployment" or "StatefulSet" or "DaemonSet" && changes.Any(change => change.Path.StartsWith("spec.template.", StringComparison.Ordinal));
}
