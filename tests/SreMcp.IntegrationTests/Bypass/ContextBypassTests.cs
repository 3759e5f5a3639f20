using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Kubeconfigs that make production look like something else, each in a home of its own where development is opened.</summary>
[Collection(nameof(Intruder))]
public sealed class ContextBypassTests(Intruder intruder) : IDisposable
{
    private readonly HomeFolder _home = new();
    private int _files;

    /// <summary>Names that make an opened development cluster production, staging or unknown: names only tighten.</summary>
    public static TheoryData<string> TighteningNames =>
    [
        "PROD", "prod", "Prod-Weu", "prd01", "eks_live", "aks-prod-weu", "dev-prod-mirror", "prodcluster", "euprod-1", "productioneu", "my.production.cluster", "dr-site", "failover",
        "рrod-weu", "prоd", "ｐｒｏｄ", "p\u200brod", "prod\u00ad", "preprod", "non-prod-uat", "staging-2", "qa",
        "arn:aws:eks:eu-west-1:1:cluster/prod", "gke_acme_europe-west1_prod", "user@PROD",
    ];

    /// <summary>Names that only look like production: they change nothing for a cluster that is opened by its id.</summary>
    public static TheoryData<string> HarmlessNames =>
        ["nonprod", "non-prod", "not-prod", "aksnonprod", "product-catalog-dev", "reproduction", "prodigy", "delivery", "andrew", "olive", "approved", "dev"];

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(TighteningNames))]
    public async Task Refuses_what_is_opened_under_the_name(string name)
    {
        await using var agent = await AgentAsync(Writer(intruder.Development, name));

        await intruder.FailsAsync(agent, "SRE0108|SRE0109", "execute_rollout", Restart(name, ("reason", "x")));
    }

    [Theory, MemberData(nameof(HarmlessNames))]
    public async Task Allows_what_is_opened_under_the_name(string name)
    {
        await using var agent = await AgentAsync(Writer(intruder.Development, name));
        var mark = await intruder.MarkAsync();

        (await agent.CallAsync("execute_rollout", Restart(name, ("dry_run", true)))).Good();

        Assert.Single(await intruder.ReachedAsync(mark));
    }

    [Theory]
    [InlineData("the same server twice", "https://127.0.0.1:{port}", "")]
    [InlineData("the server by name", "https://localhost:{port}", "")]
    [InlineData("the server by name in other case", "https://LOCALHOST:{port}/", "")]
    [InlineData("the server with a trailing dot", "https://localhost.:{port}", "")]
    [InlineData("the server by a decimal address", "https://2130706433:{port}", "")]
    [InlineData("the server by a short address", "https://127.1:{port}", "")]
    [InlineData("the server by a mapped address", "https://[::ffff:127.0.0.1]:{port}", "tls-server-name: localhost")]
    [InlineData("the server with a path", "https://127.0.0.1:{port}/.", "")]
    [InlineData("the server with a user", "https://dev@127.0.0.1:{port}", "")]
    [InlineData("the server with a query", "https://127.0.0.1:{port}/?dev", "")]
    [InlineData("the server under another TLS name", "https://127.0.0.1:{port}", "tls-server-name: kubernetes.default.svc")]
    [InlineData("the server unverified", "https://127.0.0.1:{port}", "insecure-skip-tls-verify: true")]
    [InlineData("the server without TLS", "http://127.0.0.1:{port}", "")]
    [InlineData("a tunnel", "https://127.0.0.1:{tunnel}", "")]
    [InlineData("a tunnel by name", "https://localhost:{tunnel}", "")]
    [InlineData("a tunnel unverified", "https://127.0.0.1:{tunnel}", "insecure-skip-tls-verify: true")]
    public async Task Refuses_production_beside_its_own_context_as(string what, string server, string cluster)
    {
        await using TcpForwarder tunnel = new(intruder.Production.Server);
        var address = server.Replace("{port}", $"{intruder.Production.Server.Port}", StringComparison.Ordinal).Replace("{tunnel}", $"{tunnel.Port}", StringComparison.Ordinal);
        var authority = cluster.StartsWith("insecure", StringComparison.Ordinal) ? null : Authority(intruder.Production);
        var alias = new KubeconfigContext("dev-copy", address, authority, Token(intruder.Production), cluster);
        await using var agent = await AgentAsync(alias, Writer(intruder.Production, "prod-weu"));

        var refused = await intruder.FailsAsync(agent, "SRE0108|SRE03|SRE0400", "execute_rollout", Restart("dev-copy"));

        // Whoever can be asked is refused by policy; the others cannot even be reached.
        Assert.DoesNotContain("development", refused.Text.Split("\nAllowed here")[0], StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(what));
    }

    [Theory]
    [InlineData("dev-copy", "")]
    [InlineData("dev-copy", "tls-server-name: localhost")]
    [InlineData("sandbox", "")]
    public async Task Refuses_production_alone_under_a_harmless_name(string name, string cluster)
    {
        await using var agent = await AgentAsync(new KubeconfigContext(name, intruder.Production.Server.OriginalString, Authority(intruder.Production), Token(intruder.Production), cluster));

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Restart(name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Remembers_production_whose_context_is_gone(bool throughTunnel)
    {
        await using (var before = await AgentAsync(Writer(intruder.Production, "prod-weu")))
        {
            Assert.Contains("(production)", (await before.CallAsync("read_kubernetes", ("kind", "ns"), ("context", "prod-weu"))).Good(), StringComparison.Ordinal);
        }

        await using TcpForwarder tunnel = new(intruder.Production.Server);
        var server = throughTunnel ? $"https://127.0.0.1:{tunnel.Port}" : intruder.Production.Server.OriginalString;
        _home.WritePolicy("more.yaml", $$"""
            environments:
              - id: mistaken
                environment: development
                match: { cluster: '{{intruder.Production.ClusterId}}' }
                reason: Somebody copied the wrong id.
            """);
        await using var agent = await AgentAsync(new KubeconfigContext("scratch", server, Authority(intruder.Production), Token(intruder.Production)));

        var refused = await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Restart("scratch"));
        Assert.Matches("Environment: production .*was production on", refused.Text);
    }

    [Theory]
    [InlineData("insecure-skip-tls-verify: true", "SRE0108")]
    [InlineData("tls-server-name: evil.example.com", "SRE0325|SRE0108")]
    [InlineData("proxy-url: 'http://127.0.0.1:1'", "SRE0321|SRE0328|SRE0322|SRE0108")]
    public async Task Closes_what_is_opened_when_nothing_proves_who_answers(string cluster, string codes)
    {
        var authority = cluster.StartsWith("insecure", StringComparison.Ordinal) ? null : Authority(intruder.Development);
        await using var agent = await AgentAsync(new KubeconfigContext("dev", intruder.Development.Server.OriginalString, authority, Token(intruder.Development), cluster));

        await intruder.FailsAsync(agent, codes, "execute_rollout", Restart("dev"));
    }

    [Theory]
    [InlineData("the other cluster's authority", "SRE0324")]
    [InlineData("no authority", "SRE0324")]
    public async Task Does_not_talk_to_a_server_that_another_authority_vouches_for(string what, string code)
    {
        var authority = what is "no authority" ? null : Authority(intruder.Production);
        await using var agent = await AgentAsync(new KubeconfigContext("dev", intruder.Development.Server.OriginalString, authority, Token(intruder.Development)));

        await intruder.FailsAsync(agent, code, "execute_rollout", Restart("dev"));
    }

    [Fact]
    public async Task Goes_by_who_answers_when_the_authorities_of_both_clusters_are_trusted()
    {
        var both = Authority(intruder.Development) + Authority(intruder.Production);
        await using TcpForwarder tunnel = new(intruder.Production.Server);
        await using var agent = await AgentAsync(new KubeconfigContext("dev", $"https://127.0.0.1:{tunnel.Port}", both, Token(intruder.Production)));

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Restart("dev"));
    }

    [Fact]
    public async Task Takes_the_first_of_two_contexts_of_one_name_and_judges_that_one()
    {
        await using var agent = await AgentAsync(Writer(intruder.Production, "dev"), Writer(intruder.Development, "dev"));

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Restart("dev"));
    }

    [Fact]
    public async Task Judges_the_current_context_when_none_is_named()
    {
        await using var agent = await AgentAsync(Writer(intruder.Production, "prod-weu"), Writer(intruder.Development, "dev"));

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", ("namespace", Intruder.Space), ("workload", "Deployment/web"), ("action", "restart"));
    }

    [Theory]
    [InlineData("as: admin, as-groups: ['system:masters']")]
    [InlineData("as: 'system:admin'")]
    [InlineData("as: admin, as-uid: '1'")]
    public async Task Gains_nothing_by_impersonation(string impersonation)
    {
        var production = Writer(intruder.Production, "prod-weu");
        var development = Writer(intruder.Development, "dev");
        await using var agent = await AgentAsync(production with { User = $"{production.User}, {impersonation}" }, development with { User = $"{development.User}, {impersonation}" });

        await intruder.FailsAsync(agent, "SRE0108|SRE0403", "execute_rollout", Restart("prod-weu"));
        await intruder.FailsAsync(agent, "SRE0108|SRE0403", "execute_rollout", Restart("dev"));
    }

    [Theory]
    [InlineData("server: 'https://127.0.0.1:1'")]
    [InlineData("certificate-authority: '0000000000000000000000000000000000000000000000000000000000000000'")]
    public async Task Opens_only_where_the_whole_line_matches(string also)
    {
        _home.WritePolicy("clusters.yaml", $$"""
            environments:
              - id: elsewhere
                environment: development
                match: { cluster: '{{intruder.Development.ClusterId}}', {{also}} }
                reason: The id alone is not enough here.
            """);
        await using var agent = await AgentAsync(isOpened: false, Writer(intruder.Development, "dev"));

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Restart("dev"));
    }

    [Fact]
    public async Task Hides_a_context_that_an_operator_hid_from_every_tool()
    {
        _home.WriteConfiguration("kubernetes: { hidden-contexts: ['secret-*'] }\n");
        await using var agent = await AgentAsync(Writer(intruder.Development, "secret-lab"), Writer(intruder.Production, "prod-weu"));

        await intruder.FailsAsync(agent, "SRE0302", "execute_rollout", Restart("secret-lab"));
        await intruder.FailsAsync(agent, "SRE0302", "read_kubernetes", ("kind", "pods"), ("context", "secret-lab"));
        await intruder.FailsAsync(agent, "SRE0302", "read_environments", ("context", "secret-lab"));
        Assert.DoesNotContain("secret-lab", (await agent.CallAsync("read_environments")).Good(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follows_a_kubeconfig_that_changes_to_production_only_into_a_refusal()
    {
        var file = Write(Writer(intruder.Development, "dev"));
        _home.OpenDevelopment(intruder.Development);
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [file] });
        (await agent.CallAsync("execute_rollout", Restart("dev", ("dry_run", true)))).Good();

        await File.WriteAllTextAsync(file, KubeconfigText.Of(Writer(intruder.Production, "dev")), TestContext.Current.CancellationToken);

        await intruder.FailsAsync(agent, "SRE0108", "execute_rollout", Restart("dev"));
    }

    internal static KubeconfigContext Writer(ControlPlane plane, string name) => new(name, plane.Server.OriginalString, Authority(plane), Token(plane));

    internal static (string, object?)[] Restart(string context, params (string, object?)[] more) =>
        [("context", context), ("namespace", Intruder.Space), ("workload", "Deployment/web"), ("action", "restart"), .. more];

    private static string Authority(ControlPlane plane) => File.ReadAllText(plane.CertificateAuthorityFile);

    private static string Token(ControlPlane plane) => $"token: {plane.Tokens["writer"]}";

    private string Write(params KubeconfigContext[] contexts)
    {
        var file = Path.Combine(_home.Path, $"kubeconfig-{++_files}");
        File.WriteAllText(file, KubeconfigText.Of(contexts));
        return file;
    }

    private Task<Agent> AgentAsync(params KubeconfigContext[] contexts) => AgentAsync(isOpened: true, contexts);

    private Task<Agent> AgentAsync(bool isOpened, params KubeconfigContext[] contexts)
    {
        if (isOpened)
        {
            _home.OpenDevelopment(intruder.Development);
        }

        // A file each: within one file a second context of a name would be a mistake of the file, not an attack.
        return Agent.StartAsync(new(_home) { Kubeconfig = contexts.DistinctBy(context => context.Name).Count() == contexts.Length ? [Write(contexts)] : [.. contexts.Select(context => Write(context))] });
    }
}
