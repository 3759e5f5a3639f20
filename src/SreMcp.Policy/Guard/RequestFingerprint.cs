using System.Security.Cryptography;

namespace SreMcp.Policy;

/// <summary>Everything of a request that decides what it does. A permit is good for one fingerprint only.</summary>
public sealed record RequestFingerprint(string Method, string Authority, string PathAndQuery, string ContentType, string BodyDigest)
{
    /// <summary>Reads the request's content once into memory; requests that change something are small.</summary>
    public static async Task<RequestFingerprint> OfAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri ?? throw new SreException(Errors.Guards.UnboundRequest, "A request without an address reached the guard.");
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        return new(
            request.Method.Method,
            $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}",
            uri.PathAndQuery,
            request.Content?.Headers.ContentType?.ToString() ?? "",
            Convert.ToHexStringLower(SHA256.HashData(body)));
    }
}
