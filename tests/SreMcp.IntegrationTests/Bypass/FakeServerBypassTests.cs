using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Kubernetes.Connection;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Servers that lie: about who they are, or about where the rest of the conversation takes place.</summary>
[Collection(nameof(Intruder))]
public sealed class FakeServerBypassTests(Intruder intruder) : IDisposable
{
    private readonly HomeFolder _home = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Follows_no_redirect_to_production(int status)
    {
        // Others talk to the same production server meanwhile: only who followed the redirect can ask for this.
        var trap = $"api/v1/namespaces/kube-system?redirected={Guid.NewGuid():N}";
        await using HostileServer fake = new(_authority.Issue("127.0.0.1"), HostileServer.Json("{}", status, $"Location: {intruder.Production.Server}{trap}\r\n"));
        await using var agent = await AgentAsync(new("dev", fake.Address, $"{_authority.Pem}\n{await AuthorityAsync()}", Token()));
        var mark = await intruder.MarkAsync();

        var reply = await intruder.FailsAsync(agent, "SRE0704|SRE0108", "execute_rollout", ContextBypassTests.Restart("dev"));

        Assert.NotEmpty(fake.Heard);
        Assert.DoesNotContain(await intruder.Production.Audit.RequestsSinceAsync(mark.Production), request => request.Uri.EndsWith(trap, StringComparison.Ordinal));
        Assert.True(reply.IsError);
    }

    [Theory]
    [InlineData("insecure-skip-tls-verify: true")]
    [InlineData("")]
    public async Task Believes_no_cluster_id_over_a_connection_that_proves_nothing(string cluster)
    {
        var answer = HostileServer.Json($$$"""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"kube-system","uid":"{{{intruder.Development.ClusterId}}}"}}""");
        await using HostileServer fake = new(cluster.Length > 0 ? _authority.Issue("127.0.0.1") : null, answer);
        await using var agent = await AgentAsync(new("dev", fake.Address, Authority: null, Cluster: cluster));

        Assert.Matches(@"dev\s+unknown\s+closed|dev\s+development\s+closed|SRE03", (await agent.CallAsync("read_environments")).Text);
        await intruder.FailsAsync(agent, "SRE", "execute_cordon", ("context", "dev"), ("node", "node-a"), ("reason", "x"));
        Assert.DoesNotContain(fake.Heard, request => !request.Line.StartsWith("GET ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"a/../b\"")]
    [InlineData("\"{dev}\\u0000\"")]
    [InlineData("\" {dev}\"")]
    [InlineData("[\"{dev}\"]")]
    public async Task Opens_nothing_by_a_cluster_id_that_is_almost_right(string id)
    {
        var told = id.Replace("{dev}", intruder.Development.ClusterId, StringComparison.Ordinal);
        await using HostileServer fake = new(_authority.Issue("127.0.0.1"), HostileServer.Json($$$"""{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"kube-system","uid":{{{told}}}}}"""));
        await using var agent = await AgentAsync(new("dev", fake.Address, _authority.Pem));

        Assert.DoesNotMatch(@"dev\s+\w+\s+opened", (await agent.CallAsync("read_environments")).Text);
        await intruder.FailsAsync(agent, "SRE", "execute_cordon", ("context", "dev"), ("node", "node-a"), ("reason", "x"));
        Assert.DoesNotContain(fake.Heard, request => !request.Line.StartsWith("GET ", StringComparison.Ordinal));
    }

    private Task<string> AuthorityAsync() => File.ReadAllTextAsync(intruder.Production.CertificateAuthorityFile, TestContext.Current.CancellationToken);

    private string Token() => $"token: {intruder.Production.Tokens["writer"]}";

    private Task<Agent> AgentAsync(KubeconfigContext context)
    {
        _home.OpenDevelopment(intruder.Development);
        var file = Path.Combine(_home.Path, "config");
        File.WriteAllText(file, KubeconfigText.Of(context));
        return Agent.StartAsync(new(_home) { Kubeconfig = [file] });
    }
}
