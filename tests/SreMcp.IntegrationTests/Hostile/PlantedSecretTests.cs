using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Kubernetes.Connection;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

/// <summary>Every tool over every place where a secret lies; then every place where one could have come out.</summary>
public sealed partial class PlantedSecretTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Nothing_planted_in_a_cluster_comes_out_of_any_tool()
    {
        var (production, development) = await planes.BothAsync();
        await Task.WhenAll(production.SeededAsync(), development.SeededAsync());
        _home.OpenDevelopment(development);
        PlantInLogs(production.Logs);
        PlantInLogs(development.Logs);
        await using var wire = await Wire.OpenAsync(new(_home) { Kubeconfig = [production.Kubeconfig, development.Kubeconfig] });

        foreach (var (tool, arguments) in Reads(production.Context).Concat(Reads(development.WriterContext)).Concat(Changes(production.WriterContext)).Concat(Changes(development.WriterContext)))
        {
            var answer = await wire.CallAsync(tool, arguments);
            PlantedSecrets.AssertNoneIn(answer.Text, $"{tool} {arguments}");
            foreach (Match kept in KeptResult().Matches(answer.Text))
            {
                await wire.CallAsync("read_result", $$"""{"id":"{{kept.Groups[1].Value}}"}""");
                await wire.CallAsync("read_result", $$"""{"id":"{{kept.Groups[1].Value}}","grep":"(?i)pass|token|secret|key"}""");
            }
        }

        await AssertNothingCameOutAsync(wire);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_home.Workspace, ".sre-mcp"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Nothing_that_a_caller_puts_into_arguments_comes_out_again()
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        string[] recognisable = [PlantedSecrets.ConnectionString, PlantedSecrets.EnvironmentToken, PlantedSecrets.LogLine, PlantedSecrets.ErrorBody, PlantedSecrets.ApiKey, PlantedSecrets.Annotation, $"password={PlantedSecrets.DatabasePassword}"];
        foreach (var secret in recognisable)
        {
            var json = JsonSerializer.Serialize(secret);
            foreach (var (tool, arguments) in new[]
            {
                ("read_policy", $$"""{"operation":{{json}}}"""), ("read_policy", $$"""{"operation":"kubernetes.restart","target":{{json}}}"""), ("read_kubernetes", $$"""{"kind":{{json}}}"""), ("read_kubernetes", $$"""{"kind":"pods","context":{{json}}}"""),
                ("check_manifest", $$"""{"path":{{json}}}"""), ("read_rollouts", $$"""{"workload":{{json}}}"""), ("read_kubernetes_usage", $$"""{"workload":{{json}}}"""),
                ("read_kubernetes_connectivity", $$"""{"from":"Deployment/web","to":{{json}}}"""), ("read_kubernetes_connectivity", $$"""{"from":{{json}},"to":"api:80"}"""),
                ("read_journal", $$"""{"contains":{{json}}}"""), ("read_result", $$"""{"id":{{json}}}"""), ("generate_script", $$"""{"template":{{json}}}"""), ("generate_script", $$$"""{"template":"kubernetes_rollback","parameters":{"context":{{{json}}}}}"""),
                ("execute_rollout", $$"""{"action":"restart","workload":"Deployment/x","reason":{{json}}}"""), ("execute_apply", $$"""{"manifest":{{json}}}"""), (secret, "{}"), ("read_policy", $$"""{ {{json}}:1}"""),
            })
            {
                var answer = await wire.CallAsync(tool, arguments);
                PlantedSecrets.AssertNoneIn(answer.Text, $"{tool} {arguments.Replace(json, "SECRET", StringComparison.Ordinal)}");
            }
        }

        await AssertNothingCameOutAsync(wire);
    }

    [Theory]
    [InlineData("token: {0}")]
    [InlineData("username: admin, password: {0}")]
    public async Task A_server_that_echoes_credentials_in_its_errors_is_quoted_without_them(string user)
    {
        const string Secret = "pl4nted-Kub3config-Cred3ntial-q8Zr";
        PlantedSecrets.Plant("credential of the kubeconfig", Secret);
        var (status, asStatus) = (0, false);
        await using var cluster = new LookAlikeCluster((heard, stream, cancelled) => Echo(status, asStatus)(heard, stream, cancelled));
        var file = cluster.WriteKubeconfig(_home, string.Format(System.Globalization.CultureInfo.InvariantCulture, user, Secret));
        foreach (var isStatus in new[] { true, false })
        {
            // The run itself looks for every planted secret in what was printed.
            (status, asStatus) = (403, isStatus);
            await CommandRun.OfAsync(new ServerSetup(_home) { Kubeconfig = [file], Arguments = ["doctor"] });
            Assert.Contains("\"environment\": \"unknown\"", (await CommandRun.OfAsync(new ServerSetup(_home) { Kubeconfig = [file], Arguments = ["doctor", "--json"] })).Output, StringComparison.Ordinal);
        }

        await using var wire = await Wire.OpenAsync(new(_home) { Kubeconfig = [file] });
        foreach (var answered in new[] { 400, 401, 403, 404, 409, 418, 422, 429, 500, 503 })
        {
            foreach (var isStatus in new[] { true, false })
            {
                (status, asStatus) = (answered, isStatus);
                foreach (var (tool, arguments) in new[] { ("read_kubernetes", """{"kind":"pods"}"""), ("read_kubernetes", """{"kind":"pods","name":"x"}"""), ("execute_pod_deletion", """{"name":"x"}""") })
                {
                    var answer = await wire.CallAsync(tool, arguments);
                    PlantedSecrets.AssertNoneIn(answer.Text, $"{tool} at HTTP {status}, {(asStatus ? "a Status" : "plain text")}");
                }
            }
        }

        await AssertNothingCameOutAsync(wire);
    }

    [Theory]
    [InlineData("echo '{0}' >&2; exit 1")]
    [InlineData("echo '{0}'; exit 0")]
    [InlineData("echo 'refresh_token={0}' >&2; echo '{{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{{\"token\":\"{0}\"}}}}'")]
    [InlineData("echo '{{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{{\"token\":\"{0}\", broken'")]
    public async Task What_a_credential_plugin_says_stays_inside(string script)
    {
        PlantedSecrets.Plant("output of the plugin", PluginToken);
        var plugin = Path.Combine(_home.Path, "bin", "kubelogin");
        Directory.CreateDirectory(Path.GetDirectoryName(plugin)!);
        await File.WriteAllTextAsync(plugin, $"#!/bin/sh\n{string.Format(System.Globalization.CultureInfo.InvariantCulture, script, PluginToken)}\n", TestContext.Current.CancellationToken);
        Assert.True(await Tmpfs.RunAsync("chmod", "+x", plugin));
        await using var cluster = new LookAlikeCluster(Echo(403, asStatus: true));
        var file = cluster.WriteKubeconfig(_home, "exec: {apiVersion: client.authentication.k8s.io/v1, command: kubelogin, interactiveMode: Never}");
        var setup = new ServerSetup(_home) { Kubeconfig = [file], Variables = new Dictionary<string, string> { ["PATH"] = $"{Path.GetDirectoryName(plugin)}:/usr/bin:/bin" } };
        foreach (var form in new[] { Array.Empty<string>(), ["--json"] })
        {
            await CommandRun.OfAsync(setup with { Arguments = ["doctor", .. form] });
        }

        await using var wire = await Wire.OpenAsync(setup);
        foreach (var tool in new[] { "read_kubernetes", "read_environments" })
        {
            var answer = await wire.CallAsync(tool, tool is "read_environments" ? "{}" : """{"kind":"pods"}""");
            PlantedSecrets.AssertNoneIn(answer.Text, tool);
        }

        await AssertNothingCameOutAsync(wire);
    }

    private const string PluginToken = "pl4ntedPlug1nT0ken.Zm9vYmFyYmF6.9f8e7d6c5b4a";

    /// <summary>An error that repeats the request's credential and holds secrets of the server's own.</summary>
    private static Func<HeardRequest, Stream, CancellationToken, Task> Echo(int status, bool asStatus) => async (heard, stream, cancelled) =>
    {
        var said = $"request with authorization {heard.Header("Authorization")} failed: connection string {PlantedSecrets.ConnectionString} key {PlantedSecrets.ErrorBody} token={PlantedSecrets.LogLine}";
        var body = asStatus
            ? $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","message":{{JsonSerializer.Serialize(said)}},"code":{{status}}}"""
            : said;
        await stream.WriteAsync(Encoding.UTF8.GetBytes(HostileServer.Response(status, asStatus ? "application/json" : "text/plain", body)), cancelled);
    };

    /// <summary>As programs write them: in sentences, JSON, logfmt, and cut over the limits of a line.</summary>
    private static void PlantInLogs(ContainerLogs logs)
    {
        string[] lines =
        [
            $"INFO connecting with {PlantedSecrets.ConnectionString}",
            $"ERROR login failed: token={PlantedSecrets.LogLine}",
            $$"""{"level":"error","msg":"call failed","authorization":"Bearer {{PlantedSecrets.LogLine}}","api_key":{{JsonSerializer.Serialize(PlantedSecrets.ApiKey)}}}""",
            $"level=warn msg=\"retry with {PlantedSecrets.EnvironmentToken}\" url={PlantedSecrets.Annotation}",
            $"{new string('x', 140)} password={PlantedSecrets.DatabasePassword}",
            $"ERROR {new string('y', 480)} token: {PlantedSecrets.LogLine}",
            $"AWS key {PlantedSecrets.ErrorBody} refused",
        ];
        logs.Say("payments", "api-*", "api", lines);
        logs.SayBefore("payments", "api-*", "api", lines);
    }

    private static IEnumerable<(string Tool, string Arguments)> Reads(string context)
    {
        yield return ("read_environments", "{}");
        yield return ("read_environments", $$"""{"context":"{{context}}"}""");
        yield return ("read_policy", "{}");
        foreach (var kind in new[] { "pods", "secrets", "configmaps", "deployments", "replicasets", "events", "serviceaccounts", "nodes", "jobs", "statefulsets", "carts" })
        {
            yield return ("read_kubernetes", $$"""{"context":"{{context}}","kind":"{{kind}}","limit":500}""");
            yield return ("read_kubernetes", $$"""{"context":"{{context}}","kind":"{{kind}}","problems":true}""");
            yield return ("read_kubernetes", $$"""{"context":"{{context}}","kind":"{{kind}}","columns":[".metadata.annotations",".data",".spec",".message",".stringData",".spec.template.spec.containers",".metadata.managedFields"],"limit":500}""");
        }

        foreach (var (kind, @namespace, name) in new[] { ("secret", "payments", "api-credentials"), ("configmap", "payments", "api-settings"), ("deployment", "payments", "api"), ("event", "portfolio", "unready.probe") })
        {
            yield return ("read_kubernetes", $$"""{"context":"{{context}}","kind":"{{kind}}","namespace":"{{@namespace}}","name":"{{name}}"}""");
        }

        foreach (var how in new[] { "\"mode\":\"patterns\"", "\"mode\":\"lines\"", "\"mode\":\"patterns\",\"previous\":true", "\"mode\":\"lines\",\"level\":\"error\"", "\"include\":\"/pl4nted.*/\"" })
        {
            yield return ("read_kubernetes_logs", $$"""{"context":"{{context}}","namespace":"payments","name":"Deployment/api",{{how}}}""");
        }

        yield return ("read_rollouts", $$"""{"context":"{{context}}"}""");
        yield return ("read_rollouts", $$"""{"context":"{{context}}","namespace":"payments","workload":"Deployment/api"}""");
        yield return ("read_rollouts", $$"""{"context":"{{context}}","namespace":"payments","workload":"Helm/api"}""");
        yield return ("read_kubernetes_usage", $$"""{"context":"{{context}}","limit":200}""");
        yield return ("read_kubernetes_usage", $$"""{"context":"{{context}}","namespace":"payments","workload":"Deployment/api"}""");
        yield return ("read_kubernetes_connectivity", $$"""{"context":"{{context}}","namespace":"payments","from":"Deployment/api","to":"Service/api"}""");
        yield return ("read_kubernetes_connectivity", $$"""{"context":"{{context}}","namespace":"payments","from":"outside","to":"Service/api"}""");
        yield return ("generate_script", $$$"""{"template":"kubernetes_rollback","parameters":{"context":"{{{context}}}","workload":"payments/Deployment/api"}}""");
        yield return ("generate_script", $$$"""{"template":"kubernetes_restart","parameters":{"context":"{{{context}}}","workload":"payments/Deployment/api"}}""");
        yield return ("read_journal", """{"limit":200}""");
    }

    /// <summary>Dry runs where an operator opened the cluster, refusals with a script where not.</summary>
    private static IEnumerable<(string Tool, string Arguments)> Changes(string context)
    {
        foreach (var action in new[] { "restart", "undo", "scale" })
        {
            yield return ("execute_rollout", $$"""{"context":"{{context}}","action":"{{action}}","workload":"Deployment/api","namespace":"payments","replicas":3,"dry_run":true,"reason":"a test"}""");
        }

        var manifest = JsonSerializer.Serialize($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: api-settings, namespace: payments }}\ndata:\n  database.password: {PlantedSecrets.ConfigMapPassword}\n  url: \"{PlantedSecrets.ConnectionString}\"\n");
        yield return ("execute_apply", $$"""{"context":"{{context}}","manifest":{{manifest}},"dry_run":true,"reason":"a test"}""");
        yield return ("read_journal", """{"limit":200,"contains":"api-settings"}""");
    }

    private async Task AssertNothingCameOutAsync(Wire wire)
    {
        PlantedSecrets.AssertNoneIn(wire.Server.StandardOutput, "stdout");
        PlantedSecrets.AssertNoneIn(string.Join('\n', wire.Server.StandardError), "stderr");
        PlantedSecrets.AssertNoneIn(Books.Raw(_home), "the store's files");
        var (code, export) = await Books.RunAsync(_home, "audit", "export");
        Assert.Equal(0, code);
        PlantedSecrets.AssertNoneIn(export, "the export of the chain");
        foreach (var file in Directory.EnumerateFiles(_home.Workspace, "*", SearchOption.AllDirectories))
        {
            PlantedSecrets.AssertNoneIn(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), Path.GetRelativePath(_home.Workspace, file));
        }

        wire.AssertSound();
        Assert.Equal(wire.Answered, Books.Journal(_home).Count(row => row.Session == Books.Journal(_home)[0].Session));
    }

    [GeneratedRegex("read_result id=([A-Za-z0-9-]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeptResult();
}
