using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Turns what the transport throws into what a reader can act on: which file, which context, which address, what failed.</summary>
internal sealed class ConnectionErrors(KubernetesContext context, Uri? proxy, ServerCertificateCheck check, TimeSpan requestTimeout)
{
    /// <summary><c>context dev (/home/…/config), https://10.0.0.1:6443</c>.</summary>
    public string Where { get; } = $"context {TextCleaner.OneLine(context.Name, 100)} ({context.Source}), {context.Server.GetLeftPart(UriPartial.Path).TrimEnd('/')}{(proxy is null ? "" : $" through the proxy {proxy.Scheme}://{proxy.IdnHost}:{proxy.Port}")}";

    public Exception Translate(Exception failure) => failure switch
    {
        SreException ours => ours,

        // The handler's own limit on connecting, before any limit of the request.
        OperationCanceledException { InnerException: TimeoutException } => Error(Errors.Connections.ConnectTimedOut, "did not take the connection in time", failure),
        OperationCanceledException => Error(Errors.Answers.TimedOut, $"did not answer within {requestTimeout.TotalSeconds:0.#} s", failure),
        HttpRequestException request => OfRequest(request),
        HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => Error(Errors.Answers.Truncated, "broke off its answer", failure),
        InvalidDataException => Error(Errors.Answers.NotKubernetes, "sent a compressed answer that is broken", failure),
        IOException { InnerException: SocketException } or IOException => Error(Errors.Answers.Truncated, "broke off its answer", failure),
        _ => failure,
    };

    public SreException Error(ErrorCode code, string what, Exception? inner = null, UntrustedText remote = default, string? next = null) =>
        new(code, $"{Where}: it {what}.", next, remote, inner);

    private SreException OfRequest(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => Error(Errors.Connections.NameNotResolved, $"cannot be found: the name {(proxy ?? context.Server).IdnHost} does not resolve", failure),
        HttpRequestError.SecureConnectionError => OfTls(failure),
        HttpRequestError.ProxyTunnelError => Error(Errors.Connections.ProxyFailed, $"cannot be reached: the proxy answered {(failure.StatusCode is { } status ? $"HTTP {(int)status}" : "something else than a tunnel")}", failure),
        HttpRequestError.ResponseEnded => Error(Errors.Connections.ConnectionLost, "closed the connection before it answered", failure),
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError => Error(Errors.Connections.NotHttp, "does not speak HTTP", failure),
        HttpRequestError.ConfigurationLimitExceeded => Error(Errors.Answers.TooLarge, "sent more headers than are read", failure),
        _ => OfSocket(failure),
    };

    private SreException OfSocket(HttpRequestException failure)
    {
        var cause = Causes(failure).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;
        var via = proxy is null ? "" : " (the proxy, or what it connects to)";
        return cause switch
        {
            SocketError.ConnectionRefused => Error(Errors.Connections.Refused, $"refused the connection{via}: nothing listens there", failure),
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => Error(Errors.Connections.NameNotResolved, "cannot be found: the name does not resolve", failure),
            SocketError.TimedOut => Error(Errors.Connections.ConnectTimedOut, "did not take the connection in time", failure),
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Error(Errors.Connections.ConnectionLost, "broke the connection", failure),
            { } other => Error(Errors.Connections.Unreachable, $"cannot be reached ({other})", failure),
            null when proxy is not null => Error(Errors.Connections.ProxyFailed, "cannot be reached: the proxy did not connect", failure),
            null => Error(Errors.Connections.ConnectionLost, "broke the connection", failure),
        };
    }

    private SreException OfTls(HttpRequestException failure)
    {
        if (Causes(failure).OfType<AuthenticationException>().Any() && check.Refusal is { } refusal)
        {
            return Error(refusal.Code, $"is not trusted: {refusal.What}", failure, refusal.Certificate);
        }

        return Error(Errors.Connections.TlsFailed, "does not complete TLS; it may speak plain http, or refuse the client certificate", failure);
    }

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
        }
    }
}
