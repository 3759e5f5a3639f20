using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SreMcp.Doctor;
using SreMcp.IntegrationTests.Bypass;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary><c>sre-mcp doctor</c> against two real control planes, whose audit logs say what it did there.</summary>
public sealed class DoctorTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Says_of_every_context_what_it_is_and_whether_its_credential_could_write()
    {
        var (production, development) = await planes.BothAsync();
        _home.OpenDevelopment(development);
        var mark = await production.Audit.MarkAsync();
        var (code, report, _) = await JsonAsync([production.Kubeconfig, development.Kubeconfig]);

        Assert.Equal(1, code);
        Assert.False((bool)report["healthy"]!);
        var reader = Context(report, "prod-weu-reader");
        Assert.Equal(("production", "no", "yes"), ((string)reader["environment"]!, (string)reader["writing"]!["state"]!, (string)reader["answer"]!["state"]!));
        Assert.Equal(production.ClusterId, (string)reader["clusterId"]!);
        Assert.Equal(("token", "prod-weu-reader", production.Kubeconfig), ((string)reader["credential"]!["kind"]!, (string)reader["credential"]!["user"]!, (string)reader["credential"]!["source"]!));
        Assert.Contains(reader["evidence"]!.AsArray(), evidence => ((string)evidence!["because"]!).Contains("'prod'", StringComparison.Ordinal));
        Assert.Equal((int)reader["writing"]!["namespaces"]!, (int)reader["writing"]!["namespacesAsked"]!);
        Assert.Equal("impersonate serviceaccounts in default", (string)Context(report, "prod-weu-writer")["writing"]!["examples"]![0]!);
        Assert.StartsWith("* *.*", (string)Context(report, "prod-weu-admin")["writing"]!["examples"]![0]!, StringComparison.Ordinal);
        Assert.Equal("client certificate", (string)Context(report, "prod-weu-admin")["credential"]!["kind"]!);
        Assert.Equal("unknown", (string)Context(report, "prod-weu-nobody")["writing"]!["state"]!);
        Assert.Equal(("development", true, "yes"), ((string)Context(report, "dev-weu-writer")["environment"]!, (bool)Context(report, "dev-weu-writer")["opened"]!, (string)Context(report, "dev-weu-writer")["writing"]!["state"]!));

        string[] expected = ["context prod-weu-admin", "context prod-weu-by-name", "context prod-weu-writer"];
        Assert.Equal(expected, Problems(report, "SRE0808").Order(StringComparer.Ordinal));
        Assert.Contains("kubectl --context prod-weu-admin --namespace sre-mcp create token", (string)report["readOnlyIdentity"]!, StringComparison.Ordinal);
        Assert.Empty(await production.Audit.MutationsSinceAsync(mark));

        // Other tests ask what they may do there, too, but none as the user who may do nothing.
        var questions = (await production.Audit.RequestsSinceAsync(mark)).Where(request => request is { IsQuestionAboutOneself: true, User: "nobody" }).ToArray();
        Assert.NotEmpty(questions);
        Assert.All(questions, question => Assert.Equal("selfsubjectrulesreviews", question.Target!.Resource));
    }

    [Fact]
    public async Task Finds_nothing_wrong_where_the_credential_can_only_read()
    {
        var plane = await planes.ProductionAsync();
        var (code, report, errors) = await JsonAsync([plane.Kubeconfig], "--context", "prod-weu-reader");

        Assert.Equal((0, true), (code, (bool)report["healthy"]!));
        Assert.Single(report["contexts"]!.AsArray());
        Assert.Null((string?)report["readOnlyIdentity"]);
        Assert.DoesNotContain("SRE0", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_identity_that_it_prints_can_read_and_cannot_write()
    {
        var plane = await planes.DevelopmentAsync();
        Assert.Contains(ReadOnlyIdentity.Manifest, (string)(await JsonAsync([(await planes.ProductionAsync()).Kubeconfig])).Report["readOnlyIdentity"]!, StringComparison.Ordinal);
        string[] collections = ["/api/v1/namespaces", "/api/v1/namespaces/sre-mcp/serviceaccounts", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"];
        try
        {
            foreach (var (collection, document) in collections.Zip(ReadOnlyIdentity.Manifest.Split("---\n")))
            {
                using var body = new StringContent(document, Encoding.UTF8, "application/yaml");
                using var made = await plane.Admin.Http.PostAsync(new Uri(collection, UriKind.Relative), body, TestContext.Current.CancellationToken);
                Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }

            var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject { ["audiences"] = new JsonArray("https://kubernetes.default.svc") } };
            var token = (string)(await plane.Admin.CreateAsync("/api/v1/namespaces/sre-mcp/serviceaccounts/reader/token", request))["status"]!["token"]!;
            PlantedSecrets.Plant("token of the read-only identity", token);
            var file = Write("kubeconfig", KubeconfigText.Of(new KubeconfigContext("prod-like", plane.Server.AbsoluteUri, await File.ReadAllTextAsync(plane.CertificateAuthorityFile, TestContext.Current.CancellationToken), $"token: '{token}'")));
            var (code, report, _) = await JsonAsync([file]);

            var context = Context(report, "prod-like");
            Assert.Equal((0, "yes", "no"), (code, (string)context["answer"]!["state"]!, (string)context["writing"]!["state"]!));
            var read = await CommandRun.OfAsync(new ServerSetup(_home) { Kubeconfig = [file], Arguments = ["call", "read_kubernetes", "--kind", "nodes"] });
            Assert.Equal(0, read.ExitCode);
        }
        finally
        {
            foreach (var path in new[] { $"{collections[4]}/sre-mcp-reader", $"{collections[4]}/sre-mcp-view", $"{collections[2]}/sre-mcp-reader", $"{collections[0]}/sre-mcp" })
            {
                await plane.Admin.DeleteAsync(path);
            }
        }
    }

    [Theory]
    [InlineData("https://127.0.0.1:1", "token: sesame-1234", "SRE0321")]
    [InlineData("https://127.0.0.1:1", "auth-provider: {name: gcp}", "SRE0311")]
    [InlineData("https://127.0.0.1:1", "exec: {apiVersion: client.authentication.k8s.io/v1, command: kubelogin, interactiveMode: Never}", "SRE0313")]
    [InlineData("https://127.0.0.1:1", "exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, interactiveMode: Never}", "SRE0312")]
    [InlineData("https://nowhere.invalid", "token: sesame-1234", "SRE0320")]
    public async Task Says_why_a_context_does_not_answer(string server, string user, string code)
    {
        var file = Write("kubeconfig", KubeconfigText.Of(new KubeconfigContext("far", server, User: user)));
        var (exit, report, _) = await JsonAsync([file]);

        Assert.Equal(1, exit);
        Assert.Equal(["context far"], Problems(report, code));
        Assert.Equal(("no", code, "unknown"), ((string)Context(report, "far")["answer"]!["state"]!, (string)Context(report, "far")["answer"]!["code"]!, (string)Context(report, "far")["writing"]!["state"]!));
    }

    [Fact]
    public async Task Says_on_stderr_whom_it_waits_for_and_gives_up_in_time()
    {
        // Takes connections and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var file = Write("kubeconfig", KubeconfigText.Of([.. new[] { "far", "further" }.Select(name => new KubeconfigContext(name, $"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"))]));
        var start = System.Diagnostics.Stopwatch.StartNew();
        var (exit, report, errors) = await JsonAsync([file]);

        Assert.Equal(1, exit);
        Assert.Matches("1 s: waiting for far, further", errors);
        Assert.InRange(start.Elapsed.TotalSeconds, 1, 25);
        Assert.All(report["contexts"]!.AsArray(), context => Assert.Equal("no", (string)context!["answer"]!["state"]!));
    }

    [Fact]
    public async Task Says_what_is_wrong_with_a_credential_that_a_server_refuses()
    {
        var plane = await planes.ProductionAsync();
        var authority = await File.ReadAllTextAsync(plane.CertificateAuthorityFile, TestContext.Current.CancellationToken);
        var file = Write("kubeconfig", KubeconfigText.Of(new KubeconfigContext("prod-x", plane.Server.AbsoluteUri, authority, "token: not-a-token-of-anybody")));
        var (exit, report, _) = await JsonAsync([file]);

        Assert.Equal((1, "no", "SRE0401"), (exit, (string)Context(report, "prod-x")["answer"]!["state"]!, (string)Context(report, "prod-x")["answer"]!["code"]!));
    }

    [Theory]
    [InlineData(null, "SRE0301")]
    [InlineData("apiVersion: v1\nkind: Config\nclusters: [\n", "SRE0301")]
    public async Task Says_when_there_is_no_kubeconfig_or_a_broken_one(string? text, string code)
    {
        var file = text is null ? Path.Combine(_home.Path, "missing") : Write("kubeconfig", text);
        var (exit, report, _) = await JsonAsync([file]);

        Assert.Equal(1, exit);
        Assert.Equal(["kubeconfig"], Problems(report, code));
    }

    [Fact]
    public async Task Tells_which_files_are_in_force_and_which_count_less()
    {
        _home.WriteConfiguration("answers: { budget-tokens: 3000 }\n");
        _home.WritePolicy("mine.yaml", "rules:\n  - { id: no-scaling, effect: deny, action: execute, operation: kubernetes.scale, reason: We do not., examples: [{ operation: kubernetes.scale, target: c/a/Deployment/b, expect: deny }] }\n");
        _home.WriteWorkspace("sre-mcp.yaml", "folders: [/]\n");
        var (_, report, _) = await JsonAsync([]);

        var files = report["files"]!.AsArray().Select(file => ((string)file!["path"]!, (string)file["trust"]!)).ToArray();
        Assert.Contains(("~/.config/sre-mcp/sre-mcp.yaml", "operator"), files);
        Assert.Contains(("~/.config/sre-mcp/policies/mine.yaml", "operator"), files);
        Assert.Contains(("sre-mcp.yaml", "workspace"), files);
        Assert.Contains(files, file => file.Item2 == "shipped");
        Assert.Contains(report["ignored"]!.AsArray(), line => ((string)line!).StartsWith("sre-mcp.yaml:1: folders is ignored", StringComparison.Ordinal));

        _home.WritePolicy("mine.yaml", "rules:\n  - { id: x, efect: deny }\n");
        var (exit, broken, _) = await JsonAsync([]);
        Assert.Equal(1, exit);
        Assert.Contains("mine.yaml:2", (string)broken["findings"]![0]!["says"]!, StringComparison.Ordinal);
        Assert.Equal("SRE0205", (string)broken["findings"]![0]!["code"]!);
    }

    [Fact]
    public async Task Says_when_the_store_cannot_be_used()
    {
        Directory.CreateDirectory(Path.Combine(_home.Path, ".local", "state"));
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".local", "state", "sre-mcp"), "in the way", TestContext.Current.CancellationToken);
        var (exit, report, _) = await JsonAsync([]);

        Assert.Equal(1, exit);
        Assert.Contains("store", report["findings"]!.AsArray().Where(finding => (string)finding!["severity"]! == "problem").Select(finding => (string)finding!["about"]!));
    }

    [Fact]
    public async Task Reads_in_a_pipe_without_control_sequences_and_leaves_the_workspace_as_it_was()
    {
        var plane = await planes.ProductionAsync();
        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Kubeconfig = [plane.Kubeconfig], Arguments = ["doctor"] });

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.Matches(@"(?m)^Context prod-weu \(current\)$", run.Output);
        Assert.Contains("SRE0808", run.Output, StringComparison.Ordinal);
        Assert.Contains("kind: ServiceAccount", run.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Workspace));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    public async Task Shows_colours_at_a_terminal_unless_told_not_to(string variable, bool isColoured)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script is missing (Debian package bsdutils).");
        var run = await CommandRun.OfAsync(new ServerSetup(_home)
        {
            Executable = "/usr/bin/script",
            Arguments = ["-qec", $"{variable}'{SreMcpExecutable.Path}' doctor", "/dev/null"],
            Variables = new Dictionary<string, string> { ["TERM"] = "xterm-256color" },
        });

        Assert.Contains("SRE0301", run.Output, StringComparison.Ordinal);
        Assert.Equal(isColoured, Regex.IsMatch(run.Output, @"\x1b\[[0-9;]+m", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Serving_does_not_load_the_console_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other system: /proc shows what a process has loaded.");
        await using var server = ServerProcess.Start(new(_home));
        var client = await server.ConnectAsync(cancel: TestContext.Current.CancellationToken);
        Assert.NotEmpty(await client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken));
        var maps = await File.ReadAllTextAsync($"/proc/{server.Id}/maps", TestContext.Current.CancellationToken);

        Assert.Contains("SreMcp.Policy.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("Spectre", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("System.CommandLine", maps, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        var file = Path.Combine(_home.Path, name);
        File.WriteAllText(file, text);
        return file;
    }

    private async Task<(int Code, JsonNode Report, string Errors)> JsonAsync(IReadOnlyList<string> kubeconfig, params string[] more)
    {
        var run = await CommandRun.OfAsync(new ServerSetup(_home) { Kubeconfig = kubeconfig, Arguments = ["doctor", "--json", .. more] });
        return (run.ExitCode, JsonNode.Parse(run.Output)!, run.Errors);
    }

    private static JsonNode Context(JsonNode report, string name) => report["contexts"]!.AsArray().Single(context => (string)context!["name"]! == name)!;

    private static string[] Problems(JsonNode report, string code) =>
        [.. report["findings"]!.AsArray().Where(finding => (string?)finding!["code"] == code && (string)finding["severity"]! == "problem").Select(finding => (string)finding!["about"]!)];
}
