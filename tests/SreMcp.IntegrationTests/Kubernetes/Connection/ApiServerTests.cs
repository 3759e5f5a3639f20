using System.Text;
using System.Text.Json;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.IntegrationTests.Kubernetes.Connection;

/// <summary>Against a real API server.</summary>
public sealed class ApiServerTests(ControlPlanes planes) : IAsyncLifetime
{
    private const string Json = "application/json";

    private readonly TestClusters _clusters = new();
    private ControlPlane _plane = null!;
    private ClusterConnection _connection = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _plane = await planes.DevelopmentAsync();
        _connection = As("admin");
    }

    public ValueTask DisposeAsync()
    {
        _clusters.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_over_http_2_with_a_client_certificate()
    {
        using var response = await _connection.ReadAsync("/version", Json, Cancelled);
        Assert.Equal(new(2, 0), response.Version);
        Assert.Contains("gitVersion", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/namespaces/default/pods/none", "SRE0404")]
    [InlineData("/apis/none.example/v1", "SRE0404")]
    [InlineData("/api/v1/pods?labelSelector=%21%21", "SRE0400")]
    [InlineData("/api/v1/namespaces?continue=junk", "SRE0400")]
    [InlineData("/api/v1/namespaces/default/pods/none/exec?command=id", "SRE0701")]
    public async Task Names_what_the_real_one_answers(string path, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<SreException>(() => _connection.ReadAsync(path, Json, Cancelled))).Code.Code);

    [Theory]
    [InlineData("nobody", "SRE0403")]
    [InlineData("stranger", "SRE0401")]
    public async Task Tells_a_stranger_from_one_without_rights(string user, string code)
    {
        var token = _plane.Tokens.GetValueOrDefault(user, "no-such-token");
        var connection = _clusters.Connect(_plane.Server.AbsoluteUri, await File.ReadAllTextAsync(_plane.CertificateAuthorityFile, Cancelled), user: $"token: {token}");
        var error = await Assert.ThrowsAsync<SreException>(() => connection.ReadAsync("/api/v1/namespaces/default/configmaps", Json, Cancelled));
        Assert.Equal(code, error.Code.Code);
    }

    [Fact]
    public async Task Impersonation_takes_the_rights_of_another()
    {
        var kubeconfig = await File.ReadAllTextAsync(_plane.Kubeconfig, Cancelled);
        var path = _clusters.Write("as-jane", kubeconfig.Replace($"name: {_plane.Context}-admin, user: {{", $"name: {_plane.Context}-admin, user: {{ as: jane, as-groups: [readers],", StringComparison.Ordinal));
        var connection = _clusters.Open(_clusters.Settings with { Kubeconfigs = [path] }).Connect($"{_plane.Context}-admin");
        Assert.True(connection.Context.Impersonates);
        var error = await Assert.ThrowsAsync<SreException>(() => connection.ReadAsync("/api/v1/namespaces/default/configmaps", Json, Cancelled));
        Assert.Contains("\"jane\"", error.Remote.ForAnalysis(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_nothing_before_the_cluster_is_identified()
    {
        var error = await Assert.ThrowsAsync<SreException>(() => WriteAsync(_connection, Grant("unread"), "sre-unread", dryRun: false));
        Assert.Equal(Errors.Connections.NotIdentified, error.Code);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_the_change_that_follows_happens_once()
    {
        // Tests of what an intruder reaches judge by what the administrator sent.
        _connection = As("writer");
        var id = await IdentifyAsync();
        var name = $"sre-{Guid.NewGuid():N}";
        var grant = Grant(id, Requirement.DryRun);
        await Assert.ThrowsAsync<SreException>(() => WriteAsync(_connection, grant, name, dryRun: false));
        (await WriteAsync(_connection, grant, name, dryRun: true)).Dispose();
        await Assert.ThrowsAsync<SreException>(() => _connection.ReadAsync($"/api/v1/namespaces/default/configmaps/{name}", Json, Cancelled));
        (await WriteAsync(_connection, grant, name, dryRun: false)).Dispose();
        (await _connection.ReadAsync($"/api/v1/namespaces/default/configmaps/{name}", Json, Cancelled)).Dispose();
        Assert.Equal(Errors.Guards.PermitRefused, (await Assert.ThrowsAsync<SreException>(() => WriteAsync(_connection, grant, name, dryRun: false))).Code);

        var deletion = Grant(id);
        (await _connection.WriteAsync(HttpMethod.Delete, $"/api/v1/namespaces/default/configmaps/{name}", Json, """{"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All"]}"""u8.ToArray(), deletion, dryRun: true, Cancelled)).Dispose();
        (await _connection.ReadAsync($"/api/v1/namespaces/default/configmaps/{name}", Json, Cancelled)).Dispose();
        (await _connection.WriteAsync(HttpMethod.Delete, $"/api/v1/namespaces/default/configmaps/{name}", Json, default, deletion, dryRun: false, Cancelled)).Dispose();
        await Assert.ThrowsAsync<SreException>(() => _connection.ReadAsync($"/api/v1/namespaces/default/configmaps/{name}", Json, Cancelled));
    }

    [Fact]
    public async Task Known_production_is_refused_with_a_valid_permit()
    {
        var id = await IdentifyAsync();
        _clusters.Known.Add(Identity.Namespace(id, "default"), "label");
        var error = await Assert.ThrowsAsync<SreException>(() => WriteAsync(_connection, Grant(id), "sre-never", dryRun: false));
        Assert.Equal(Errors.Guards.ProductionRefused, error.Code);
    }

    private ClusterConnection As(string user) => _clusters.Open(_clusters.Settings with { Kubeconfigs = [_plane.Kubeconfig] }).Connect($"{_plane.Context}-{user}");

    private async Task<string> IdentifyAsync()
    {
        using var document = JsonDocument.Parse(await TestClusters.BodyAsync(await _connection.ReadAsync("/api/v1/namespaces/kube-system", Json, Cancelled), Cancelled));
        var id = document.RootElement.GetProperty("metadata").GetProperty("uid").GetString()!;
        _connection.Identify(id);
        return id;
    }

    private static Task<HttpResponseMessage> WriteAsync(ClusterConnection connection, ExecuteGrant grant, string name, bool dryRun) => connection.WriteAsync(
        HttpMethod.Post, "/api/v1/namespaces/default/configmaps", Json, Encoding.UTF8.GetBytes($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"}}"""), grant, dryRun, Cancelled);

    private ExecuteGrant Grant(string id, params Requirement[] requirements) => new(new(
        new()
        {
            Verdict = Verdict.Allow,
            Operation = Operations.KubernetesApply,
            Target = new KubernetesTarget { Context = _connection.Context.Name, Cluster = new(_connection.Context.Server, _connection.Context.CertificateAuthority, id, true), Namespace = "default" },
            Classification = new(Environment.Development, true, []),
            RuleId = "test",
            Source = FileLine.CompiledIn,
            Reason = "test",
            Requirements = requirements,
        },
        "id",
        "head"));
}
