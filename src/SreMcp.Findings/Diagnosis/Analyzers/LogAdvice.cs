namespace SreMcp.Findings;

/// <summary>What usually lies behind a sign in a log, said of the container that shows it.</summary>
internal static class LogAdvice
{
    /// <summary>One line; null when the sign says it all.</summary>
    public static string? For(LogSign sign, ContainerSpec? container) => sign.Cause switch
    {
        "rbac-denied" => RbacDenial.In(sign.Line)?.Needs,
        "dns-loop" => "the node's own resolver points at the cluster's DNS or at a local stub: correct resolv.conf or the forward line",
        "protocol-mismatch" => "http is meant and https is called, or the other way round; or the port is another one",
        "cloud-denied" => $"the role or workload identity of its ServiceAccount lacks the right, or is not bound to it{(sign.Line.Contains("metadata", StringComparison.OrdinalIgnoreCase) ? "; the metadata service may be out of reach" : "")}",
        "login-refused" => "user or password differ from what the server has: a rotated or mistyped Secret",
        "connection-refused" when IsLocal(sign.Peer) => $"it looks for {sign.Peer} in its own pod: the peer's address was left at its default, unless a second container of the pod should listen there",
        "file-watch-limit" => "raise fs.inotify.max_user_watches or max_user_instances on the nodes",
        "too-many-files" => "files or connections are not closed, or the limit is low",
        "node-setting" => "set it on the nodes, or by a privileged init container that the platform allows",
        "disk-full" => "enlarge the volume, or delete what is no longer needed",
        "read-only-filesystem" => container is { IsReadOnlyRoot: true } ? "readOnlyRootFilesystem is set: mount an emptyDir where it writes" : "the volume is mounted read-only, or its disk failed",
        "privileged-port" => "listen at a port above 1023, or allow the capability NET_BIND_SERVICE",
        "permission-denied" => "its user does not own the path: set fsGroup or runAsUser, or write elsewhere",
        "data-unusable" => "another version or user wrote them, the volume was not empty, or a write was cut off",
        "bad-interpreter" => "the script has Windows line ends, or its first line names a shell that the image does not have",
        "missing-variable" => "set it in the pod template, or in the ConfigMap or Secret that it is taken from",
        "missing-table" => "a migration has not run, or it looks into another database",
        "database-lock" => "another instance or a broken migration holds the lock",
        "read-only-replica" => "it is connected to a replica, often after a failover: use the name of the primary",
        "missing-kind" => "its CustomResourceDefinition is not installed, or it was built for another version of Kubernetes",
        "missing-remote-object" => "its name is wrong, or nobody has made it there",
        _ => null,
    };

    private static bool IsLocal(string? peer) => peer is "localhost" or "127.0.0.1" or "0.0.0.0";
}
