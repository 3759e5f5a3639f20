using System.Security.Cryptography;

namespace SreMcp.Policy;

/// <summary>Everything of a request that decides what it does. A permit is good for one fingerprint only.</summary>
/// <param name="Headers">All headers but those that say who asks, which are added after the permit was minted.</param>
public sealed record RequestFingerprint(string Method, string Authority, string PathAndQuery, string Headers, string ContentType, string BodyDigest)
{
    /// <summary>Reads the request's content once into memory; requests that change something are small.</summary>
    /// <exception cref="SreException">SRE0707 without an address, SRE0708 for a body that is too large.</exception>
    public static async Task<RequestFingerprint> OfAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var uri = request.RequestUri is { IsAbsoluteUri: true } address
            ? address
            : throw new SreException(Errors.Guards.UnboundRequest, "A request without an address reached the guard.");
        using var copy = await SealedRequest.OfAsync(request, cancellationToken);
        var body = copy.Content is null ? [] : await copy.Content.ReadAsByteArrayAsync(cancellationToken);
        return new(
            copy.Method.Method,
            $"{uri.Scheme}://{uri.IdnHost.ToLowerInvariant()}:{uri.Port}",
            uri.PathAndQuery,
            string.Join('\n', copy.Headers.NonValidated.Where(header => !SaysWhoAsks(header.Key)).Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}").Order(StringComparer.Ordinal)),
            copy.Content?.Headers.NonValidated.TryGetValues("Content-Type", out var type) == true ? type.ToString() : "",
            Convert.ToHexStringLower(SHA256.HashData(body)));
    }

    private static bool SaysWhoAsks(string header) =>
        header.Equals("Authorization", StringComparison.OrdinalIgnoreCase) || header.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase);
}
