#pragma warning disable RS0030 // stand-in until the real connection is there
using System.Net.Http.Headers;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

public sealed record KubernetesContext
{
    public required string Name { get; init; }

    public required Uri Server { get; init; }

    public string? CertificateAuthority { get; init; }

    public bool Verified { get; init; }

    public System.Collections.Immutable.ImmutableArray<string> Aliases { get; init; } = [];

    public string Source { get; init; } = "";

    public string? Namespace { get; init; }
}

public sealed class ClusterConnection(KubernetesContext context, HttpClient client)
{
    public KubernetesContext Context { get; } = context;

    public string? ClusterId { get; private set; }

    public void Identify(string clusterId) => ClusterId = clusterId;

    public async Task<HttpResponseMessage> ReadAsync(string pathAndQuery, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Context.Server, pathAndQuery));
        request.Headers.Accept.ParseAdd(accept);
        return await CheckAsync(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
    }

    public async Task<HttpResponseMessage> WriteAsync(
        HttpMethod method, string pathAndQuery, string contentType, ReadOnlyMemory<byte> body, ExecuteGrant grant, bool dryRun, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Context.Server, pathAndQuery)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await CheckAsync(await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken), cancellationToken);
    }

    private static async Task<HttpResponseMessage> CheckAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var code = (int)response.StatusCode switch
        {
            403 => Errors.Answers.Forbidden,
            404 => Errors.Answers.NotFound,
            409 => Errors.Answers.Conflict,
            410 => Errors.Answers.Gone,
            422 => Errors.Answers.Invalid,
            _ => Errors.Answers.Unexpected,
        };
        response.Dispose();
        throw new SreException(code, $"{code.Says} ({(int)response.StatusCode})", remote: new UntrustedText(body), inner: new ApiStatusException(body));
    }
}

public sealed class ApiStatusException(string body) : Exception
{
    public string? Continue { get; } = TokenIn(body);

    public UntrustedText Said { get; } = new(body);

    private static string? TokenIn(string body)
    {
        try
        {
            using var status = System.Text.Json.JsonDocument.Parse(body);
            return status.RootElement.TextAt("metadata", "continue");
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
