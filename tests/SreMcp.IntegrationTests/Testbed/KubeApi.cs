using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>The administrator's own hands: JSON over HTTP, so that no test arranges its state with the product that it tests.</summary>
public sealed class KubeApi : IDisposable
{
    /// <summary>How the audit log tells the testbed's requests from the product's.</summary>
    public const string UserAgent = "sre-mcp-testbed";

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2 _authority;

    internal KubeApi(Uri server, string authority, string certificate, string key)
    {
        _certificate = X509Certificate2.CreateFromPemFile(certificate, key);
        _authority = X509CertificateLoader.LoadCertificateFromFile(authority);
        Http = Client(server, _authority, _certificate);
        Http.DefaultRequestHeaders.Add("User-Agent", UserAgent);
    }

    /// <summary>For requests that the methods below do not cover, such as streams.</summary>
    public HttpClient Http { get; }

    /// <summary>One object or list.</summary>
    public Task<JsonNode> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: null);

    /// <summary>One object, or null when there is none of that name.</summary>
    public async Task<JsonNode?> FindAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode is HttpStatusCode.NotFound ? null : await ReadAsync(answer, path);
    }

    /// <summary>Posts to a collection.</summary>
    public Task<JsonNode> CreateAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Merge patch (RFC 7396).</summary>
    public Task<JsonNode> MergeAsync(string path, JsonNode patch) => SendAsync(HttpMethod.Patch, path, patch, "application/merge-patch+json");

    /// <summary>Deletes at once, dependents included; nothing there is fine.</summary>
    public async Task DeleteAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, path)
        {
            Content = Content(new JsonObject { ["propagationPolicy"] = "Background", ["gracePeriodSeconds"] = 0 }, "application/json"),
        };
        using var answer = await Http.SendAsync(request);
        if (answer.StatusCode is not HttpStatusCode.NotFound)
        {
            await ReadAsync(answer, path);
        }
    }

    /// <summary>Reads an object again and again until it looks as told; fails after 60 s with what it looked like last.</summary>
    public async Task<JsonNode> WaitAsync(string path, Func<JsonNode, bool> until)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await FindAsync(path) is { } found && until(found))
            {
                return found;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{path} did not become as expected: {await FindAsync(path)}");
    }

    public void Dispose()
    {
        Http.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
    }

    /// <summary>A plain client that trusts this authority alone.</summary>
    internal static HttpClient Client(Uri server, X509Certificate2 authority, X509Certificate2? certificate = null) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = certificate is null ? null : [certificate],
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            },
        },
    })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(30),
    };

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, JsonNode? body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Content(body, type) };
        using var answer = await Http.SendAsync(request);
        return await ReadAsync(answer, $"{method} {path}");
    }

    private static StringContent Content(JsonNode body, string type) => new(body.ToJsonString(), Encoding.UTF8, type);

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer, string what)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new HttpRequestException($"{what} answered {(int)answer.StatusCode}: {text}", inner: null, answer.StatusCode);
    }
}
