namespace SreMcp.Policy;

/// <summary>A private copy of a request, body included. What the guard judges is what is sent: nobody else holds the copy, and its bytes no longer change.</summary>
internal static class SealedRequest
{
    /// <summary>Bytes of body that a request may carry; Kubernetes itself stops at 3 MiB.</summary>
    public const int BodyLimit = 4 * 1024 * 1024;

    /// <exception cref="SreException">SRE0706 for a header that cannot be copied faithfully, SRE0708 for a body above <see cref="BodyLimit"/>.</exception>
    public static async Task<HttpRequestMessage> OfAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await BodyOfAsync(request.Content, cancellationToken);
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Version = request.Version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = body,
        };
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                if (!copy.Headers.TryAddWithoutValidation(name, value))
                {
                    throw RequestDisguise.Refusal($"the header {TextCleaner.OneLine(name, 60)}");
                }
            }
        }

        return copy;
    }

    private static async Task<ByteArrayContent?> BodyOfAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return null;
        }

        try
        {
            await content.LoadIntoBufferAsync(BodyLimit, cancellationToken);
        }
        catch (HttpRequestException tooLarge)
        {
            throw new SreException(Errors.Guards.BodyRefused, $"The body of a request is above {BodyLimit / (1024 * 1024)} MiB or cannot be read.", inner: tooLarge);
        }

        var copy = new ByteArrayContent(await content.ReadAsByteArrayAsync(cancellationToken));
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            // The length is counted anew from the bytes; a claimed one that differs is how requests are smuggled.
            if (!name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                copy.Headers.TryAddWithoutValidation(name, values);
            }
        }

        return copy;
    }
}
