using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Templates whose objects come from files of the bundle: rights of a service account, and the network of pods.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AccessTemplateTests(ControlPlanes planes)
{
    private static Dictionary<string, TemplateValue> Rights => new(StringComparer.Ordinal)
    {
        ["namespace"] = ClusterBundle.OwnNamespace,
        ["name"] = "deployer",
        ["rules"] = new TemplateValue.Table([ClusterBundle.Row(("resource", "pods"), ("verbs", "read")), ClusterBundle.Row(("api-group", "apps"), ("resource", "deployments"), ("object", "api"), ("verbs", "patch"))]),
    };

    private static Dictionary<string, TemplateValue> Policy => new(StringComparer.Ordinal)
    {
        ["namespace"] = ClusterBundle.OwnNamespace,
        ["name"] = "only-from-web",
        ["pods"] = new TemplateValue.Table([ClusterBundle.Row(("key", "app"), ("value", "api"))]),
        ["directions"] = "ingress",
        ["allow-from"] = new TemplateValue.Table([ClusterBundle.Row(("key", "app"), ("value", "web"), ("port", "8080"))]),
    };

    [Fact]
    public async Task A_service_account_gets_exactly_the_listed_rights_and_loses_them_again()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        bundle.Write("kubernetes_rbac", Rights);
        var mark = await bundle.MarkAsync();

        var dry = await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
        Assert.Contains("patch deployments of apps, only api", dry, StringComparison.Ordinal);
        await bundle.EndsAsync(1, "verify.sh");

        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal("yes", await MayAsync(bundle, "list", "pods"));
        Assert.Equal("yes", await MayAsync(bundle, "patch", "deployments.apps/api"));
        Assert.Equal("no", await MayAsync(bundle, "patch", "deployments.apps/web"));
        Assert.Equal("no", await MayAsync(bundle, "delete", "pods"));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal("no", await MayAsync(bundle, "list", "pods"));
        Assert.Equal("", await bundle.KubectlAsync("get", "role,rolebinding,serviceaccount", "deployer", "--ignore-not-found", "--output=name"));
    }

    [Fact]
    public async Task A_wildcard_needs_a_word_of_its_own()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        var values = new Dictionary<string, TemplateValue>(Rights, StringComparer.Ordinal) { ["rules"] = new TemplateValue.Table([ClusterBundle.Row(("resource", "*"), ("verbs", "all"))]) };
        bundle.Write("kubernetes_rbac", values);

        Assert.Contains("has a wildcard", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_replaces_the_one_that_was_there_and_rollback_puts_that_back()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.CreateAsync("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: { name: only-from-web, namespace: NAMESPACE, annotations: { team: shop } }
            spec: { podSelector: { matchLabels: { app: old } }, policyTypes: [Ingress] }
            """);
        var before = await PolicyAsync(bundle);
        bundle.Write("kubernetes_network_policy", Policy);

        await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Equal(before, await PolicyAsync(bundle));
        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Contains("\"app\":\"api\"", await PolicyAsync(bundle), StringComparison.Ordinal);
        await bundle.EndsAsync(0, "verify.sh");

        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal(before, await PolicyAsync(bundle));
        Assert.Equal("shop", (string?)(await bundle.GetAsync("/apis/networking.k8s.io/v1", "networkpolicies/only-from-web"))["metadata"]!["annotations"]!["team"]);
    }

    [Theory]
    [InlineData("both", "true", false, """{"podSelector":{},"egress":[{"ports":[{"protocol":"UDP","port":53},{"protocol":"TCP","port":53}]}],"policyTypes":["Ingress","Egress"]}""")]
    [InlineData("both", "false", false, """{"podSelector":{},"policyTypes":["Ingress","Egress"]}""")]
    [InlineData("egress", "false", true, """{"podSelector":{},"egress":[{"to":[{"podSelector":{}}]}],"policyTypes":["Egress"]}""")]
    public async Task What_is_left_out_is_denied_and_the_server_finds_no_difference(string directions, string dns, bool isOpen, string spec)
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        Dictionary<string, TemplateValue> values = new(StringComparer.Ordinal) { ["namespace"] = ClusterBundle.OwnNamespace, ["name"] = "only-from-web", ["directions"] = directions, ["dns"] = dns };
        if (isOpen)
        {
            values["allow-to"] = new TemplateValue.Table([new Dictionary<string, string>(StringComparer.Ordinal)]);
        }

        bundle.Write("kubernetes_network_policy", values);

        await bundle.EndsAsync(0, "run.sh", "--yes");
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Equal(spec, await PolicyAsync(bundle));
    }

    [Theory]
    [InlineData("argocd.argoproj.io/instance: shop", "is managed by Argo CD")]
    [InlineData("kustomize.toolkit.fluxcd.io/name: shop", "is managed by Flux")]
    public async Task What_git_keeps_is_left_to_git(string label, string why)
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        await bundle.CreateAsync($$"""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: { name: only-from-web, namespace: NAMESPACE, labels: { {{label}} } }
            spec: { podSelector: {}, policyTypes: [Ingress] }
            """);
        bundle.Write("kubernetes_network_policy", Policy);
        var mark = await bundle.MarkAsync();

        Assert.Contains(why, await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
    }

    [Fact]
    public async Task An_edited_file_and_another_cluster_are_refused()
    {
        using var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        var mark = await bundle.MarkAsync();
        bundle.Write("kubernetes_network_policy", Policy, clusterId: Guid.NewGuid().ToString());
        Assert.Contains("Wrong cluster", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        bundle.Write("kubernetes_network_policy", Policy);
        await File.AppendAllTextAsync(Path.Combine(bundle.Folder, "manifest.yaml"), "# edited\n", TestContext.Current.CancellationToken);
        Assert.Contains("manifest.yaml", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
    }

    private static Task<string> MayAsync(ClusterBundle bundle, string verb, string what) =>
        bundle.KubectlAsync("auth", "can-i", verb, what, $"--as=system:serviceaccount:{bundle.Namespace}:deployer");

    private static async Task<string> PolicyAsync(ClusterBundle bundle) => (await bundle.GetAsync("/apis/networking.k8s.io/v1", "networkpolicies/only-from-web"))["spec"]!.ToJsonString();
}
