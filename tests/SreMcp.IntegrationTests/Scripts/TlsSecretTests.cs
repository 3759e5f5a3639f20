using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>A TLS secret gets a new certificate, and nobody gets to see the key.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TlsSecretTests(ControlPlanes planes)
{
    private const string Template = "kubernetes_tls_secret";
    private static readonly Pair s_issuer = Pair.Create("issuer", issuer: null, [], days: 900);

    [Fact]
    public async Task Rotates_the_secret_and_puts_back_what_was_there()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        var renewed = Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 90);
        var before = await SecretAsync(plane, bundle);
        Generate(bundle, renewed);
        var mark = await plane.Audit.MarkAsync();

        var dry = await bundle.EndsWithAsync(2, "run.sh", "--dry-run");
        Assert.All(await bundle.MutationsSinceAsync(mark), request => Assert.True(request.IsDryRun, request.ToString()));
        Assert.Equal(before, await ContentAsync(bundle));
        await bundle.EndsWithAsync(1, "verify.sh");

        var run = await bundle.EndsWithAsync(0, "run.sh", "--yes");
        Assert.Contains("mounted    web ", run, StringComparison.Ordinal);
        Assert.Equal(renewed.Chain, Text((await bundle.FindAsync("secrets/shop-tls"))!["data"]!["tls.crt"]));
        Assert.Equal(renewed.Key, Text((await bundle.FindAsync("secrets/shop-tls"))!["data"]!["tls.key"]));
        await bundle.EndsWithAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await bundle.EndsWithAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsWithAsync(2, "rollback.sh", "--dry-run");
        var back = await bundle.EndsWithAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await ContentAsync(bundle));
        await bundle.EndsWithAsync(0, "rollback.sh", "--dry-run");
        Assert.DoesNotContain(renewed.KeyLine, dry + run + back, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(renewed.Key))[..60], dry + run + back, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_is_never_where_others_can_read_it()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        await SecretAsync(plane, bundle);
        var renewed = Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 90);
        var made = Generate(bundle, renewed);

        await bundle.EndsWithAsync(0, "run.sh", "--yes");

        Assert.All(made.Files, file => Assert.DoesNotContain(renewed.KeyLine, file.Content, StringComparison.Ordinal));
        var backups = Path.Combine(bundle.Folder, "backups");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(backups));
        Assert.All(Directory.GetFiles(backups), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData("foreign key", "does not belong to the certificate")]
    [InlineData("ends soon", "ends within 14 days")]
    [InlineData("other name", "not valid for shop.example.com")]
    [InlineData("broken chain", "is not signed by certificate 2")]
    [InlineData("key beside it", "holds a private key, too")]
    [InlineData("no file", "cannot be read")]
    public async Task A_pair_that_would_break_somebody_is_refused(string what, string says)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        await SecretAsync(plane, bundle);
        var good = Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 90);
        var stranger = Pair.Create("stranger", issuer: null, [], days: 900);
        Generate(bundle, what switch
        {
            "foreign key" => good with { Key = stranger.Key },
            "ends soon" => Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 5),
            "other name" => Pair.Create("renewed", s_issuer, ["api.example.com"], days: 90),
            "broken chain" => good with { Chain = good.Certificate.ExportCertificatePem() + "\n" + stranger.Chain },
            "key beside it" => good with { Chain = good.Chain + good.Key },
            _ => good,
        });
        if (what is "no file")
        {
            File.Delete(Path.Combine(bundle.Folder, "..", "..", "renewed.pem"));
        }

        var mark = await plane.Audit.MarkAsync();
        Assert.Contains(says, await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.MutationsSinceAsync(mark));
    }

    [Fact]
    public async Task A_name_that_an_Ingress_serves_must_not_get_lost()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        await SecretAsync(plane, bundle, "www.example.com");
        await bundle.CreateAsync("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: { name: shop, namespace: NAMESPACE }
            spec:
              tls: [{ hosts: [other.example.com], secretName: other }, { hosts: [shop.example.com, www.example.com], secretName: shop-tls }]
              defaultBackend: { service: { name: shop, port: { number: 80 } } }
            """);
        Generate(bundle, Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 90));
        Assert.Contains("The Ingress shop serves www.example.com", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        Generate(bundle, Pair.Create("renewed", s_issuer, ["shop.example.com", "*.example.com"], days: 90));
        Assert.Contains("Ingresses  shop", await bundle.EndsWithAsync(2, "run.sh", "--dry-run"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_of_a_controller_and_another_cluster_are_left_alone()
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        await SecretAsync(plane, bundle);
        var renewed = Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 90);
        Generate(bundle, renewed, ("cluster-id", Guid.NewGuid().ToString()));
        Assert.Contains("Wrong cluster", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        Generate(bundle, renewed);
        await plane.Admin.MergeAsync($"/api/v1/namespaces/{bundle.Namespace}/secrets/shop-tls", JsonNode.Parse("""{"metadata":{"annotations":{"cert-manager.io/certificate-name":"shop"}}}""")!);
        Assert.Contains("kept by a controller", await bundle.EndsWithAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*patch*--dry-run=server", "after")]
    [InlineData("*patch*--patch-file=/dev/stdin", "before")]
    [InlineData("*patch*--patch-file=/dev/stdin", "after")]
    public async Task Killed_anywhere_it_can_be_run_again_and_taken_back(string at, string when)
    {
        var plane = await planes.DevelopmentAsync();
        using var bundle = await NamespaceBundle.CreateAsync(plane);
        var before = await SecretAsync(plane, bundle);
        Generate(bundle, Pair.Create("renewed", s_issuer, ["shop.example.com"], days: 90));
        using var kubectl = new KillingKubectl();

        await kubectl.KillAsync(Path.Combine(bundle.Folder, "run.sh"), bundle.Variables, at, when);

        await bundle.EndsWithAsync(0, "run.sh", "--yes");
        await bundle.EndsWithAsync(0, "verify.sh");
        await bundle.EndsWithAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await ContentAsync(bundle));
    }

    private static SreMcp.Scripts.Bundle Generate(NamespaceBundle bundle, Pair pair, params (string Name, SreMcp.Scripts.TemplateValue Value)[] more) => bundle.Generate(
        Template,
        [
            ("secret", "shop-tls"),
            ("certificate", bundle.Write("renewed.pem", pair.Chain)),
            ("key", bundle.Write("renewed.key", pair.Key)),
            ("hosts", new SreMcp.Scripts.TemplateValue.Many(["shop.example.com"])),
            .. more,
        ]);

    /// <summary>A secret that is in use, and a pod that mounts it. Returns what people decide of it.</summary>
    private static async Task<string> SecretAsync(ControlPlane plane, NamespaceBundle bundle, params string[] more)
    {
        var former = Pair.Create("former", s_issuer, ["shop.example.com", .. more], days: 20);
        await plane.Admin.CreateAsync($"/api/v1/namespaces/{bundle.Namespace}/secrets", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "shop-tls", ["labels"] = new JsonObject { ["team"] = "shop" } },
            ["type"] = "kubernetes.io/tls",
            ["data"] = new JsonObject { ["tls.crt"] = Base64(former.Chain), ["tls.key"] = Base64(former.Key), ["ca.crt"] = Base64(s_issuer.Chain) },
        });
        await bundle.CreateAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: web, namespace: NAMESPACE }
            spec:
              containers: [{ name: main, image: "registry.example/web:1" }]
              volumes: [{ name: tls, secret: { secretName: shop-tls } }]
            """);
        return await ContentAsync(bundle);
    }

    private static async Task<string> ContentAsync(NamespaceBundle bundle)
    {
        var secret = (await bundle.FindAsync("secrets/shop-tls"))!;
        return $"{secret["type"]} {secret["metadata"]!["labels"]!.ToJsonString()} {secret["metadata"]!["annotations"]?.ToJsonString()} {secret["data"]!.ToJsonString()}";
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Text(JsonNode? base64) => Encoding.UTF8.GetString(Convert.FromBase64String((string)base64!));

    /// <summary>A certificate with its chain and its key, both as PEM.</summary>
    private sealed record Pair(X509Certificate2 Certificate, string Chain, string Key)
    {
        /// <summary>A line of the key that stands nowhere else.</summary>
        public string KeyLine => Key.Split('\n')[1];

        public static Pair Create(string name, Pair? issuer, IReadOnlyList<string> hosts, int days)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, hasPathLengthConstraint: false, 0, critical: true));
            if (hosts.Count > 0)
            {
                var names = new SubjectAlternativeNameBuilder();
                foreach (var host in hosts)
                {
                    names.AddDnsName(host);
                }

                request.CertificateExtensions.Add(names.Build());
            }

            var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(days));
            var certificate = issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer.Certificate, from, to, RandomNumberGenerator.GetBytes(8));
            return new(certificate, certificate.ExportCertificatePem() + "\n" + issuer?.Chain, key.ExportPkcs8PrivateKeyPem() + "\n");
        }
    }
}
