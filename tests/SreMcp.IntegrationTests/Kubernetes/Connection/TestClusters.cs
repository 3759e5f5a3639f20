using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.IntegrationTests.Kubernetes.Connection;

/// <summary>Clusters made from kubeconfigs in a folder of their own, with short time-outs.</summary>
internal sealed class TestClusters : IDisposable
{
    private readonly List<Clusters> _opened = [];
    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);

    public string Root { get; } = System.IO.Directory.CreateTempSubdirectory("sre-mcp-conn").FullName;

    public Redactor Redactor { get; } = new(new byte[32]);

    public KnownProduction Known { get; } = new();

    public ClusterSettings Settings { get; set; } = new() { RequestTimeout = TimeSpan.FromSeconds(5), ConnectTimeout = TimeSpan.FromSeconds(2) };

    public string Write(string name, string text, bool isExecutable = false)
    {
        var path = Path.Join(Root, name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (isExecutable && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    public void Set(string variable, string value) => _variables[variable] = value;

    /// <summary>A connection by one kubeconfig; <paramref name="cluster"/> and <paramref name="user"/> are members of a YAML flow map.</summary>
    public ClusterConnection Connect(string server, string? authority = null, string cluster = "", string user = "token: sesame-1234", TimeProvider? time = null)
    {
        var trust = authority is null ? "" : $", certificate-authority-data: {Convert.ToBase64String(Encoding.UTF8.GetBytes(authority))}";
        var path = Write("config", $"current-context: c\nclusters: [{{name: c, cluster: {{server: '{server}'{trust}{(cluster.Length > 0 ? ", " + cluster : "")}}}}}]\nusers: [{{name: c, user: {{{user}}}}}]\ncontexts: [{{name: c, context: {{cluster: c, user: c}}}}]\n");
        return Open(Settings with { Kubeconfigs = [path], Workspace = Path.Join(Root, "workspace") }, time).Connect(null);
    }

    public Clusters Open(ClusterSettings settings, TimeProvider? time = null)
    {
        var clusters = new Clusters(settings, Known, Redactor, time ?? TimeProvider.System, new() { Variable = name => _variables.GetValueOrDefault(name), Home = Root });
        _opened.Add(clusters);
        return clusters;
    }

    public static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            return await response.Content.ReadAsStringAsync(cancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var clusters in _opened)
        {
            clusters.Dispose();
        }

        System.IO.Directory.Delete(Root, recursive: true);
    }
}
