using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A real nginx with a configuration of its own, and a bundle of nginx_change for it.</summary>
internal sealed class NginxBundle : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly TemporaryFolder _workspace = new();
    private readonly string _program;
    private readonly int _servers = FreePort();

    private NginxBundle(string program) => _program = program;

    /// <summary>The port of the site that the bundle makes.</summary>
    public int Port { get; } = FreePort();

    public string Site => Path.Combine(_home.Path, "conf.d", "shop.conf");

    public string Folder { get; private set; } = "";

    private string Configuration => Path.Combine(_home.Path, "nginx.conf");

    /// <summary>Two servers behind the site, on one port, and nothing else.</summary>
    public static async Task<NginxBundle> StartAsync()
    {
        var path = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "nginx is not installed (Debian package nginx-light).");
        NginxBundle bundle = new(path);
        bundle._home.Write("conf.d/other.conf", "# nothing\n");
        var temporary = string.Join('\n', new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"  {name}_temp_path {bundle._home.Path}/{name};"));
        bundle._home.Write("nginx.conf", $$"""
            pid {{bundle._home.Path}}/nginx.pid;
            error_log {{bundle._home.Path}}/error.log;
            worker_processes 2;
            events {}
            http {
              access_log off;
            {{temporary}}
              server { listen 127.0.0.1:{{bundle._servers}}; location / { return 200 "served\n"; } }
              include {{bundle._home.Path}}/conf.d/*.conf;
            }

            """);
        var start = await ScriptRun.BashAsync(bundle.Variables, "", "-c", "nginx -c \"$1\"", "nginx", bundle.Configuration);
        Assert.True(start.Exit == 0, start.Output);
        return bundle;
    }

    public NginxBundle Write(Dictionary<string, string>? values = null, string environment = "development")
    {
        Dictionary<string, TemplateValue> given = new(StringComparer.Ordinal)
        {
            ["host"] = System.Environment.MachineName,
            ["configuration"] = Configuration,
            ["folder"] = Path.GetDirectoryName(Site)!,
            ["site"] = "shop",
            ["port"] = Port.ToString(CultureInfo.InvariantCulture),
            ["server-names"] = new TemplateValue.Many(["shop.example", "www.shop.example"]),
            ["servers"] = new TemplateValue.Table([new Dictionary<string, string>(StringComparer.Ordinal) { ["address"] = "127.0.0.1", ["port"] = _servers.ToString(CultureInfo.InvariantCulture), ["weight"] = "3" }]),
            ["check-url"] = $"http://shop.example:{Port}/",
            ["target"] = "web-1",
            ["environment"] = environment,
            ["confirm"] = "web-1",
        };
        foreach (var (name, value) in values ?? [])
        {
            given[name] = value;
        }

        var inputs = new TemplateInputs();
        foreach (var (name, value) in given)
        {
            inputs.Add(name, value);
        }

        var paths = new BundleWriter(_workspace.Path).Write(TemplateCatalog.Embedded.Find("nginx_change").Render(inputs));
        Folder = Path.GetDirectoryName(Path.Combine(_workspace.Path, paths[0]))!;
        return this;
    }

    /// <summary>Runs a script and asserts how it ends.</summary>
    public async Task<string> EndsAsync(int exit, string script, params IReadOnlyList<string> options)
    {
        var run = await ScriptRun.BashAsync(Variables, "", [Path.Combine(Folder, script), .. options]);
        Assert.True(run.Exit == exit, $"{script} {string.Join(' ', options)} ended with {run.Exit}:\n{run.Output}");
        return run.Output;
    }

    /// <summary>Status and body of the site; 0 when nobody listens.</summary>
    public async Task<(int Status, string Body)> GetAsync()
    {
        using HttpClient client = new();
        using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{Port}/");
        request.Headers.Host = "shop.example";
        try
        {
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        catch (HttpRequestException)
        {
            return (0, "");
        }
    }

    /// <summary>The configuration and the processes: everything that a dry run must leave alone.</summary>
    public async Task<string> StateAsync() =>
        (await ScriptRun.BashAsync(Variables, "", "-c", $"cd '{_home.Path}' && find . -name '*.conf*' -o -name '.*.new' | sort | while read -r f; do stat -c '%n %a %Y' \"$f\"; sha256sum \"$f\"; done; ps -o pid=,args= --ppid \"$(cat nginx.pid)\"")).Output;

    public void Dispose()
    {
        using (var stop = Process.Start(new ProcessStartInfo(_program, ["-c", Configuration, "-s", "stop"]) { UseShellExecute = false, RedirectStandardError = true })!)
        {
            stop.WaitForExit();
        }

        _home.Dispose();
        _workspace.Dispose();
    }

    private Dictionary<string, string> Variables => new(StringComparer.Ordinal) { ["PATH"] = $"{System.Environment.GetEnvironmentVariable("PATH")}:{Path.GetDirectoryName(_program)}" };

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
