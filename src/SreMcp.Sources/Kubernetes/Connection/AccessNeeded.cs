namespace SreMcp.Sources.Kubernetes;

/// <summary>The RBAC rule that a request needs.</summary>
/// <param name="Sentence">As the end of «it …».</param>
/// <param name="Rule">What to ask for.</param>
internal sealed record AccessNeeded(string Sentence, string Rule)
{
    public static AccessNeeded Of(HttpMethod method, string pathAndQuery)
    {
        var parts = pathAndQuery.Split('?', 2);
        if (KubernetesPath.Parse(parts[0]) is not { Resource: { } resource } path)
        {
            return new($"does not let this credential read {SreMcp.Policy.TextCleaner.OneLine(parts[0], 100)}", $"Ask for a ClusterRole with nonResourceURLs: [\"{SreMcp.Policy.TextCleaner.OneLine(parts[0], 100)}\"], verbs: [\"get\"].");
        }

        var verb = Verb(method, path, parts.ElementAtOrDefault(1) ?? "");
        var full = path.Subresource is null ? resource : $"{resource}/{path.Subresource}";
        var isNamespaced = path.Namespace is not null && resource != "namespaces";
        var place = isNamespaced ? $" in namespace {path.Namespace}" : resource == "namespaces" ? "" : " across the cluster";
        return new(
            $"does not let this credential {verb} {full}{(path.Group.Length > 0 ? $".{path.Group}" : "")}{place}",
            $"Ask for a {(isNamespaced ? $"Role in {path.Namespace}" : "ClusterRole")} with apiGroups: [\"{path.Group}\"], resources: [\"{full}\"], verbs: [\"{verb}\"].");
    }

    private static string Verb(HttpMethod method, KubernetesPath path, string query) => method.Method switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => path.Name is null ? "deletecollection" : "delete",
        _ when path.Name is not null => "get",
        _ => OpenEnded.Is(query) ? "watch" : "list",
    };
}

/// <summary>Answers that last as long as their caller wants: watches. A flag without a value is true to the API server.</summary>
internal static class OpenEnded
{
    public static bool Is(string query) =>
        query.Split('&').Any(pair => pair.Split('=') is ["watch", .. var value] && value is not ["false" or "False" or "FALSE" or "0"]);
}
