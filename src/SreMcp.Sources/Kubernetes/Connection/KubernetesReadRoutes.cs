using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What reading is in the Kubernetes API. Being a GET is not enough: exec, attach, port-forward and proxy are GETs too.</summary>
internal sealed class KubernetesReadRoutes : IReadRoutes
{
    private static readonly string[] Headers = ["Accept", "Accept-Encoding", "Authorization", "User-Agent", "traceparent"];

    private static readonly string[] ReadableSubresources = ["status", "scale"];

    public bool IsRead(HttpRequestMessage request, string path) =>
        request.Headers.NonValidated.All(header => IsHarmless(header.Key))
        && (SelfReviews.IsOne(request, path)
            || (request.Method.Method is "GET" or "HEAD"
                && request.Content is null
                && QueryOf(path) is { } allowed
                && allowed.Allows(request.RequestUri?.Query ?? "")));

    public IEnumerable<Identity> Touches(HttpRequestMessage request, string path, IReadOnlyCollection<Identity> endpoint)
    {
        if ((KubernetesPath.NamespaceIn(path) ?? NamespaceInBody(request, path)) is not { } @namespace)
        {
            return [];
        }

        var prefix = Identity.Cluster("").Value;
        return
        [
            .. endpoint
                .Where(identity => identity.Value.StartsWith(prefix, StringComparison.Ordinal) && !identity.Value.Contains('/', StringComparison.Ordinal))
                .Select(identity => Identity.Namespace(identity.Value[prefix.Length..], @namespace)),
        ];
    }

    private static bool IsHarmless(string header) =>
        Headers.Contains(header, StringComparer.OrdinalIgnoreCase) || header.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase);

    private static ReadQuery? QueryOf(string path) => path[1..].Split('/') switch
    {
        ["version"] => ReadQuery.None,
        ["healthz" or "livez" or "readyz"] => ReadQuery.Health,
        ["api"] or ["apis"] or ["apis", _] => ReadQuery.Discovery,
        ["openapi", "v2" or "v3"] => ReadQuery.OpenApi,
        ["openapi", "v3", "api", _] or ["openapi", "v3", "apis", _] or ["openapi", "v3", "apis", _, _] => ReadQuery.OpenApi,
        _ => KubernetesPath.Parse(path) switch
        {
            null => null,
            { Resource: null } => ReadQuery.Discovery,
            { Name: null } => ReadQuery.List,
            { Subresource: null } => ReadQuery.Object,
            { Group: "", Namespace: not null, Resource: "pods", Subresource: "log" } => ReadQuery.Log,
            { Subresource: var subresource } => ReadableSubresources.Contains(subresource) ? ReadQuery.Object : null,
        },
    };

    /// <summary>The namespace that a new namespace object would be.</summary>
    /// <exception cref="SreException">SRE0701 when the body does not say so plainly.</exception>
    private static string? NamespaceInBody(HttpRequestMessage request, string path)
    {
        if (path is not "/api/v1/namespaces" || request.Content is null)
        {
            return null;
        }

        try
        {
            using var body = JsonDocument.Parse(request.Content.ReadAsStream());
            return body.RootElement.GetProperty("metadata").GetProperty("name").GetString();
        }
        catch (Exception junk) when (junk is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SreException(Errors.Guards.NotARead, "A request to the list of namespaces does not say plainly which namespace it is about.", inner: junk);
        }
    }
}
