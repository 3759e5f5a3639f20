using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A real registry on loopback, and a home folder in which buildah and skopeo may talk to it without TLS.</summary>
internal sealed class ContainerRegistry : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _server;

    private ContainerRegistry(int port)
    {
        Address = $"127.0.0.1:{port}";
        var configuration = _folder.Write("registry.yml", $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{_folder.Path}}/data } }
            http: { addr: "{{Address}}" }
            """);
        _folder.Write("home/.config/containers/registries.conf", $"[[registry]]\nlocation = \"{Address}\"\ninsecure = true\n");
        _folder.Write("home/.config/containers/storage.conf", $"[storage]\ndriver = \"vfs\"\ngraphroot = \"{_folder.Path}/graph\"\nrunroot = \"{_folder.Path}/run\"\n");
        _folder.Write("source/Dockerfile", "FROM scratch\nCOPY version /version\n");
        _folder.Write("source/version", Guid.NewGuid().ToString());
        _server = Process.Start(new ProcessStartInfo("docker-registry", ["serve", configuration]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _server.OutputDataReceived += (_, _) => { };
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
    }

    public string Address { get; }

    /// <summary>A folder with a Dockerfile that needs no other image.</summary>
    public string Source => Path.Combine(_folder.Path, "source");

    /// <summary>Skips the test where Debian's packages for it are absent.</summary>
    public static async Task<ContainerRegistry> StartAsync(Dictionary<string, string> variables)
    {
        foreach (var program in new[] { "docker-registry", "buildah", "skopeo" })
        {
            var found = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
            Assert.SkipUnless(found, $"{program} is not installed.");
        }

        using TcpListener free = new(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        ContainerRegistry registry = new(port);
        variables["HOME"] = Path.Combine(registry._folder.Path, "home");
        variables["XDG_CONFIG_HOME"] = Path.Combine(registry._folder.Path, "home", ".config");
        variables["BUILDAH_ISOLATION"] = "chroot";
        using HttpClient client = new();
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://{registry.Address}/v2/"), TestContext.Current.CancellationToken);
                return registry;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }

        throw new TimeoutException("The registry does not answer.");
    }

    /// <summary>The digest that the registry has for a tag; null when it has none.</summary>
    public async Task<string?> DigestAsync(string name, string tag)
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Head, new Uri($"http://{Address}/v2/{name}/manifests/{tag}"));
        request.Headers.Add("Accept", "application/vnd.oci.image.manifest.v1+json");
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? answer.Headers.GetValues("Docker-Content-Digest").Single() : null;
    }

    public void Dispose()
    {
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
        _folder.Dispose();
    }
}
