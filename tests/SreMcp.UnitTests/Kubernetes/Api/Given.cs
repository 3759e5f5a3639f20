using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

/// <summary>What the tests of this folder start from.</summary>
internal static class Given
{
    public static Redactor Redactor { get; } = new([.. Enumerable.Repeat((byte)7, 32)]);

    public static ApiResource Pods { get; } = Resource("", "v1", "Pod", "pods") with { ShortNames = ["po"] };

    public static ApiResource Secrets { get; } = Resource("", "v1", "Secret", "secrets");

    public static ApiResource ConfigMaps { get; } = Resource("", "v1", "ConfigMap", "configmaps");

    public static ApiResource Deployments { get; } = Resource("apps", "v1", "Deployment", "deployments") with { ShortNames = ["deploy"], Subresources = ["scale", "status"] };

    public static ApiResource StatefulSets { get; } = Resource("apps", "v1", "StatefulSet", "statefulsets") with { ShortNames = ["sts"], Subresources = ["scale", "status"] };

    public static ApiResource DaemonSets { get; } = Resource("apps", "v1", "DaemonSet", "daemonsets") with { ShortNames = ["ds"] };

    public static ApiResource Certificates { get; } = Resource("cert-manager.io", "v1", "Certificate", "certificates") with { ShortNames = ["cert"] };

    public static ApiResource Resource(string group, string version, string kind, string plural, bool isNamespaced = true) => new()
    {
        Group = group,
        Version = version,
        Kind = kind,
        Plural = plural,
        Singular = kind.ToLowerInvariant(),
        IsNamespaced = isNamespaced,
        Verbs = ["get", "list", "patch", "delete"],
        IsPreferred = true,
    };

    public static KubernetesObject Object(string json, ApiResource resource) =>
        KubernetesObject.Read(Encoding.UTF8.GetBytes(json), resource, new ObjectFilter(Redactor), keepRaw: true);

    public static JsonElement Json(string json) => JsonElement.Parse(json);

    public static Cluster Cluster(ScriptedServer server, TimeProvider? time = null) =>
        new(Connections.To(server.Address), time ?? TimeProvider.System, Redactor);

    /// <summary>A row as a table with these columns would give it.</summary>
    public static TableRow Row(params (string Column, string Cell)[] cells) => new()
    {
        Columns = new([.. cells.Select(cell => new TableColumn(cell.Column, "string", "", 0))]),
        Cells = [.. cells.Select(cell => cell.Cell)],
        Name = "x",
    };
}
