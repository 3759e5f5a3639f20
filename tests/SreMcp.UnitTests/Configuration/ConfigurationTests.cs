using SreMcp.Configuration;
using SreMcp.Policy;
using SreMcp.Tools;

namespace SreMcp.UnitTests.Configuration;

public sealed class ConfigurationTests
{
    private const string Full = """
        # yaml-language-server: $schema=sre-mcp.schema.json
        kubernetes:
          kubeconfigs: [~/.kube/config, team/kubeconfig]
          contexts:
            blue: { environment: production, description: The shop. }
          hidden-contexts: ['*-personal']
          exec-plugins: [kubelogin, /opt/bin/login]
          endpoints:
            lab: { server: 'https://10.0.0.1:6443', certificate-authority: lab.pem, token: { env: LAB_TOKEN } }
        prometheus:
          blue: { server: 'https://prometheus.example.com/blue', certificate-authority: lab.pem, token: { file: token }, labels: { cluster: blue } }
        tools: { sets: [kubernetes], hidden: [execute_*] }
        folders: /srv/charts
        answers: { budget-tokens: 6000 }
        """;

    [Fact]
    public void An_operators_copy_says_everything()
    {
        var read = Read((Full, Trust.Operator));

        Assert.Equal(["/home/ann/.kube/config", "/cfg/team/kubeconfig"], read.Kubernetes.Kubeconfigs!);
        Assert.Equal("The shop.", read.Kubernetes.Contexts["blue"].Description);
        Assert.Equal([new EnvironmentHint("blue", Environment.Production, new("copy0", 5), Trust.Operator)], read.Kubernetes.Hints);
        Assert.True(read.Kubernetes.IsHidden("ann-personal"));
        Assert.Equal(["kubelogin", "/opt/bin/login"], read.Kubernetes.ExecPlugins);
        Assert.Equal(new EndpointConfiguration(new("https://10.0.0.1:6443"), "/cfg/lab.pem", new SecretReference.OfVariable("LAB_TOKEN"), new("copy0", 9)), read.Kubernetes.Endpoints["lab"]);
        var prometheus = read.Prometheus["blue"];
        Assert.Equal((new Uri("https://prometheus.example.com/blue"), "/cfg/lab.pem", new SecretReference.OfFile("/cfg/token")), (prometheus.Server, prometheus.CertificateAuthority, prometheus.Token));
        Assert.Equal([new("cluster", "blue")], prometheus.Labels);
        Assert.Equal([ToolSet.Kubernetes], read.Tools.Sets!);
        Assert.Equal(["/srv/charts"], read.Folders);
        Assert.Equal(6000, read.Answers.BudgetTokens);
        Assert.Empty(read.Notices);
    }

    [Fact]
    public void A_workspaces_copy_only_tightens()
    {
        var read = Read((Full, Trust.Workspace));

        Assert.Null(read.Kubernetes.Kubeconfigs);
        Assert.Empty(read.Kubernetes.ExecPlugins);
        Assert.Empty(read.Kubernetes.Endpoints);
        Assert.Empty(read.Kubernetes.Contexts);
        Assert.Empty(read.Prometheus);
        Assert.Empty(read.Folders);
        Assert.Null(read.Tools.Sets);
        Assert.Equal(4000, read.Answers.BudgetTokens);
        Assert.True(read.Kubernetes.IsHidden("ann-personal"));
        Assert.Equal("execute_*", Assert.Single(read.Tools.Hidden).Pattern);
        Assert.Equal(Trust.Workspace, Assert.Single(read.Kubernetes.Hints).Trust);
        Assert.Equal(7, read.Notices.Count);
        Assert.Contains("copy0:3: kubernetes.kubeconfigs is ignored: it loosens and is not trusted; run `sre-mcp trust copy0` at a terminal.", read.Notices);
    }

    [Fact]
    public void A_later_operators_copy_overrides_key_by_key_and_takes_back_no_tightening()
    {
        var read = Read((Full, Trust.Operator), ("""
            kubernetes: { contexts: { blue: { environment: development } }, endpoints: { other: { server: 'https://h' } }, hidden-contexts: [x] }
            answers: { budget-tokens: 500 }
            """, Trust.Operator));

        Assert.Equal(["lab", "other"], read.Kubernetes.Endpoints.Keys.Order());
        Assert.Equal([Environment.Production, Environment.Development], read.Kubernetes.Hints.Select(hint => hint.Environment));
        Assert.Equal(2, read.Kubernetes.HiddenContexts.Count);
        Assert.Equal(500, read.Answers.BudgetTokens);
        Assert.NotNull(read.Kubernetes.Kubeconfigs);
    }

    [Fact]
    public void A_token_for_a_Prometheus_without_TLS_stays_on_this_machine() =>
        Assert.NotNull(Read(("prometheus: { blue: { server: 'http://127.0.0.1:9090', token: { file: t } } }", Trust.Operator)).Prometheus["blue"].Token);

    [Fact]
    public void A_workspace_may_make_answers_smaller() => Assert.Equal(700, Read(("answers: { budget-tokens: 700 }", Trust.Workspace)).Answers.BudgetTokens);

    [Fact]
    public void A_hint_of_the_workspace_only_tightens()
    {
        var operators = new PolicyFile("o.yaml", "environments: [{ id: lab, environment: development, match: { cluster: abc }, reason: The lab. }]", Trust.Operator);
        var target = new KubernetesTarget { Context = "blue", Cluster = new(new("https://h"), null, "abc", Verified: true) };

        Assert.Equal(Environment.Development, Class(Environment.Sandbox, Trust.Workspace));
        Assert.Equal(Environment.Production, Class(Environment.Production, Trust.Workspace));
        Assert.Equal(Environment.Staging, Class(Environment.Staging, Trust.Operator));

        Environment Class(Environment hinted, Trust trust) => PolicySet
            .Load([.. ShippedPolicies.Read(), operators], [new("blue", hinted, new("sre-mcp.yaml", 1), trust)])
            .Classify(target, new UnitTests.Policy.Memory(), new()).Environment;
    }

    [Theory]
    [InlineData("kubernets: {}", "SRE0205", 1)]
    [InlineData("kubernetes: { context: {} }", "SRE0205", 1)]
    [InlineData("kubernetes:\n  contexts:\n    blue: { environment: prod }", "SRE0209", 3)]
    [InlineData("kubernetes:\n  contexts:\n    blue: { enviroment: production }", "SRE0205", 3)]
    [InlineData("kubernetes:\n  contexts: [blue]", "SRE0208", 2)]
    [InlineData("kubernetes:\n  exec-plugins: [./evil]", "SRE0210", 2)]
    [InlineData("kubernetes:\n  exec-plugins: [../kubelogin]", "SRE0210", 2)]
    [InlineData("kubernetes:\n  exec-plugins: ['kubelogin --flag']", "SRE0210", 2)]
    [InlineData("kubernetes:\n  hidden-contexts: ['[a]']", "SRE0210", 2)]
    [InlineData("kubernetes:\n  endpoints:\n    lab: { server: 'http://h' }", "SRE0210", 3)]
    [InlineData("kubernetes:\n  endpoints:\n    lab: {}", "SRE0207", 3)]
    [InlineData("prometheus: { blue: { server: 'ftp://h' } }", "SRE0210", 1)]
    [InlineData("prometheus: { blue: { server: 'https://h?a=b' } }", "SRE0210", 1)]
    [InlineData("prometheus: { blue: { url: 'https://h' } }", "SRE0205", 1)]
    [InlineData("prometheus:\n  blue:\n    server: http://10.0.0.1:9090\n    token: { file: t }", "SRE0210", 4)]
    [InlineData("prometheus: { blue: { server: 'https://h', labels: { 'a}b': c } } }", "SRE0210", 1)]
    [InlineData("prometheus: { blue: { server: 'https://h', labels: { \"a\\n\": c } } }", "SRE0210", 1)]
    [InlineData("answers: { budget-tokens: 499 }", "SRE0208", 1)]
    [InlineData("answers: { budget-tokens: 12001 }", "SRE0208", 1)]
    [InlineData("answers: { budget-tokens: '600' }", "SRE0208", 1)]
    [InlineData("tools: { sets: [] }", "SRE0208", 1)]
    [InlineData("tools:\n  sets: [journal, kubernets]", "SRE0209", 2)]
    [InlineData("folders: off", "SRE0208", 1)]
    public void A_wrong_copy_stops_the_start(string text, string code, int line)
    {
        foreach (var trust in (Trust[])[Trust.Operator, Trust.Workspace])
        {
            var refused = Assert.Throws<SreException>(() => Read((text, trust)));

            Assert.Equal(code, refused.Code.Code);
            Assert.StartsWith($"copy0:{line}: found ", refused.What, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("token: hunter2secret")]
    [InlineData("token: [hunter2secret]")]
    [InlineData("token: { env: hunter2secret }")]
    [InlineData("token: { env: 'hunter2 secret' }")]
    [InlineData("token: { env: 8273645 }")]
    [InlineData("token: 8273645")]
    public void A_secret_in_the_file_is_refused_and_not_repeated(string token)
    {
        var refused = Assert.Throws<SreException>(() => Read(($"kubernetes: {{ endpoints: {{ lab: {{ server: 'https://h', {token} }} }} }}", Trust.Operator)));

        Assert.Equal("SRE0215", refused.Code.Code);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("8273645", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_an_address_is_refused_and_not_repeated()
    {
        var refused = Assert.Throws<SreException>(() => Read(("kubernetes: { endpoints: { lab: { server: 'https://ann:hunter2@h' } } }", Trust.Operator)));

        Assert.Equal("SRE0215", refused.Code.Code);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    private static SreMcpConfiguration Read(params (string Text, Trust Trust)[] copies) =>
        ConfigurationReader.Read([.. copies.Select((copy, index) => new ConfigurationCopy($"copy{index}", "/cfg", copy.Text, copy.Trust))], "/home/ann");
}
