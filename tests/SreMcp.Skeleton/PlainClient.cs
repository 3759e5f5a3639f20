using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace SreMcp.Skeleton;

/// <summary>HTTPS with nothing around it: a client, a token, the cluster's own authority. From the variables SERVER, TOKEN and CA (a file).</summary>
internal static class PlainClient
{
    public static async Task<string> FetchAsync(IReadOnlyList<string> paths)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Given("CA"));
        using SocketsHttpHandler handler = new();
        handler.SslOptions.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { authority }, RevocationMode = X509RevocationMode.NoCheck };
        using HttpClient client = new(handler) { BaseAddress = new(Given("SERVER")) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Given("TOKEN"));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        var bytes = 0L;
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            bytes += (await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
        }

        return $"{bytes} bytes";
    }

    private static string Given(string variable) => Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set.");
}
