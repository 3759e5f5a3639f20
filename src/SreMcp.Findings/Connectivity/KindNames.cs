namespace SreMcp.Findings;

/// <summary>Kinds that a way may start from or lead to, and what people call them.</summary>
public static class KindNames
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["service"] = "Service", ["services"] = "Service", ["svc"] = "Service",
        ["ingress"] = "Ingress", ["ingresses"] = "Ingress", ["ing"] = "Ingress",
        ["httproute"] = "HTTPRoute", ["httproutes"] = "HTTPRoute",
        ["pod"] = "Pod", ["pods"] = "Pod", ["po"] = "Pod",
        ["deployment"] = "Deployment", ["deployments"] = "Deployment", ["deploy"] = "Deployment",
        ["statefulset"] = "StatefulSet", ["statefulsets"] = "StatefulSet", ["sts"] = "StatefulSet",
        ["daemonset"] = "DaemonSet", ["daemonsets"] = "DaemonSet", ["ds"] = "DaemonSet",
        ["replicaset"] = "ReplicaSet", ["replicasets"] = "ReplicaSet", ["rs"] = "ReplicaSet",
        ["job"] = "Job", ["jobs"] = "Job",
    };

    /// <summary>Whether something of the kind has pods of its own to send from.</summary>
    public static bool Sends(string kind) => kind is not ("Service" or "Ingress" or "HTTPRoute");

    /// <summary>The kind as the API writes it; null for one that sends and receives nothing.</summary>
    public static string? Find(string text) => Known.GetValueOrDefault(text);
}
