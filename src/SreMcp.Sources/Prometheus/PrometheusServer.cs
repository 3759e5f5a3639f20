#pragma warning disable CA2000 // the client owns the chain of handlers
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Sources.Prometheus;

/// <summary>One Prometheus over one connection that leads nowhere else: queries, and nothing that changes anything.</summary>
/// <remarks>Safe for use by several calls at once. Every failure is an <see cref="SreException"/>; every call obeys its token.</remarks>
public sealed class PrometheusServer : IDisposable
{
    private readonly PrometheusSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly Credential _credential;
    private readonly PrometheusErrors _errors;

    internal PrometheusServer(PrometheusEndpoint endpoint, ConnectionDetails details, Credential credential, Uri? proxy, PrometheusSettings settings, KnownProduction known, Redactor redactor, TimeProvider time)
    {
        Endpoint = endpoint;
        _settings = settings;
        _time = time;
        _credential = credential;
        var check = new ServerCertificateCheck(details);
        var guard = new GuardedHandler(endpoint.Server, new PrometheusReadRoutes(), known, [], new SocketTransport(details, proxy, settings.ConnectTimeout, check));
        _client = new(new AuthorizationHandler(credential, impersonation: null, sockets: null, guard)) { Timeout = Timeout.InfiniteTimeSpan };
        _errors = new(endpoint, check, settings, redactor);
    }

    public PrometheusEndpoint Endpoint { get; }

    /// <summary>What policy is asked about.</summary>
    public PrometheusTarget Target => new() { Context = Endpoint.Context, Server = Endpoint.Server };

    /// <summary>Asks for a vector and hands out its samples while they arrive; those without a number are left out. Only when the last one was handed out is the answer known to be whole.</summary>
    /// <param name="query">PromQL that gives a vector.</param>
    /// <param name="at">The moment it is about; null for now.</param>
    /// <param name="read">Takes out of a sample what is needed; the sample is good during the call only. Null leaves it out.</param>
    /// <exception cref="SreException">SRE0481 to SRE0487, SRE03xx for a token file that cannot be read, SRE0704 for a redirect.</exception>
    public async IAsyncEnumerable<T> QueryAsync<T>(string query, DateTimeOffset? at, Func<Sample, T?> read, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(_settings.RequestTimeout, _time);
        using var response = await SendAsync(query, at, deadline.Token, cancellationToken);
        await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), response, _settings.AnswerLimit, deadline, _errors.Translate, _errors.TooLarge);
        using var result = new ResultReader(body);
        while (await NextAsync(result, cancellationToken))
        {
            if (Read(result, read) is { } item)
            {
                yield return item;
            }
        }

        if (!result.IsVector)
        {
            throw _errors.NotPrometheus();
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _credential.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(string query, DateTimeOffset? at, CancellationToken deadline, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline);
            using var request = RequestFor(query, at);
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw await _errors.OfAsync(response, either.Token);
            }

            return response;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw _errors.Translate(failure);
        }
    }

    private HttpRequestMessage RequestFor(string query, DateTimeOffset? at)
    {
        var time = at is { } moment ? string.Create(CultureInfo.InvariantCulture, $"&time={moment.ToUnixTimeSeconds()}") : "";
        var address = $"{Endpoint.Server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/api/v1/query?query={Uri.EscapeDataString(query)}{time}&timeout={PromQl.Duration(_settings.RequestTimeout)}";
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "sre-mcp");
        return request;
    }

    private async ValueTask<bool> NextAsync(ResultReader result, CancellationToken cancellationToken)
    {
        try
        {
            return await result.MoveNextAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw _errors.NotPrometheus(broken);
        }
    }

    private T? Read<T>(ResultReader result, Func<Sample, T?> read)
        where T : class
    {
        try
        {
            return Sample.Read(result.Current, read);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw _errors.NotPrometheus(broken);
        }
    }
}
