#pragma warning disable CA2000 // the invoker owns its sockets
using System.Net;
using System.Net.Security;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The sockets of one connection. It sits below the guard and sends what the guard let through to the address that the guard is bound to.</summary>
/// <remarks>When a plugin hands out another client certificate, new sockets replace the old ones, which authenticated as before.</remarks>
internal sealed class SocketTransport(ConnectionDetails details, Uri? proxy, TimeSpan connectTimeout, ServerCertificateCheck check) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private SslStreamCertificateContext? _certificate;
    private HttpMessageInvoker? _sockets;

    /// <summary>The client certificate for connections made from now on.</summary>
    public void Present(SslStreamCertificateContext? certificate)
    {
        lock (_lock)
        {
            if (ReferenceEquals(certificate, _certificate))
            {
                return;
            }

            _certificate = certificate;

            // Requests under way keep their sockets; the pool closes them as they finish.
            _sockets?.Dispose();
            _sockets = null;
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // TLS asks for, and checks, the name that the request is addressed to. tls-server-name is that name, a constant of this connection.
        request.Headers.Host = details.TlsServerName;
        HttpMessageInvoker sockets;
        lock (_lock)
        {
            sockets = _sockets ??= new(Open(), disposeHandler: true);
        }

        return sockets.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_lock)
            {
                _sockets?.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private SocketsHttpHandler Open() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = details.DisablesCompression ? DecompressionMethods.None : DecompressionMethods.GZip,
        ConnectTimeout = connectTimeout,
        EnableMultipleHttp2Connections = true,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
        MaxResponseHeadersLength = 64,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        ActivityHeadersPropagator = null,
        UseProxy = proxy is not null,
        Proxy = proxy is null ? null : ProxyOf(proxy),
        SslOptions = new()
        {
            CertificateChainPolicy = details.Anchors?.Policy(),
            CertificateRevocationCheckMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
            ClientCertificateContext = _certificate,
            RemoteCertificateValidationCallback = check.Accepts,
        },
    };

    private static WebProxy ProxyOf(Uri proxy)
    {
        var scheme = proxy.Scheme == "socks5h" ? "socks5" : proxy.Scheme;
        var address = new UriBuilder(scheme, proxy.IdnHost, proxy.IsDefaultPort && scheme == "socks5" ? 1080 : proxy.Port).Uri;
        var secret = proxy.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        return new(address, BypassOnLocal: false)
        {
            Credentials = proxy.UserInfo.Length == 0 ? null : new NetworkCredential(secret[0], secret.ElementAtOrDefault(1) ?? ""),
        };
    }
}
