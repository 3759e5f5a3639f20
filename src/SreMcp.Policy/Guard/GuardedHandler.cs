using System.Collections.Immutable;

namespace SreMcp.Policy;

/// <summary>The second refusal: under every <see cref="HttpClient"/>, it lets declared reads pass and nothing else without a permit.</summary>
/// <remarks>It asks nobody. Code that forgot to ask policy cannot write, and no flag takes it out. It sends a private copy of what it judged.</remarks>
public sealed class GuardedHandler : DelegatingHandler
{
    private readonly Uri _endpoint;
    private readonly IReadRoutes _routes;
    private readonly KnownProduction _known;
    private ImmutableHashSet<Identity> _identities;

    /// <param name="endpoint">The only place this handler sends to: scheme, host, port and path prefix.</param>
    /// <param name="identities">What is known of the endpoint before the first answer.</param>
    /// <param name="inner">The transport. It must not follow redirects by itself.</param>
    public GuardedHandler(Uri endpoint, IReadRoutes routes, KnownProduction known, IEnumerable<Identity> identities, HttpMessageHandler inner)
        : base(inner)
    {
        _endpoint = endpoint;
        _routes = routes;
        _known = known;
        _identities = [Identity.Authority(endpoint), .. identities];
    }

    /// <summary>Adds what a later answer proved about the endpoint, such as the cluster id. Identities are never taken away.</summary>
    public void Identify(Identity identity) => ImmutableInterlocked.Update(ref _identities, set => set.Add(identity));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Options.TryGetValue(ExecutePermit.Option, out var permit);
        using var copy = await SealedRequest.OfAsync(request, cancellationToken);
        var path = EndpointPath.Below(_endpoint, copy.RequestUri);
        RequestDisguise.Refuse(copy);
        var isRead = _routes.IsRead(copy, path);
        if (!isRead)
        {
            await RefuseUnlessPermittedAsync(copy, path, permit, cancellationToken);
        }

        var response = await base.SendAsync(copy, cancellationToken);
        if ((int)response.StatusCode is >= 300 and < 400 and not 304)
        {
            response.Dispose();
            throw new SreException(Errors.Guards.Redirected, $"{_endpoint.Authority} answered {copy.Method} with a redirect.");
        }

        response.RequestMessage = request;
        if (!isRead)
        {
            permit?.Answered(response.IsSuccessStatusCode);
        }

        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests are sent asynchronously, through the guard.");

    private async Task RefuseUnlessPermittedAsync(HttpRequestMessage copy, string path, ExecutePermit? permit, CancellationToken cancellationToken)
    {
        // Nothing is awaited between the last look at what is known and the send.
        var fingerprint = await RequestFingerprint.OfAsync(copy, cancellationToken);
        var what = $"{copy.Method} {_endpoint.Authority}{TextCleaner.OneLine(path, 200)}";
        Identity[] touched = [.. _identities, .. _routes.Touches(copy, path, _identities)];
        if (_known.Find(touched) is { } production)
        {
            throw new SreException(Errors.Guards.ProductionRefused, $"{what} is not a declared read and goes to production: {production.Because}.");
        }

        if (permit is null)
        {
            throw new SreException(Errors.Guards.NotARead, $"{what} is not a declared read and carries no permit.");
        }

        if (!permit.TryRedeem(fingerprint, touched))
        {
            throw new SreException(Errors.Guards.PermitRefused, $"{what} carries a permit that was used before, or was minted for another request or another target.");
        }
    }
}
