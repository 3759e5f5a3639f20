using System.Runtime.Versioning;
using SreMcp.IntegrationTests.Testbed;
using SreMcp.Scripts;

namespace SreMcp.IntegrationTests.Scripts;

/// <summary>Limits go into values files, and releases follow one after the other: real git, python3, kubectl and API server; Helm is played by <see cref="StandInHelm"/>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HelmLimitsTests(ControlPlanes planes)
{
    private const string Values = """
        # limits of the service
        resources:
          limits:
            memory: "64Mi"  # tuned in spring
        extra: [a,   b]

        """;

    [Fact]
    public async Task Edits_one_line_of_each_file_upgrades_in_order_and_goes_back()
    {
        using var bundle = await CreateAsync();
        Write(bundle, api: "128Mi");
        var mark = await bundle.MarkAsync();

        var dry = await bundle.EndsAsync(2, "run.sh", "--dry-run");
        Assert.Contains("-    memory: \"64Mi\"  # tuned in spring", dry, StringComparison.Ordinal);
        Assert.Contains("+              memory: 128Mi", dry, StringComparison.Ordinal);
        Assert.Empty(await bundle.ChangesSinceAsync(mark));
        Assert.Equal(Values, Text(bundle, "api"));
        await bundle.EndsAsync(1, "verify.sh");

        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal(Values.Replace("64Mi", "128Mi", StringComparison.Ordinal), Text(bundle, "api"));
        Assert.Equal("128Mi", await LimitAsync(bundle, "api"));
        Assert.Equal(["worker", "api"], Calls(bundle, "upgrade").Where(call => call.Contains("--atomic --wait", StringComparison.Ordinal)).Select(call => call.Split(' ')[3]));
        Assert.All(Calls(bundle, "upgrade"), call => Assert.Contains("--version=2.3.1", call, StringComparison.Ordinal));
        await bundle.EndsAsync(0, "verify.sh");
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "run.sh", "--yes"), StringComparison.Ordinal);

        await bundle.EndsAsync(2, "rollback.sh", "--dry-run");
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal((Values, Values), (Text(bundle, "api"), Text(bundle, "worker")));
        Assert.Equal("64Mi", await LimitAsync(bundle, "api"));
        Assert.Equal(["api 1", "worker 1"], Calls(bundle, "rollback").Where(call => call.Contains("--wait", StringComparison.Ordinal)).Select(call => string.Join(' ', call.Split(' ')[3..5])));
        Assert.Contains("Nothing to change", await bundle.EndsAsync(0, "rollback.sh", "--yes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stops_at_the_first_release_that_does_not_get_healthy_with_its_file_as_before()
    {
        using var bundle = await CreateAsync();
        Write(bundle, api: "128Mi", worker: StandInHelm.TooLittle);

        var stopped = await bundle.EndsAsync(1, "run.sh", "--yes");

        Assert.Contains("Helm has taken it back", stopped, StringComparison.Ordinal);
        Assert.Contains($"not yet    {bundle.Namespace}/api", stopped, StringComparison.Ordinal);
        Assert.Equal((Values, Values), (Text(bundle, "api"), Text(bundle, "worker")));
        Assert.Equal(("64Mi", "64Mi"), (await LimitAsync(bundle, "api"), await LimitAsync(bundle, "worker")));
    }

    [Theory]
    [InlineData("resources:\n  limits: { memory: 64Mi }\n", "there is no key resources.limits.memory")]
    [InlineData("resources:\n  limits:\n    memory: 64Mi\nresources:\n  limits:\n    memory: 64Mi\n", "stands twice, in lines 3, 6")]
    [InlineData("resources:\n  limits:\n    memory: &small 64Mi\n", "no plain value on the line of its key")]
    [InlineData("text: |\n  resources:\n    limits:\n      memory: 64Mi\n", "there is no key resources.limits.memory")]
    public async Task A_key_that_is_not_there_exactly_once_is_refused(string values, string why)
    {
        using var bundle = await CreateAsync();
        bundle.WriteFile("repository/api.yaml", values);
        await CommitAsync(bundle);
        Write(bundle, api: "128Mi");

        Assert.Contains(why, await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.Equal(values, Text(bundle, "api"));
        Assert.Equal(Values, Text(bundle, "worker"));
    }

    [Fact]
    public async Task What_would_change_more_than_the_limits_is_refused()
    {
        using var bundle = await CreateAsync();
        Write(bundle, api: "128Mi");
        bundle.WriteFile("repository/worker.yaml", Values + "# mine\n");
        Assert.Contains("changes that are not committed", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        bundle.WriteFile("repository/worker.yaml", Values.Replace("64Mi", "65Mi", StringComparison.Ordinal));
        await CommitAsync(bundle);
        Assert.Contains("would change more than the limits", await bundle.EndsAsync(1, "run.sh", "--dry-run"), StringComparison.Ordinal);

        bundle.WriteFile("repository/worker.yaml", Values);
        await CommitAsync(bundle);
        Write(bundle, api: "128Mi", version: "2.4.0");
        Assert.Contains("not of version 2.4.0", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Write(bundle, api: "128Mi", clusterId: Guid.NewGuid().ToString());
        Assert.Contains("Wrong cluster", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);

        Write(bundle, api: "128Mi");
        await bundle.ChangeAsync("api", """{"metadata":{"labels":{"helm.toolkit.fluxcd.io/name":"shop"}}}""");
        Assert.Contains("Commit the new values, and it does the rest", await bundle.EndsAsync(1, "run.sh", "--yes"), StringComparison.Ordinal);
        Assert.DoesNotContain(Calls(bundle, "upgrade"), call => call.Contains("--atomic", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killed_between_two_releases_it_goes_on_with_the_second()
    {
        using var bundle = await CreateAsync();
        Write(bundle, api: "128Mi");
        bundle.Variables["KILL_AT"] = "*upgrade worker*--atomic*";
        Assert.DoesNotContain("Done.", (await bundle.RunAsync("run.sh", "--yes")).Output, StringComparison.Ordinal);
        Assert.Equal("96Mi", await LimitAsync(bundle, "worker"));
        Assert.Equal("64Mi", await LimitAsync(bundle, "api"));
        bundle.Variables["KILL_AT"] = "";

        await bundle.EndsAsync(0, "run.sh", "--yes");
        Assert.Equal("128Mi", await LimitAsync(bundle, "api"));
        Assert.Equal(2, Calls(bundle, "upgrade").Count(call => call.Contains("--atomic", StringComparison.Ordinal)));
        await bundle.EndsAsync(0, "rollback.sh", "--yes");
        Assert.Equal((Values, Values), (Text(bundle, "api"), Text(bundle, "worker")));
    }

    private async Task<ClusterBundle> CreateAsync()
    {
        var bundle = await ClusterBundle.CreateAsync(await planes.DevelopmentAsync());
        bundle.WriteCommand("helm", StandInHelm.Script);
        bundle.Variables["STANDIN"] = Path.Combine(bundle.Commands, "state");
        Directory.CreateDirectory(bundle.Variables["STANDIN"]);
        foreach (var name in new[] { "worker", "api" })
        {
            var file = bundle.WriteFile($"repository/{name}.yaml", Values);
            var installed = await ScriptRun.BashAsync(bundle.Variables, input: "", Path.Combine(bundle.Commands, "helm"), $"--kube-context={bundle.Context}", $"--namespace={bundle.Namespace}", "install", name, $"--values={file}");
            Assert.True(installed.Exit == 0, installed.Output);
        }

        await CommitAsync(bundle);
        return bundle;
    }

    private static async Task CommitAsync(ClusterBundle bundle)
    {
        var repository = Repository(bundle);
        var run = await ScriptRun.BashAsync(bundle.Variables, input: "", "-c", """cd "$0" && git init -q && git add . && git -c user.name=test -c user.email=test@test commit -qm values""", repository);
        Assert.True(run.Exit == 0, run.Output);
    }

    private static void Write(ClusterBundle bundle, string api, string worker = "96Mi", string version = "2.3.1", string? clusterId = null)
    {
        Dictionary<string, string> Limit(string release, string value) => ClusterBundle.Row(
            ("release", release), ("namespace", bundle.Namespace), ("chart", "platform/service"), ("version", version),
            ("values-file", $"{release}.yaml"), ("key", "resources.limits.memory"), ("value", value));

        bundle.Write(
            "kubernetes_helm_limits",
            new Dictionary<string, TemplateValue>(StringComparer.Ordinal)
            {
                ["repository"] = Repository(bundle),
                ["pause"] = "0s",
                ["timeout"] = "20s",
                ["limits"] = new TemplateValue.Table([Limit("worker", worker), Limit("api", api)]),
            },
            clusterId: clusterId);
    }

    private static string Repository(ClusterBundle bundle) => Path.Combine(Path.GetDirectoryName(bundle.Commands)!, "repository");

    private static string Text(ClusterBundle bundle, string name) => File.ReadAllText(Path.Combine(Repository(bundle), $"{name}.yaml"));

    private static string[] Calls(ClusterBundle bundle, string verb) =>
        [.. File.ReadAllLines(Path.Combine(bundle.Variables["STANDIN"], "calls")).Where(call => call.Split(' ')[2] == verb)];

    private static async Task<string> LimitAsync(ClusterBundle bundle, string name) =>
        (string)(await bundle.ReadAsync(name))["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!["limits"]!["memory"]!;
}
