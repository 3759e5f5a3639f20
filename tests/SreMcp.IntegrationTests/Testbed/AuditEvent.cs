using System.Text.Json;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>What a request was about, as the API server understood it.</summary>
public sealed record AuditedObject(string Group, string Resource, string Subresource, string Namespace, string Name)
{
    public override string ToString() =>
        string.Join('/', new[] { Group, Namespace, Resource, Name, Subresource }.Where(part => part.Length > 0));
}

/// <summary>One line of the API server's audit log: a request that it answered.</summary>
/// <param name="Id">The same for all lines about one request: a watch or a tunnel is logged when it starts and when it ends.</param>
/// <param name="Verb">The API's verb; the HTTP method in lower case where no object is meant.</param>
/// <param name="Code">0 when the server could not tell.</param>
/// <param name="IsDryRun">The query asked that nothing be kept.</param>
public sealed record AuditEvent(
    string Id, string Verb, string User, string UserAgent, string Uri, AuditedObject? Target, int Code, string Stage, bool IsDryRun, DateTimeOffset At)
{
    private static readonly string[] Reads = ["get", "list", "watch", "head", "options"];
    private static readonly string[] Tunnels = ["exec", "attach", "portforward", "proxy"];

    /// <summary>Could have changed something. A dry run counts, and so does a tunnel opened by GET; a question about one's own rights does not.</summary>
    public bool IsMutation => Target is { } target
        ? Tunnels.Contains(target.Subresource) || (!Reads.Contains(Verb) && !IsQuestionAboutOneself)
        : !Reads.Contains(Verb);

    /// <summary>The two POSTs that store nothing: what may I do, and may I do this.</summary>
    public bool IsQuestionAboutOneself => Verb == "create"
        && Target is { Group: "authorization.k8s.io", Resource: "selfsubjectrulesreviews" or "selfsubjectaccessreviews", Subresource: "", Namespace: "", Name: "" };

    /// <summary>Sent by the control plane itself or by the testbed, not by what is being tested.</summary>
    public bool IsHousekeeping =>
        UserAgent == KubeApi.UserAgent
        || User is "system:apiserver" or "system:kube-controller-manager" or "system:kube-scheduler"
        || User.StartsWith("system:serviceaccount:kube-system:", StringComparison.Ordinal);

    public override string ToString() => $"{Verb} {Target?.ToString() ?? Uri} by {User}{(IsDryRun ? " as a dry run" : "")}: {Code}";

    internal static AuditEvent Parse(ReadOnlyMemory<byte> line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var uri = Text(root, "requestURI");
        return new(
            Text(root, "auditID"),
            Text(root, "verb"),
            root.TryGetProperty("user", out var user) ? Text(user, "username") : "",
            Text(root, "userAgent"),
            uri,
            root.TryGetProperty("objectRef", out var target)
                ? new(Text(target, "apiGroup"), Text(target, "resource"), Text(target, "subresource"), Text(target, "namespace"), Text(target, "name"))
                : null,
            root.TryGetProperty("responseStatus", out var status) && status.TryGetProperty("code", out var code) ? code.GetInt32() : 0,
            Text(root, "stage"),
            uri.Contains("dryRun=All", StringComparison.Ordinal),
            root.TryGetProperty("requestReceivedTimestamp", out var at) ? at.GetDateTimeOffset() : default);
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
