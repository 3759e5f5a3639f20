using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SreMcp.IntegrationTests.Testbed;

/// <summary>One running cluster: a real API server, scheduler and controller manager, with a stand-in for its kubelets.</summary>
public sealed class ControlPlane : IAsyncDisposable
{
    private readonly string _name;
    private readonly StandInKubelet _kubelet;
    private readonly KubeletLogServer _logServer;
    private readonly Lazy<Task> _seeded;

    private ControlPlane(string name, string contextPrefix, IReadOnlyDictionary<string, string> facts, KubeApi admin, string clusterId)
    {
        _name = name;
        Context = contextPrefix;
        Server = new Uri(facts["server"]);
        Kubeconfig = facts["kubeconfig"];
        CertificateAuthorityFile = facts["ca"];
        Tokens = ReadTokens(facts["tokens"]);
        Admin = admin;
        ClusterId = clusterId;
        Audit = new(facts["audit"], admin);
        _logServer = new(facts["kubelet-certificate"], facts["kubelet-key"], facts["ca"], Logs, admin);
        World = new(admin, _logServer.Port);
        Load = new(admin, World);
        _kubelet = new(admin);
        _seeded = new(World.SeedAsync);
    }

    /// <summary>The context of the reader; others are <c>-reader</c>, <c>-writer</c>, <c>-admin</c>, <c>-nobody</c> and <c>-by-name</c> (the writer at https://localhost).</summary>
    public string Context { get; }

    /// <summary>Of a developer, who may change things: the one to try a refusal with.</summary>
    public string WriterContext => $"{Context}-writer";

    public Uri Server { get; }

    /// <summary>Path of the kubeconfig with all contexts.</summary>
    public string Kubeconfig { get; }

    public string CertificateAuthorityFile { get; }

    /// <summary>SHA-256 of the CA certificate's DER form, lower-case hexadecimal.</summary>
    public string CertificateAuthority => Convert.ToHexStringLower(
        SHA256.HashData(X509CertificateLoader.LoadCertificateFromFile(CertificateAuthorityFile).RawData));

    /// <summary>UID of the namespace kube-system.</summary>
    public string ClusterId { get; }

    /// <summary>Bearer tokens by user: reader, writer, nobody.</summary>
    public IReadOnlyDictionary<string, string> Tokens { get; }

    public KubeApi Admin { get; }

    public AuditLog Audit { get; }

    /// <summary>What the containers have written; a test adds to it.</summary>
    public ContainerLogs Logs { get; } = new();

    public World World { get; }

    public Load Load { get; }

    /// <summary>A plain client with the token of a user: what an attacker who has the kubeconfig can do without us. The caller disposes it.</summary>
    public HttpClient ClientOf(string user)
    {
        var client = KubeApi.Client(Server, X509CertificateLoader.LoadCertificateFromFile(CertificateAuthorityFile));
        client.DefaultRequestHeaders.Add("Authorization", $"Bearer {Tokens[user]}");
        return client;
    }

    /// <summary>The world, seeded on first use.</summary>
    public async Task<World> SeededAsync()
    {
        await _seeded.Value;
        return World;
    }

    public async ValueTask DisposeAsync()
    {
        await _kubelet.DisposeAsync();
        await _logServer.DisposeAsync();
        Admin.Dispose();
        await ClusterScripts.DownAsync(_name);
    }

    internal static async Task<ControlPlane> StartAsync(string role, string contextPrefix)
    {
        var name = $"{role}-{System.Environment.ProcessId}";
        var facts = await ClusterScripts.UpAsync(name, contextPrefix);
        KubeApi admin = new(new Uri(facts["server"]), facts["ca"], facts["admin-certificate"], facts["admin-key"]);
        var system = await admin.GetAsync("/api/v1/namespaces/kube-system");
        ControlPlane plane = new(name, contextPrefix, facts, admin, (string)system["metadata"]!["uid"]!);
        foreach (var (user, token) in plane.Tokens)
        {
            PlantedSecrets.Plant($"token of {role} {user}", token);
        }

        // The first full line of the PEM body: in the kubeconfig it stands once more in base64.
        PlantedSecrets.Plant($"key of {role} admin", File.ReadLines(facts["admin-key"]).ElementAt(1));

        return plane;
    }

    private static Dictionary<string, string> ReadTokens(string file) =>
        File.ReadLines(file).Select(line => line.Split(',')).ToDictionary(row => row[1], row => row[0], StringComparer.Ordinal);
}
