using System.Text.RegularExpressions;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>Every reading tool on both control planes, by clients of both generations.</summary>
public sealed partial class ReadingTests(ControlPlanes planes) : IDisposable
{
    private readonly HomeFolder _home = new();

    public static TheoryData<string> Generations => [ServerProcess.Handshake, ServerProcess.Discovery];

    public void Dispose() => _home.Dispose();

    [Theory, MemberData(nameof(Generations))]
    public async Task Shows_every_context_with_its_class_and_how_an_operator_opens_it(string protocol)
    {
        var (production, development) = await planes.BothAsync();
        await using var agent = await AgentAsync(protocol, isOpened: true);

        var all = (await agent.CallAsync("read_environments")).Good();
        Assert.Matches(@"prod-weu-writer\s+production\s+closed", all);
        Assert.Matches(@"dev-weu-writer\s+development\s+opened", all);
        Assert.Matches(@"dev-weu-nobody\s+unknown\s+closed", all);
        Assert.True(all.IndexOf("prod-weu", StringComparison.Ordinal) < all.IndexOf("dev-weu", StringComparison.Ordinal), all);

        var closed = (await agent.CallAsync("read_environments", ("context", "prod-weu"))).Good();
        Assert.Contains(production.ClusterId, closed, StringComparison.Ordinal);
        Assert.Contains("production stays closed", closed, StringComparison.Ordinal);
        var opened = (await agent.CallAsync("read_environments", ("context", "dev-weu-writer"))).Good();
        Assert.Contains("opened for execute_*", opened, StringComparison.Ordinal);
        Assert.DoesNotContain("To open it:", opened, StringComparison.Ordinal);
        Assert.Contains(development.CertificateAuthority, opened, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_the_line_with_which_an_operator_opens_a_cluster_so_that_it_works()
    {
        var development = await planes.DevelopmentAsync();
        await using var agent = await AgentAsync(ServerProcess.Discovery, isOpened: false);

        var detail = await agent.CallAsync("read_environments", ("context", "dev-weu-writer"));
        Assert.Contains("closed for execute_*", detail.Good(), StringComparison.Ordinal);
        var line = OpeningLine().Match(detail.Line("To open it:")).Value.Replace("NAME", "mine", StringComparison.Ordinal).Replace("WHY", "a test", StringComparison.Ordinal);
        Assert.Contains(development.ClusterId, line, StringComparison.Ordinal);
        _home.WritePolicy("clusters.yaml", line + "\n");

        await using var later = await AgentAsync(ServerProcess.Discovery, isOpened: false);
        Assert.Contains("opened for execute_*", (await later.CallAsync("read_environments", ("context", "dev-weu-writer"))).Good(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Tells_the_rules_in_force_and_explains_a_decision(string protocol)
    {
        await planes.BothAsync();
        await using var agent = await AgentAsync(protocol, isOpened: true);

        var rules = (await agent.CallAsync("read_policy")).Good();
        Assert.Matches(@"production-is-read-and-generate-only\s+deny\s+every execute\s+production", rules);
        Assert.Contains("Opens: dev-cluster says development (~/.config/sre-mcp/policies/clusters.yaml:2)", rules, StringComparison.Ordinal);

        var denied = (await agent.CallAsync("read_policy", ("operation", "kubernetes.restart"), ("target", "prod-weu/payments/Deployment/api"))).Good();
        Assert.StartsWith("deny: kubernetes.restart on prod-weu/payments/Deployment/api", denied, StringComparison.Ordinal);
        Assert.Contains("Decided by production-is-read-and-generate-only   policies/production.yaml:", denied, StringComparison.Ordinal);
        var allowed = (await agent.CallAsync("read_policy", ("operation", "kubernetes.restart"), ("target", "dev-weu/payments/Deployment/api"))).Good();
        Assert.StartsWith("require: kubernetes.restart", allowed, StringComparison.Ordinal);
        Assert.Contains("Requires: dry-run", allowed, StringComparison.Ordinal);
        var imagined = (await agent.CallAsync("read_policy", ("operation", "kubernetes.restart"), ("target", "acme-prod-9/payments/Deployment/api"))).Good();
        Assert.StartsWith("deny: kubernetes.restart on acme-prod-9/payments/Deployment/api", imagined, StringComparison.Ordinal);
        Assert.Contains("production: context name has the word 'prod'", imagined, StringComparison.Ordinal);
        Assert.Contains("Judged by its names alone: There is no context acme-prod-9", imagined, StringComparison.Ordinal);
        Assert.StartsWith("deny: kubernetes.restart", (await agent.CallAsync("read_policy", ("operation", "kubernetes.restart"), ("target", "acme-dev/payments/Deployment/api"))).Good(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Lists_gets_filters_sorts_and_pages(string protocol)
    {
        await SeededAsync();
        await using var agent = await AgentAsync(protocol, isOpened: false);
        Task<Reply> Read(params (string, object?)[] arguments) => agent.CallAsync("read_kubernetes", [("context", "prod-weu"), .. arguments]);

        var list = (await Read(("kind", "deploy"), ("namespace", "payments"))).Good();
        Assert.Contains("(production)", list, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^api\s+3/3", list);
        Assert.Matches(@"(?m)^ledger\s", list);
        Assert.DoesNotMatch(@"(?m)^ledger\s", (await Read(("kind", "deploy"), ("namespace", "payments"), ("label_selector", "app=api"))).Good());
        Assert.DoesNotMatch(@"(?m)^api\s", (await Read(("kind", "deploy"), ("namespace", "payments"), ("name_pattern", "led*"))).Good());
        var one = (await Read(("kind", "deploy"), ("namespace", "payments"), ("field_selector", "metadata.name=api"))).Good();
        Assert.Contains("1 shown", one, StringComparison.Ordinal);

        Assert.Contains("There is no namespace paymnts", (await Read(("kind", "deploy"), ("namespace", "paymnts"))).Good(), StringComparison.Ordinal);
        Assert.DoesNotContain("There is no namespace", (await Read(("kind", "deploy"), ("namespace", "default"), ("problems", true))).Good(), StringComparison.Ordinal);

        var item = (await Read(("kind", "Deployment"), ("namespace", "payments"), ("name", "api"))).Good();
        Assert.Contains("registry.example.com/payments/api:1.5.0", item, StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", item, StringComparison.Ordinal);

        var sorted = (await Read(("kind", "deploy"), ("sort", "-name"), ("columns", new[] { "label:team", ".spec.replicas" }))).Good();
        Assert.True(sorted.IndexOf("web", StringComparison.Ordinal) < sorted.IndexOf("edge", StringComparison.Ordinal), sorted);
        Assert.Matches(@"(?m)^payments\s+api\s+pay\s+3\b", sorted);

        var first = await Read(("kind", "deploy"), ("limit", 2));
        var cursor = first.Line("Next rows: cursor=").Split('=')[1];
        var second = (await Read(("kind", "deploy"), ("limit", 2), ("cursor", cursor))).Good();
        Assert.Contains("2 shown", second, StringComparison.Ordinal);
        (await Read(("kind", "deploy"), ("cursor", cursor))).Bad("SRE0107");
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Finds_problems_custom_resources_and_two_clusters_side_by_side(string protocol)
    {
        await SeededAsync();
        await using var agent = await AgentAsync(protocol, isOpened: true);

        var problems = (await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("contexts", new[] { "prod-weu", "dev-weu" }), ("problems", true), ("limit", 50))).Good();
        Assert.Matches(@"pods in prod-weu/\* \(production\): \d+ of \d+ have problems", problems);
        Assert.Matches(@"pods in dev-weu/\* \(development\): \d+ of \d+ have problems", problems);
        Assert.Contains("none of 2 says that it has a problem", (await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("context", "dev-weu"), ("namespace", "payments"), ("name_pattern", "queue-?"), ("problems", true))).Good(), StringComparison.Ordinal);
        Assert.Contains("none there with such a name", (await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("context", "dev-weu"), ("name_pattern", "no-such-*"), ("problems", true))).Good(), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^node-b .*DiskPressure", (await agent.CallAsync("read_kubernetes", ("kind", "nodes"), ("context", "dev-weu"), ("problems", true))).Good());
        Assert.Matches(@"(?m)^payments +migrate .*Failed: BackoffLimitExceeded", (await agent.CallAsync("read_kubernetes", ("kind", "jobs"), ("context", "dev-weu"), ("problems", true))).Good());
        (await agent.CallAsync("read_kubernetes", ("kind", "pods"), ("context", "dev-weu"), ("columns", new[] { "statsu" }))).Bad("SRE0104");
        foreach (var cause in new[] { "CrashLoopBackOff", "ImagePullBackOff", "Evicted" })
        {
            Assert.Contains(cause, problems, StringComparison.Ordinal);
        }

        var carts = (await agent.CallAsync("read_kubernetes", ("kind", "carts.shop.example.com"), ("context", "dev-weu"), ("namespace", "portfolio"))).Good();
        Assert.Matches(@"(?m)^first\s+3\s+False", carts);
        var broken = (await agent.CallAsync("read_kubernetes", ("kind", "ca"), ("context", "dev-weu"), ("problems", true))).Good();
        Assert.Contains("first", broken, StringComparison.Ordinal);
        Assert.DoesNotContain("second", broken, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Never_shows_a_secret(string protocol)
    {
        await SeededAsync();
        await using var agent = await AgentAsync(protocol, isOpened: false);

        // The agent fails by itself when a planted value is in an answer; these are the answers that could hold one.
        var secret = (await agent.CallAsync("read_kubernetes", ("context", "prod-weu-admin"), ("kind", "Secret"), ("namespace", "payments"), ("name", "api-credentials"))).Good();
        Assert.Contains("database-password", secret, StringComparison.Ordinal);
        Assert.Contains("[redacted", (await agent.CallAsync("read_kubernetes", ("context", "prod-weu"), ("kind", "Deployment"), ("namespace", "payments"), ("name", "api"))).Good(), StringComparison.Ordinal);
        foreach (var column in new[] { ".data", ".data.api-key", ".stringData", ".metadata.annotations", ".metadata.managedFields" })
        {
            (await agent.CallAsync("read_kubernetes", ("context", "prod-weu-admin"), ("kind", "secrets"), ("namespace", "payments"), ("columns", new[] { column }))).Good();
        }

        (await agent.CallAsync("read_kubernetes", ("context", "prod-weu"), ("kind", "ConfigMap"), ("namespace", "payments"), ("name", "api-settings"))).Good();
        (await agent.CallAsync("read_kubernetes", ("context", "prod-weu"), ("kind", "deploy"), ("columns", new[] { ".spec.template.spec.containers.env.value" }))).Good();
        (await agent.CallAsync("read_kubernetes", ("context", "prod-weu"), ("kind", "events"), ("namespace", "portfolio"))).Good();
        (await agent.CallAsync("read_journal")).Good();
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Keeps_what_does_not_fit_and_pages_and_greps_it(string protocol)
    {
        await SeededAsync();
        _home.WriteConfiguration("answers: { budget-tokens: 500 }\n");
        await using var agent = await AgentAsync(protocol, isOpened: false);

        var cut = (await agent.CallAsync("read_kubernetes", ("context", "prod-weu"), ("kind", "Deployment"), ("namespace", "payments"), ("name", "api"))).Good();
        Assert.True(cut.Length < 2300, $"{cut.Length} characters");
        var id = ResultId().Match(cut).Groups[1].Value;
        Assert.NotEmpty(id);

        var page = await agent.CallAsync("read_result", ("id", id));
        Assert.Matches("(?m)^Lines 1 to [0-9]+ of [0-9]+ of read_kubernetes", page.Good());
        var from = int.Parse(page.Line("Next: from=").Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains($"\nLines {from} to", (await agent.CallAsync("read_result", ("id", id), ("from", from))).Good(), StringComparison.Ordinal);
        var found = (await agent.CallAsync("read_result", ("id", id), ("grep", "image"))).Good();
        Assert.Matches("(?m)^[1-9][0-9]* of [0-9]+ lines of read_kubernetes match", found);
        (await agent.CallAsync("read_result", ("id", "nothing"))).Bad("SRE0508");
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Remembers_every_call_in_the_journal(string protocol)
    {
        await planes.BothAsync();
        await using var agent = await AgentAsync(protocol, isOpened: false);
        await agent.CallAsync("read_kubernetes", ("kind", "ns"), ("context", "prod-weu"));
        await agent.CallAsync("execute_cordon", ("node", "node-a"), ("context", "prod-weu-writer"), ("reason", "password=Hunter2SecretValue99"));
        await agent.CallAsync("no_such_tool");

        var journal = (await agent.CallAsync("read_journal")).Good();
        Assert.Matches(@"read_kubernetes\s+prod-weu/Namespace\s+production\s+ok", journal);
        Assert.Matches(@"execute_cordon\s.*refused|execute_cordon\s.*SRE0404", journal);
        Assert.Matches(@"no_such_tool\s.*SRE0101", journal);
        Assert.DoesNotContain("Hunter2SecretValue99", journal, StringComparison.Ordinal);
        Assert.DoesNotContain("read_kubernetes", (await agent.CallAsync("read_journal", ("tool", "no_such_tool"))).Good(), StringComparison.Ordinal);
    }

    private async Task SeededAsync()
    {
        var (production, development) = await planes.BothAsync();
        await Task.WhenAll(production.SeededAsync(), development.SeededAsync());
    }

    private async Task<Agent> AgentAsync(string protocol, bool isOpened)
    {
        var (production, development) = await planes.BothAsync();
        if (isOpened)
        {
            _home.OpenDevelopment(development);
        }

        return await Agent.StartAsync(new(_home) { Kubeconfig = [production.Kubeconfig, development.Kubeconfig] }, protocol);
    }

    [GeneratedRegex(@"environments: .*", RegexOptions.NonBacktracking)]
    private static partial Regex OpeningLine();

    [GeneratedRegex("read_result id=([^ )]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ResultId();
}
