#pragma warning disable CA2000 // the client owns the chain of handlers; an answer owns its deadline
using System.Net;
using System.Net.Http.Headers;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The way to one API server as one identity. It is made from a snapshot of the kubeconfig and never leads anywhere else.</summary>
public sealed class ClusterConnection : IDisposable
{
    /// <summary>Bytes of one answer that are read, decompressed.</summary>
    public const long AnswerLimit = 128L * 1024 * 1024;

    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _client;
    private readonly GuardedHandler _guard;
    private readonly Credential _credential;
    private readonly ConnectionErrors _errors;
    private readonly AnswerErrors _answers;
    private readonly TimeProvider _time;
    private readonly TimeSpan _requestTimeout;
    private readonly string _base;
    private volatile string? _clusterId;

    /// <param name="recorded">Answers in place of sockets, which are not made then; everything above stays as it is.</param>
    internal ClusterConnection(
        ConnectionDetails details, Credential credential, Uri? proxy, ClusterSettings settings, KnownProduction known, Redactor redactor, TimeProvider time, HttpMessageHandler? recorded = null)
    {
        Context = details.Context;
        _credential = credential;
        _time = time;
        _requestTimeout = settings.RequestTimeout;
        _base = Context.Server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var check = new ServerCertificateCheck(details);
        var sockets = recorded is null ? new SocketTransport(details, proxy, settings.ConnectTimeout, check) : null;
        if (details.ClientCertificate is { } pair)
        {
            sockets?.Present(ClientCertificates.Open(pair, $"user {Context.UserName} in {Context.Source}"));
        }

        Identity[] identities = Context.CertificateAuthority is { } authority ? [Identity.CertificateAuthority(authority)] : [];
        _guard = new(Context.Server, new KubernetesReadRoutes(), known, identities, recorded ?? sockets!);
        _client = new(new RetryHandler(time, new AuthorizationHandler(credential, details.Impersonation, sockets, _guard))) { Timeout = Timeout.InfiniteTimeSpan };
        _errors = new(Context, proxy, check, settings.RequestTimeout);
        _answers = new(_errors, Context, redactor, time);
    }

    public KubernetesContext Context { get; }

    /// <summary>UID of the namespace kube-system as read on this connection; null until <see cref="Identify"/>.</summary>
    public string? ClusterId => _clusterId;

    /// <summary>Says which cluster answered here. Should another one answer later, both stay known to the guard, and nothing is changed through this connection any more.</summary>
    /// <param name="clusterId">As the API server gave it; letters, digits and dashes.</param>
    public void Identify(string clusterId)
    {
        if (clusterId.Length is 0 or > 128 || !clusterId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw _errors.Error(Errors.Answers.NotKubernetes, "gives its cluster an id that is none");
        }

        _guard.Identify(Identity.Cluster(clusterId));
        _clusterId = clusterId;
    }

    /// <summary>Sends a declared read and gives the answer once its headers are there. Reading its body stays bounded by the request time-out
    /// and <see cref="AnswerLimit"/>; watches by <paramref name="cancellationToken"/> alone.</summary>
    /// <param name="pathAndQuery">Below the server's address, percent-encoded; sent as it is.</param>
    /// <param name="accept">The value of the Accept header.</param>
    /// <exception cref="SreException">SRE03xx when there is no answer, SRE04xx for one that is no success, its <c>Status</c> as an inner <see cref="ApiStatusException"/>; SRE07xx from the guard.</exception>
    public async Task<HttpResponseMessage> ReadAsync(string pathAndQuery, string accept, CancellationToken cancellationToken)
    {
        using var request = RequestFor(HttpMethod.Get, pathAndQuery, accept);
        return await SendAsync(request, pathAndQuery, OpenEnded.Is(pathAndQuery.Split('?', 2).ElementAtOrDefault(1) ?? "") ? Timeout.InfiniteTimeSpan : _requestTimeout, AnswerLimit, cancellationToken);
    }

    /// <summary>Sends a declared read whose answer is plain text that is read while it arrives and never held, such as a log. The answer is
    /// bounded by <paramref name="cancellationToken"/> and by <paramref name="bytes"/>.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    internal async Task<HttpResponseMessage> ReadTextAsync(string pathAndQuery, long bytes, CancellationToken cancellationToken)
    {
        using var request = RequestFor(HttpMethod.Get, pathAndQuery, "*/*");
        return await SendAsync(request, pathAndQuery, Timeout.InfiniteTimeSpan, bytes, cancellationToken);
    }

    /// <summary>Asks what the credential may do. The question is a POST that stores nothing; the guard knows its exact form.</summary>
    /// <param name="path">One of <see cref="SelfReviews"/>.</param>
    /// <exception cref="SreException">As for <see cref="ReadAsync"/>.</exception>
    internal async Task<HttpResponseMessage> ReviewAsync(string path, ReadOnlyMemory<byte> question, CancellationToken cancellationToken)
    {
        using var request = RequestFor(HttpMethod.Post, path, "application/json");
        request.Content = new ByteArrayContent(question.ToArray());
        request.Content.Headers.ContentType = new("application/json");
        return await SendAsync(request, path, _requestTimeout, AnswerLimit, cancellationToken);
    }

    /// <summary>Sends one change that policy granted, once; it is never repeated.</summary>
    /// <param name="contentType">Ignored when <paramref name="body"/> is empty.</param>
    /// <param name="dryRun">Adds <c>dryRun=All</c> to the query. The options in the body of a deletion must say it too: the server prefers them.</param>
    /// <exception cref="SreException">As for <see cref="ReadAsync"/>; SRE0331 before the cluster's id is known, SRE0702 when the grant does not cover it.</exception>
    public async Task<HttpResponseMessage> WriteAsync(HttpMethod method, string pathAndQuery, string contentType, ReadOnlyMemory<byte> body, ExecuteGrant grant, bool dryRun, CancellationToken cancellationToken)
    {
        if (_clusterId is null)
        {
            throw _errors.Error(Errors.Connections.NotIdentified, "was not asked which cluster it is");
        }

        var target = dryRun && !pathAndQuery.Contains("dryRun=", StringComparison.Ordinal) ? $"{pathAndQuery}{(pathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?')}dryRun=All" : pathAndQuery;
        using var request = RequestFor(method, target, "application/json");
        if (!body.IsEmpty)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        var permit = dryRun ? await grant.DryRunAsync(request, cancellationToken) : await grant.CommitAsync(request, cancellationToken);
        permit.AttachTo(request);
        return await SendAsync(request, target, _requestTimeout, AnswerLimit, cancellationToken);
    }

    public void Dispose()
    {
        _client.Dispose();
        _guard.Dispose();
        _credential.Dispose();
    }

    private HttpRequestMessage RequestFor(HttpMethod method, string pathAndQuery, string accept)
    {
        // Verbatim, so that the guard sees a dot segment instead of the path it would lead to.
        if (!pathAndQuery.StartsWith('/') || !Uri.TryCreate(_base + pathAndQuery, in Verbatim, out var address))
        {
            throw new SreException(Errors.Guards.WrongEndpoint, $"{TextCleaner.OneLine(pathAndQuery, 200)} is not a path below {_base}.");
        }

        var request = new HttpRequestMessage(method, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "sre-mcp");
        return request;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string pathAndQuery, TimeSpan limit, long bytes, CancellationToken cancellationToken)
    {
        var deadline = new CancellationTokenSource(limit, _time);
        var isHandedOver = false;
        HttpResponseMessage? response = null;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw await _answers.OfAsync(request.Method, pathAndQuery, response, either.Token);
            }

            RefuseForeign(request, response);
            await BoundAsync(response, deadline, bytes, either.Token);
            isHandedOver = true;
            return response;
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && failure is not SreException)
        {
            throw request.Method == HttpMethod.Get || pathAndQuery is SelfReviews.RulesPath or SelfReviews.AccessPath ? _errors.Translate(failure) : Uncertain(failure);
        }
        finally
        {
            if (!isHandedOver)
            {
                response?.Dispose();
                deadline.Dispose();
            }
        }
    }

    /// <summary>A change without an answer may have happened.</summary>
    private Exception Uncertain(Exception failure) => _errors.Translate(failure) is SreException { Code: var code } known && code != Errors.Connections.Refused && code != Errors.Connections.NameNotResolved
        ? new SreException(code, known.What, "Whether the change was made is not known: read the object before anything else.", known.Remote, known)
        : _errors.Translate(failure);

    /// <exception cref="SreException">SRE0452 for a page where an object was asked for.</exception>
    private void RefuseForeign(HttpRequestMessage request, HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var asksForJson = request.Headers.NonValidated["Accept"].ToString().Contains("json", StringComparison.OrdinalIgnoreCase);
        if (type is "text/html" or "application/xhtml+xml" || (asksForJson && type.Length > 0 && !type.Contains("json", StringComparison.OrdinalIgnoreCase)))
        {
            throw _errors.Error(Errors.Answers.NotKubernetes, "answered with something else than the JSON of the Kubernetes API", remote: new(type));
        }
    }

    private async Task BoundAsync(HttpResponseMessage response, CancellationTokenSource deadline, long bytes, CancellationToken cancellationToken)
    {
        var original = response.Content;
        var stream = await original.ReadAsStreamAsync(cancellationToken);
        var bounded = new StreamContent(new BoundedStream(
            stream, original, bytes, deadline, _errors.Translate, () => _errors.Error(Errors.Answers.TooLarge, $"sent more than {bytes / (1024 * 1024)} MiB")));
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            bounded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = bounded;
    }
}
