using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Sources.Prometheus;

/// <summary>What reading is in the API of Prometheus: queries by GET. Its other paths delete series, reload or stop the server, or show its configuration.</summary>
internal sealed class PrometheusReadRoutes : IReadRoutes
{
    private static readonly string[] Headers = ["Accept", "Accept-Encoding", "Authorization", "User-Agent", "traceparent"];
    private static readonly ReadQuery Moment = new("query", "time", "timeout", "limit");
    private static readonly ReadQuery Range = new("query", "start", "end", "step", "timeout", "limit");

    public bool IsRead(HttpRequestMessage request, string path) =>
        request.Method.Method is "GET"
        && request.Content is null
        && request.Headers.NonValidated.All(header => Headers.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
        && path switch { "/api/v1/query" => Moment, "/api/v1/query_range" => Range, _ => null } is { } allowed
        && allowed.Allows(request.RequestUri?.Query ?? "");

    public IEnumerable<Identity> Touches(HttpRequestMessage request, string path, IReadOnlyCollection<Identity> endpoint) => [];
}
