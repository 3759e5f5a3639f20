namespace SreMcp.Policy;

/// <summary>Finds what makes a request mean something else to the server, or to a proxy before it, than its method and path say.</summary>
internal static class RequestDisguise
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>Framing, routing and identity headers that only the transport, a proxy or an aggregator may set.</summary>
    private static readonly HashSet<string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Upgrade", "HTTP2-Settings", "Connection", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Content-Length", "Expect", "Host",
        "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method", "X-Forwarded-Method", "X-Original-URL", "X-Rewrite-URL", "X-Original-URI", "X-Forwarded-URI",
        "Forwarded", "Via", "Cookie", "Proxy-Authorization", "Range", "If-Range",
    };

    private static readonly string[] HeaderFamilies = ["X-Forwarded-", "X-Remote-", "Sec-WebSocket-"];

    /// <exception cref="SreException">SRE0706.</exception>
    public static void Refuse(HttpRequestMessage request)
    {
        // HttpMethod compares without case, servers do not.
        if (!Methods.Contains(request.Method.Method, StringComparer.Ordinal))
        {
            throw Refusal($"the method {TextCleaner.OneLine(request.Method.Method, 40)}");
        }

        if (request.Version != System.Net.HttpVersion.Version11 && request.Version != System.Net.HttpVersion.Version20)
        {
            throw Refusal($"HTTP version {request.Version}");
        }

        if (request.Headers.Protocol is not null)
        {
            throw Refusal("an extended CONNECT protocol");
        }

        foreach (var (name, values) in request.Headers.NonValidated)
        {
            // Gateways that hand headers to CGI-like programs take both characters for one.
            var read = name.Replace('_', '-');
            if (Headers.Contains(read) || HeaderFamilies.Any(family => read.StartsWith(family, StringComparison.OrdinalIgnoreCase)) || values.Any(HasControl))
            {
                throw Refusal($"the header {TextCleaner.OneLine(name, 60)}");
            }
        }

        foreach (var (name, values) in request.Content?.Headers.NonValidated ?? default)
        {
            if (!name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) || values.Count != 1 || values.Any(HasControl))
            {
                throw Refusal($"the content header {TextCleaner.OneLine(name, 60)}");
            }
        }
    }

    public static SreException Refusal(string what) => new(Errors.Guards.Disguised, $"A request with {what} was refused.");

    private static bool HasControl(string value) => value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
