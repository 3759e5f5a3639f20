using System.Text.Json;

namespace SreMcp.Policy;

/// <summary>Whether a request is a server-side dry run, told so that the server cannot understand it otherwise.</summary>
internal static class Rehearsal
{
    private const string Marker = "dryRun=All";

    internal enum Kind
    {
        /// <summary>Mentions a dry run without plainly being one; refused either way.</summary>
        Ambiguous = 0,
        None = 1,
        DryRun = 2,
    }

    public static async Task<Kind> OfAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = OfQuery(request.RequestUri?.Query ?? "");
        if (request.Method != HttpMethod.Delete || request.Content is null)
        {
            return query;
        }

        // A deletion that carries options as its body ignores the options of its query.
        await request.Content.LoadIntoBufferAsync(SealedRequest.BodyLimit, cancellationToken);
        var bytes = await request.Content.ReadAsByteArrayAsync(cancellationToken);
        return bytes.Length == 0 || OfDeleteOptions(bytes, request.Content.Headers.ContentType?.MediaType) == query ? query : Kind.Ambiguous;
    }

    /// <summary>True when <paramref name="change"/> is what <paramref name="rehearsed"/> rehearsed. Deletions say the dry run in their body, so their digests differ.</summary>
    public static bool IsOf(RequestFingerprint rehearsed, RequestFingerprint change) =>
        rehearsed with { PathAndQuery = WithoutMarker(rehearsed.PathAndQuery), BodyDigest = change.Method == "DELETE" ? change.BodyDigest : rehearsed.BodyDigest } == change;

    private static Kind OfQuery(string query)
    {
        var mentions = Parameters(query).Where(pair => Uri.UnescapeDataString(pair).Contains("dryRun", StringComparison.OrdinalIgnoreCase)).ToArray();
        return mentions switch
        {
            [] => Kind.None,
            [Marker] when !query.Contains(';', StringComparison.Ordinal) => Kind.DryRun,
            _ => Kind.Ambiguous,
        };
    }

    private static Kind OfDeleteOptions(byte[] body, string? mediaType)
    {
        if (mediaType is not "application/json")
        {
            return Kind.Ambiguous;
        }

        try
        {
            using var options = JsonDocument.Parse(body);
            var mentions = options.RootElement.EnumerateObject().Where(member => member.Name.Equals("dryRun", StringComparison.OrdinalIgnoreCase)).ToArray();
            return mentions switch
            {
                [] => Kind.None,
                [{ Name: "dryRun", Value: { ValueKind: JsonValueKind.Array } value }] when value.GetArrayLength() == 1 && value[0].ValueEquals("All") => Kind.DryRun,
                _ => Kind.Ambiguous,
            };
        }
        catch (Exception junk) when (junk is JsonException or InvalidOperationException)
        {
            return Kind.Ambiguous;
        }
    }

    private static string WithoutMarker(string pathAndQuery)
    {
        var parts = pathAndQuery.Split('?', 2);
        var rest = parts.Length < 2 ? "" : string.Join('&', Parameters(parts[1]).Where(pair => pair != Marker));
        return rest.Length == 0 ? parts[0] : $"{parts[0]}?{rest}";
    }

    private static string[] Parameters(string query) => query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
}
