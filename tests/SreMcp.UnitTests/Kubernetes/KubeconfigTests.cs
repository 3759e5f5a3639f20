using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using static SreMcp.UnitTests.Kubernetes.ConfigFolder;

namespace SreMcp.UnitTests.Kubernetes;

public sealed class KubeconfigTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_several_files_the_first_that_names_something_counts()
    {
        var one = _folder.Write("a/config", One("shared", "{server: 'https://first:1'}").Replace("current-context: shared", "", StringComparison.Ordinal));
        var two = _folder.Write("b/config", One("shared", "{server: 'https://second:2', insecure-skip-tls-verify: true}") + "\n- name: extra\n  context: {cluster: shared}\n");
        _folder.Set("KUBECONFIG", $"{one}:{_folder.InFolder("missing")}::{two}");
        var clusters = _folder.Open();

        Assert.Equal(["extra", "shared"], clusters.Contexts.Select(context => context.Name));
        var current = clusters.Context(null);
        Assert.Equal(("shared", "https://first:1/", one, "team", true), (current.Name, current.Server.AbsoluteUri, current.Source, current.Namespace, current.Verified));
        Assert.Equal(["extra"], current.Aliases);
        Assert.Empty(clusters.Notices);
    }

    [Fact]
    public void Paths_count_from_the_file_they_stand_in()
    {
        var (certificate, key) = Pair("someone");
        _folder.Write("home/.kube/pki/ca.pem", certificate);
        _folder.Write("home/.kube/pki/key.pem", key);
        var context = _folder.OpenWith(One("a", "{server: 'https://a', certificate-authority: pki/ca.pem}", "{client-certificate: pki/ca.pem, client-key: ./pki/key.pem}")).Context("a");

        Assert.Null(context.Problem);
        Assert.Equal("client certificate", context.CredentialKind);
        using var ca = X509Certificate2.CreateFromPem(certificate);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(ca.RawData)), context.CertificateAuthority);
    }

    [Fact]
    public void A_bundle_of_authorities_is_the_same_in_any_order_and_differs_from_one_alone()
    {
        var (one, two) = (Pair("one").Certificate, Pair("two").Certificate);
        string Digest(params string[] pem) => _folder.OpenWith(One("a", $"{{server: 'https://a', certificate-authority-data: {Base64(string.Join('\n', pem))}}}")).Context("a").CertificateAuthority!;
        Assert.Equal(Digest(one, two), Digest(two, one, one));
        Assert.NotEqual(Digest(one), Digest(one, two));
    }

    [Fact]
    public void Reads_json_also_with_tabs()
    {
        var clusters = _folder.OpenWith("{\n\t\"clusters\": [{\"name\": \"a\", \"cluster\": {\"server\": \"https://a\", \"insecure-skip-tls-verify\": true}}],\n\t\"contexts\": [{\"name\": \"a\", \"context\": {\"cluster\": \"a\"}}], \"current-context\": \"a\"}");
        Assert.Equal(("https://a/", false), (clusters.Context(null).Server.AbsoluteUri, clusters.Context(null).Verified));
    }

    [Fact]
    public void Contexts_with_the_same_server_or_authority_are_aliases_also_through_a_third()
    {
        var (one, two) = (Base64(Pair("one").Certificate), Base64(Pair("two").Certificate));
        var clusters = _folder.OpenWith($$$"""
            clusters:
            - {name: a, cluster: {server: "https://Same.example:443", certificate-authority-data: {{{one}}} }}
            - {name: b, cluster: {server: "https://same.example./", certificate-authority-data: {{{two}}} }}
            - {name: c, cluster: {server: "https://tunnel:1", certificate-authority-data: {{{two}}} }}
            - {name: d, cluster: {server: 'https://other:1'}}
            contexts:
            - {name: a, context: {cluster: a}}
            - {name: b, context: {cluster: b}}
            - {name: c, context: {cluster: c, user: missing}}
            - {name: d, context: {cluster: d}}
            """);
        Assert.Equal(["b", "c"], clusters.Context("a").Aliases);
        Assert.Equal(["a", "b"], clusters.Context("c").Aliases);
        Assert.Empty(clusters.Context("d").Aliases);
        Assert.Equal(Errors.Connections.ContextIncomplete, clusters.Context("c").Problem!.Code);
    }

    [Theory]
    [InlineData("{server: nonsense}", "{}", "SRE0307")]
    [InlineData("{server: 'ftp://a'}", "{}", "SRE0307")]
    [InlineData("{server: 'https://user:pw@a'}", "{}", "SRE0307")]
    [InlineData("{}", "{}", "SRE0307")]
    [InlineData("{server: [a]}", "{}", "SRE0305")]
    [InlineData("{server: 'https://a', insecure-skip-tls-verify: maybe}", "{}", "SRE0305")]
    [InlineData("{server: 'https://a', proxy-url: 'ftp://p'}", "{}", "SRE0305")]
    [InlineData("{server: 'https://a', certificate-authority: gone.pem}", "{}", "SRE0304")]
    [InlineData("{server: 'https://a', certificate-authority-data: '!!'}", "{}", "SRE0308")]
    [InlineData("{server: 'https://a', certificate-authority-data: AAAA}", "{}", "SRE0308")]
    [InlineData("{server: 'https://a'}", "{auth-provider: {name: oidc}}", "SRE0311")]
    [InlineData("{server: 'https://a'}", "{username: u, password: p, token: t}", "SRE0310")]
    [InlineData("{server: 'https://a'}", "{client-certificate-data: AAAA}", "SRE0310")]
    [InlineData("{server: 'https://a'}", "{client-certificate-data: AAAA, client-key-data: AAAA}", "SRE0308")]
    [InlineData("{server: 'https://a'}", "{as-groups: [admins]}", "SRE0305")]
    [InlineData("{server: 'https://a'}", "{as: x, as-groups: [a, b]}", "SRE0310")]
    [InlineData("{server: 'https://a'}", "{tokenFile: \"a\\0b\"}", "SRE0305")]
    [InlineData("{server: 'https://a'}", "{tokenFile: circle}", "SRE0306")]
    [InlineData("{server: 'https://a', certificate-authority: circle}", "{}", "SRE0306")]
    [InlineData("{server: 'https://a', certificate-authority: \"\\0\"}", "{}", "SRE0305")]
    [InlineData("{server: 'https://a'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: \"/a\\0b\"}}", "SRE0305")]
    [InlineData("{server: 'https://a'}", "{as: \"x\\r\\ny\"}", "SRE0305")]
    [InlineData("{server: 'https://a'}", "{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: aws}}", "SRE0305")]
    [InlineData("{server: 'https://a'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: aws, interactiveMode: Always}}", "SRE0310")]
    [InlineData("{server: 'https://a'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh}}", "SRE0312")]
    [InlineData("{server: 'https://a'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./aws}}", "SRE0312")]
    [InlineData("{server: 'https://a'}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: /opt/az}}", "SRE0312")]
    public void What_is_wrong_with_one_context_never_hides_another(string cluster, string user, string code)
    {
        var clusters = _folder.OpenWith(One("broken", cluster, user) + "\n- name: nowhere\n  context: {cluster: broken2}\n- name: fine\n  context: {cluster: fine}\n" + "");
        File.CreateSymbolicLink(_folder.InFolder("home/.kube/circle"), _folder.InFolder("home/.kube/circle"));
        _folder.Write("more", "clusters: [{name: fine, cluster: {server: 'https://fine'}}]");
        clusters = _folder.Open(new() { Kubeconfigs = [_folder.InFolder("home/.kube/config"), _folder.InFolder("more")] });
        Assert.Equal(code, clusters.Context("broken").Problem?.Code.Code);
        Assert.Null(clusters.Context("fine").Problem);
        Assert.Throws<SreException>(() => clusters.Connect("broken"));
        Assert.Equal("https://fine/", clusters.Connect("fine").Context.Server.AbsoluteUri);
    }

    [Fact]
    public void An_encrypted_key_is_named_as_such()
    {
        using var rsa = RSA.Create(2048);
        var key = rsa.ExportEncryptedPkcs8PrivateKeyPem("secret", new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        var context = _folder.OpenWith(One("a", "{server: 'https://a'}", $"{{client-certificate-data: {Base64(Pair("x").Certificate)}, client-key-data: {Base64(key)}}}")).Context("a");
        Assert.Equal(Errors.Connections.KeyEncrypted, context.Problem?.Code);
    }

    [Theory]
    [InlineData("\0\u0001\u0002ELF", "binary")]
    [InlineData("just text", "map")]
    [InlineData("a: [1, 2", "YAML")]
    [InlineData("a: &x [*x]\n", "names nothing")]
    [InlineData("a: 1\na: 2\n", "twice")]
    [InlineData("clusters: {a: b}\n", "list")]
    [InlineData("kind: Pod\n", "not Config")]
    [InlineData("a: 1\n---\nb: 2\n", "more than one document")]
    [InlineData("a: {<<: {b: 1}}\n", "merge keys")]
    [InlineData("%YAML 9.9\n", "YAML")]
    public void Junk_is_passed_over_and_named(string junk, string says)
    {
        _folder.Write("home/.kube/config", junk);
        _folder.Write("fine", One("fine", "{server: 'https://fine'}"));
        var clusters = _folder.Open(new() { Kubeconfigs = [_folder.InFolder("home/.kube/config"), _folder.InFolder("fine")] });
        Assert.Equal(["fine"], clusters.Contexts.Select(context => context.Name));
        Assert.Contains(says, Assert.Single(clusters.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_that_multiply_cost_no_more_than_the_file()
    {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 30).Select(level => string.Create(CultureInfo.InvariantCulture, $"a{level}: &a{level} [{string.Join(',', Enumerable.Repeat($"*a{level - 1}", 10))}]\n")));
        var clusters = _folder.OpenWith(bomb + One("a", "{server: 'https://a', extensions: [{name: client.authentication.k8s.io/exec, extension: *a30}]}"));
        Assert.Equal(Errors.Connections.Malformed, clusters.Context("a").Problem?.Code);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var clusters = _folder.OpenWith(new string('[', 100_000));
        Assert.Contains("nested", Assert.Single(clusters.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Huge_and_missing_files_and_folders_are_named()
    {
        _folder.Write("huge", new string('#', OperatorFiles.Limit + 1));
        var clusters = _folder.Open(new() { Kubeconfigs = [_folder.InFolder("huge"), _folder.InFolder("gone"), _folder.Workspace, _folder.InFolder("home"), "/dev/zero"] });
        var error = Assert.Throws<SreException>(() => clusters.Context(null));
        Assert.Equal(Errors.Connections.NoContexts, error.Code);
        Assert.Equal(5, clusters.Notices.Count);
        Assert.Contains("above 4 MiB", clusters.Notices[0], StringComparison.Ordinal);
        Assert.Contains("does not exist", clusters.Notices[1], StringComparison.Ordinal);
        Assert.Contains("lies in the workspace", clusters.Notices[2], StringComparison.Ordinal);
        Assert.Contains("is a folder", clusters.Notices[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_of_the_workspace_is_used_whichever_way_it_is_named()
    {
        var inside = _folder.Write("workspace/config", One("inside", "{server: 'https://inside'}"));
        File.CreateSymbolicLink(_folder.InFolder("link"), inside);
        System.IO.Directory.CreateSymbolicLink(_folder.InFolder("folder"), _folder.Workspace);
        var authority = _folder.Write("workspace/ca.pem", Pair("ca").Certificate);
        var outside = _folder.Write("outside", One("outside", $"{{server: 'https://outside', certificate-authority: {authority}}}", $"{{tokenFile: {_folder.InFolder("folder/token")}}}"));
        var clusters = _folder.Open(new() { Kubeconfigs = [inside, _folder.InFolder("link"), _folder.InFolder("folder/config"), _folder.InFolder("home/../workspace/./config"), outside] });

        var context = Assert.Single(clusters.Contexts);
        Assert.Equal(Errors.Connections.InWorkspace, context.Problem?.Code);
        Assert.Equal(4, clusters.Notices.Count(notice => notice.EndsWith("skipped: it lies in the workspace", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_changed_kubeconfig_gives_a_new_connection_and_leaves_the_old_one_where_it_was()
    {
        var clusters = _folder.OpenWith(One("a", "{server: 'https://before'}"));
        var before = clusters.Connect("a");
        Assert.Same(before, clusters.Connect(null));
        _folder.Write("home/.kube/config", One("a", "{server: 'https://afterwards'}"));
        var after = clusters.Connect("a");
        Assert.NotSame(before, after);
        Assert.Equal(("before", "afterwards"), (before.Context.Server.Host, after.Context.Server.Host));
        _folder.Write("home/.kube/config", One("a", "{server: 'https://before'}"));
        Assert.Same(before, clusters.Connect("a"));
    }

    [Fact]
    public void A_name_that_is_not_there_gets_the_nearest_and_the_files_that_were_read()
    {
        var clusters = _folder.OpenWith(One("aks-dev-weu", "{server: 'https://a'}"));
        var error = Assert.Throws<SreException>(() => clusters.Context("aks-dev-wue"));
        Assert.Equal(Errors.Connections.UnknownContext, error.Code);
        Assert.Equal("Did you mean aks-dev-weu?", error.Next);
        Assert.Contains(_folder.InFolder("home/.kube/config"), error.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_kubeconfig_a_pod_uses_its_service_account()
    {
        Assert.Equal(Errors.Connections.NoContexts, Assert.Throws<SreException>(() => _folder.Open().Context(null)).Code);
        _folder.Set("KUBERNETES_SERVICE_HOST", "fd00::1");
        _folder.Set("KUBERNETES_SERVICE_PORT", "443");
        _folder.Write("serviceaccount/token", "abc");
        _folder.Write("serviceaccount/namespace", "team\n");
        _folder.Write("serviceaccount/ca.crt", Pair("ca").Certificate);
        var context = _folder.Open().Context(null);
        Assert.Equal(("in-cluster", "https://[fd00::1]/", "team", "token file", true), (context.Name, context.Server.AbsoluteUri, context.Namespace, context.CredentialKind, context.Verified));
        Assert.Null(context.Problem);
    }

    [Fact]
    public void An_operators_endpoint_needs_no_kubeconfig_and_wins_over_one()
    {
        _folder.Write("home/.kube/config", One("a", "{server: 'https://kubeconfig'}"));
        _folder.Set("A_TOKEN", "t0ken");
        var clusters = _folder.Open(new()
        {
            Endpoints =
            [
                new() { Name = "a", Server = "https://operator:6443", Token = new() { Variable = "A_TOKEN" } },
                new() { Name = "b", Server = "http://plain", Token = new() { Variable = "UNSET" } },
            ],
        });
        Assert.Equal(("operator", "token", true), (clusters.Context("a").Server.Host, clusters.Context("a").CredentialKind, clusters.Context("a").Verified));
        Assert.Equal((false, Errors.Connections.CredentialUnusable), (clusters.Context("b").Verified, clusters.Context("b").Problem?.Code));
    }

    [Fact]
    public void Impersonation_shows()
    {
        Assert.True(_folder.OpenWith(One("a", "{server: 'https://a'}", "{token: t, as: jane, as-groups: [a], as-user-extra: {scope_x: [v]}}")).Context("a").Impersonates);
    }
}
