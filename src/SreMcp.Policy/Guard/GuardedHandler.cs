using System.Collections.Immutable;

namespace SreMcp.Policy;

/// <summary>The second refusal: under every <see cref="HttpClient"/>, it lets declared reads pass and nothing else without a permit.</summary>
/// <remarks>It asks nobody. Code that forgot to ask policy cannot write, and no flag takes it out.</remarks>
public sealed class GuardedHandler : DelegatingHandler
{
    private static readonly string[] MethodOverrides = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];

    private readonly Uri _endpoint;
    private readonly IReadRoutes _routes;
    private readonly KnownProduction _known;
    private ImmutableHashSet<Identity> _identities;

    /// <param name="endpoint">The only place this handler sends to: scheme, host, port and path prefix.</param>
    /// <param name="identities">What is known of the endpoint before the first answer.</param>
    /// <param name="inner">Must not follow redirects by itself.</param>
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
        var path = PathBelowEndpoint(request);
        RefuseDisguise(request);
        if (!_routes.IsRead(request, path))
        {
            await RefuseUnlessPermittedAsync(request, path, cancellationToken);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if ((int)response.StatusCode is >= 300 and < 400 and not 304)
        {
            response.Dispose();
            throw new SreException(Errors.Guards.Redirected, $"{_endpoint.Authority} answered {request.Method} with a redirect.");
        }

        return response;
    }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Requests are sent asynchronously, through the guard.");

    private async Task RefuseUnlessPermittedAsync(HttpRequestMessage request, string path, CancellationToken cancellationToken)
    {
        var what = $"{request.Method} {_endpoint.Authority}{TextCleaner.OneLine(path, 200)}";
        if (_known.Find(_routes.Touches(request, path, _identities).Concat(_identities)) is { } production)
        {
            throw new SreException(Errors.Guards.ProductionRefused, $"{what} is not a declared read and goes to production: {production.Because}.");
        }

        if (!request.Options.TryGetValue(ExecutePermit.Option, out var permit))
        {
            throw new SreException(Errors.Guards.NotARead, $"{what} is not a declared read and carries no permit.");
        }

        if (!permit.TryRedeem(await RequestFingerprint.OfAsync(request, cancellationToken)))
        {
            throw new SreException(Errors.Guards.PermitRefused, $"{what} carries a permit that was used before or was minted for another request.");
        }
    }

    private string PathBelowEndpoint(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri
            || Uri.Compare(uri, _endpoint, UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            throw new SreException(Errors.Guards.WrongEndpoint, $"A request for another place than {_endpoint.Authority} reached its guard.");
        }

        var prefix = _endpoint.AbsolutePath.TrimEnd('/');
        var path = uri.AbsolutePath;
        if (!path.StartsWith(prefix + "/", StringComparison.Ordinal) || !IsPlain(path) || uri.Fragment.Length > 0)
        {
            throw new SreException(Errors.Guards.WrongEndpoint, $"The path {TextCleaner.OneLine(path, 200)} is not a plain path below {_endpoint.Authority}{prefix}.");
        }

        return path[prefix.Length..];
    }

    /// <summary>No segment that a server could read as another path: dot segments, empty segments, encoded separators or dots.</summary>
    private static bool IsPlain(string path)
    {
        if (path.Contains('\\', StringComparison.Ordinal) || path.Contains(';', StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var segment in path[1..].Split('/'))
        {
            var plain = Uri.UnescapeDataString(segment);
            if (plain is "" or "." or ".." || plain.AsSpan().ContainsAny("/\\%\0"))
            {
                return false;
            }
        }

        return true;
    }

    private static void RefuseDisguise(HttpRequestMessage request)
    {
        if (request.Headers.Upgrade.Count > 0 || request.Headers.Connection.Contains("Upgrade", StringComparer.OrdinalIgnoreCase) || MethodOverrides.Any(request.Headers.Contains))
        {
            throw new SreException(Errors.Guards.Disguised, "A request that asks for an upgrade or overrides its method was refused.");
        }
    }
}
