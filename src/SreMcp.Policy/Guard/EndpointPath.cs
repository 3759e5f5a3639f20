using System.Buffers;

namespace SreMcp.Policy;

/// <summary>The path of a request below the endpoint that a client is bound to, when nobody can read it as another path.</summary>
internal static class EndpointPath
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@%/");

    private static readonly SearchValues<char> PlainQuery =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@%/?");

    /// <summary>The path with its percent-encoding untouched and the endpoint's prefix removed; starts with '/'.</summary>
    /// <exception cref="SreException">SRE0705 for another place or a path that is not plain, SRE0707 without an address.</exception>
    public static string Below(Uri endpoint, Uri? uri)
    {
        if (uri is not { IsAbsoluteUri: true })
        {
            throw new SreException(Errors.Guards.UnboundRequest, "A request without an address reached the guard.");
        }

        if (uri.Scheme != endpoint.Scheme || uri.Port != endpoint.Port || uri.UserInfo.Length > 0
            || !uri.IdnHost.Equals(endpoint.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            throw new SreException(Errors.Guards.WrongEndpoint, $"A request for another place than {endpoint.Authority} reached its guard.");
        }

        var prefix = endpoint.AbsolutePath.TrimEnd('/');
        var path = uri.AbsolutePath;
        if (!path.StartsWith(prefix + "/", StringComparison.Ordinal) || !IsPlain(path) || !IsPlainQuery(uri.Query) || uri.Fragment.Length > 0)
        {
            throw new SreException(Errors.Guards.WrongEndpoint, $"The path {TextCleaner.OneLine(uri.PathAndQuery, 200)} is not a plain path below {endpoint.Authority}{prefix}.");
        }

        return path[prefix.Length..];
    }

    /// <summary>No segment that a server could read as another path: dot segments, empty segments, encoded separators, dots or percent signs.</summary>
    private static bool IsPlain(string path)
    {
        if (path.AsSpan().ContainsAnyExcept(Plain))
        {
            return false;
        }

        foreach (var segment in path[1..].Split('/'))
        {
            var plain = Uri.UnescapeDataString(segment);
            if (plain is "" or "." or ".." || plain.AsSpan().ContainsAny("/\\%;") || plain.AsSpan().ContainsAnyInRange('\0', '\u001f') || plain.Contains('\u007f', StringComparison.Ordinal))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlainQuery(string query) => query.Length == 0 || !query.AsSpan(1).ContainsAnyExcept(PlainQuery);
}
