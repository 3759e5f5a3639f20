using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes;

/// <summary>A home folder with kubeconfigs and a workspace beside it, gone after the test.</summary>
internal sealed class ConfigFolder : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);
    private readonly List<Clusters> _opened = [];

    public ConfigFolder()
    {
        System.IO.Directory.CreateDirectory(Workspace);
        System.IO.Directory.CreateDirectory(InFolder("home/.kube"));
    }

    public string Root { get; } = System.IO.Directory.CreateTempSubdirectory("sre-mcp-kube").FullName;

    public string Workspace => InFolder("workspace");

    public Redactor Redactor { get; } = new(new byte[32]);

    public string InFolder(string name) => Path.Join(Root, name);

    public string Write(string name, string text)
    {
        var path = InFolder(name);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Set(string variable, string value) => _variables[variable] = value;

    public Clusters Open(ClusterSettings? settings = null)
    {
        var surroundings = new Surroundings
        {
            Variable = name => _variables.GetValueOrDefault(name),
            Home = InFolder("home"),
            ServiceAccountFolder = InFolder("serviceaccount"),
        };
        var clusters = new Clusters((settings ?? new()) with { Workspace = Workspace }, new(), Redactor, TimeProvider.System, surroundings);
        _opened.Add(clusters);
        return clusters;
    }

    /// <summary>Opens one kubeconfig at the usual place.</summary>
    public Clusters OpenWith(string kubeconfig)
    {
        Write("home/.kube/config", kubeconfig);
        return Open();
    }

    public void Dispose()
    {
        foreach (var clusters in _opened)
        {
            clusters.Dispose();
        }

        System.IO.Directory.Delete(Root, recursive: true);
    }

    /// <summary>A kubeconfig with one cluster, user and context, all called <paramref name="name"/>.</summary>
    public static string One(string name, string cluster, string user = "{}") => $$"""
        apiVersion: v1
        kind: Config
        current-context: {{name}}
        clusters:
        - name: {{name}}
          cluster: {{cluster}}
        users:
        - name: {{name}}
          user: {{user}}
        contexts:
        - name: {{name}}
          context: {cluster: {{name}}, user: {{name}}, namespace: team}
        """;

    public static (string Certificate, string Key) Pair(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem(), key.ExportECPrivateKeyPem());
    }

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
