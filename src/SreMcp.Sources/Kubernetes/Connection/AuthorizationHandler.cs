using System.Net;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Says who asks: the credential, and whom it acts as. A read that the server does not accept is tried once more with a renewed credential.</summary>
internal sealed class AuthorizationHandler(Credential credential, Impersonation? impersonation, SocketTransport? sockets, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in impersonation?.Headers ?? [])
        {
            // The same request comes by again when it is repeated.
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var presented = await credential.GetAsync(cancellationToken);
        var response = await SendAsAsync(request, presented, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || !await credential.RenewAsync(presented, cancellationToken) || request.Method != HttpMethod.Get)
        {
            return response;
        }

        response.Dispose();
        return await SendAsAsync(request, await credential.GetAsync(cancellationToken), cancellationToken);
    }

    private Task<HttpResponseMessage> SendAsAsync(HttpRequestMessage request, PresentedCredential presented, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = presented.Header;
        if (presented.Certificate is { } certificate)
        {
            sockets?.Present(certificate);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
