using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Sources.Prometheus;

/// <summary>Turns what goes wrong with a Prometheus into what a reader can act on.</summary>
internal sealed class PrometheusErrors(PrometheusEndpoint endpoint, ServerCertificateCheck check, PrometheusSettings settings, Redactor redactor)
{
    /// <summary>Bytes of an error's body that are read.</summary>
    private const int BodyLimit = 64 * 1024;

    /// <summary>As sentences name it.</summary>
    private readonly string _where = $"Prometheus at {endpoint.Server.Authority} (context {TextCleaner.OneLine(endpoint.Context, 100)})";

    public SreException Error(ErrorCode code, string what, Exception? inner = null, UntrustedText remote = default) => new(code, $"{_where} {what}.", remote: remote, inner: inner);

    public SreException TooLarge() => Error(Errors.Prometheus.TooLarge, $"sent more than {settings.AnswerLimit / (1024 * 1024)} MiB");

    /// <param name="broken">Also an <see cref="InvalidOperationException"/>, which text that is no Unicode gives.</param>
    public SreException NotPrometheus(Exception? broken = null) => Error(Errors.Prometheus.NotPrometheus, "answered with something else than the JSON of a query's result", broken);

    public Exception Translate(Exception failure) => failure switch
    {
        SreException ours => ours,
        OperationCanceledException { InnerException: TimeoutException } => Error(Errors.Prometheus.Unreachable, "did not take the connection in time", failure),
        OperationCanceledException => Error(Errors.Prometheus.TimedOut, $"did not answer within {settings.RequestTimeout.TotalSeconds:0.#} s", failure),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => OfTls(failure),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Error(Errors.Prometheus.Unreachable, "cannot be found: its name does not resolve", failure),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => Error(Errors.Prometheus.TooLarge, "sent more headers than are read", failure),
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError } => Error(Errors.Prometheus.NotPrometheus, "does not speak HTTP", failure),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => Error(Errors.Prometheus.Unreachable, "refused the connection: nothing listens there", failure),
        HttpRequestException => Error(Errors.Prometheus.Unreachable, "cannot be reached", failure),
        InvalidDataException => NotPrometheus(failure),
        IOException => Error(Errors.Prometheus.Unreachable, "broke off its answer", failure),
        _ => failure,
    };

    /// <summary>The error of an answer that is no success: what Prometheus itself says of it, if it says anything.</summary>
    public async Task<SreException> OfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var said = SaidIn(await ReadAsync(response, cancellationToken));
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Error(Errors.Prometheus.NotAccepted, endpoint.Token is null ? "asks for a credential, and none is configured" : "does not accept the token", remote: said ?? default),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed when said is null => Error(Errors.Prometheus.NotPrometheus, $"answered with HTTP {(int)response.StatusCode}"),
            _ => Error(Errors.Prometheus.QueryFailed, $"answered with HTTP {(int)response.StatusCode}", remote: said ?? default),
        };
    }

    private SreException OfTls(Exception failure) => failure.InnerException is AuthenticationException && check.Refusal is { } refusal
        ? Error(Errors.Prometheus.NotTrusted, $"is not trusted ({refusal.Code.Says.TrimEnd('.')})", failure, refusal.Certificate)
        : Error(Errors.Prometheus.NotTrusted, "does not complete TLS; it may speak plain http", failure);

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = new byte[BodyLimit];
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException)
        {
            // The status says enough.
            return "";
        }
    }

    /// <summary>Null when the body is not an error of Prometheus.</summary>
    private UntrustedText? SaidIn(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.String
                ? new(redactor.Redact(error.GetString()!))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
