using System.Text;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

public sealed class HostileKubeconfigTests : IDisposable
{
    private const string Laughs = "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
        + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g,*g]\n";

    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    public static TheoryData<string, string, string> Files { get; } = new()
    {
        { "a cycle", "clusters: &a [*a]\n", "SRE0301" },
        { "a billion laughs in a list", $"{Laughs}contexts: *h\n", "SRE0301" },
        { "a billion laughs in a plugin's arguments", $"{Laughs}{Context("https://127.0.0.1:1", "exec: {apiVersion: client.authentication.k8s.io/v1, command: kubelogin, args: *h}")}", "SRE0305" },
        { "a billion laughs for the plugin", $"{Laughs}current-context: c\nclusters: [{{name: c, cluster: {{server: 'https://127.0.0.1:1', extensions: [{{name: client.authentication.k8s.io/exec, extension: *h}}]}}}}]\nusers: [{{name: u, user: {{exec: {{apiVersion: client.authentication.k8s.io/v1, command: kubelogin, provideClusterInfo: true}}}}}}]\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n", "SRE0305" },
        { "nesting", $"a: {new string('[', 100_000)}", "SRE0301" },
        { "JSON nesting", string.Concat(Enumerable.Repeat("{\"a\":", 10_000)), "SRE0301" },
        { "nothing", "", "SRE0301" },
        { "a NUL", "a\0b", "SRE0301" },
        { "two documents", "a: 1\n---\nb: 2\n", "SRE0301" },
        { "a tag", "clusters: !!python/object:os.system [id]\n", "SRE0301" },
        { "a huge file", $"# {new string('x', 5_000_000)}", "SRE0301" },
        { "an address that is none", Context("ftp://x/;", "token: t"), "SRE0307" },
        { "a token with a line break", Context("https://127.0.0.1:1", "token: \"a\\nHost: b\""), "SRE0310" },
        { "a token from a device", Context("https://127.0.0.1:1", "tokenFile: /dev/zero"), "SRE03" },
        { "a certificate from a device", Context("https://127.0.0.1:1", "client-certificate: /dev/zero, client-key: /dev/random"), "SRE03" },
        { "a plugin that nobody allowed", Context("https://127.0.0.1:1", "exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, args: [-c, 'touch pwned']}"), "SRE0312" },
        { "names that a terminal obeys", "current-context: \"a\\u202e\\e[31m\"\ncontexts: [{name: \"a\\u202e\\e[31m\", context: {cluster: \"--x\", user: \"../../etc\"}}]\n", "SRE0307" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_hostile_kubeconfig_becomes_a_coded_error(string what, string text, string code)
    {
        Assert.NotEmpty(what);
        Directory.CreateDirectory(Path.Combine(_home.Path, ".kube"));
        await File.WriteAllTextAsync(Path.Combine(_home.Path, ".kube", "config"), text, TestContext.Current.CancellationToken);
        await AssertCodedAsync(code, says: "Next: ", kubeconfig: []);
    }

    [Fact]
    public async Task A_kubeconfig_of_binary_junk_becomes_a_coded_error()
    {
        var junk = new byte[200_000];
        new Random(4711).NextBytes(junk);
        var path = Path.Combine(_home.Path, "junk");
        await File.WriteAllBytesAsync(path, junk, TestContext.Current.CancellationToken);
        await AssertCodedAsync("SRE0301", "binary or not UTF-8", [path]);
    }

    [Theory]
    [InlineData("/", "is a folder")]
    [InlineData("/dev/zero", "not a regular file")]
    [InlineData("/nonexistent/config", "looked in /nonexistent/config")]
    [InlineData("/proc/self/mem", "SRE0301")]
    public async Task A_kubeconfig_that_is_no_file_becomes_a_coded_error(string path, string says) => await AssertCodedAsync("SRE0301", says, [path]);

    [Fact]
    public async Task A_kubeconfig_that_may_not_be_read_becomes_a_coded_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Other system: no pipes in the file system.");
        Assert.True(await Tmpfs.RunAsync("mkfifo", Path.Combine(_home.Path, "pipe")));
        await AssertCodedAsync("SRE0301", "not a regular file", [Path.Combine(_home.Path, "pipe")]);
    }

    [Fact]
    public async Task A_kubeconfig_in_the_workspace_is_not_used()
    {
        await AssertCodedAsync("SRE03", "workspace", [_home.WriteWorkspace("config", Context("https://127.0.0.1:1", "token: t"))]);
    }

    [Fact]
    public async Task A_thousand_contexts_end_within_the_limit_of_the_call()
    {
        StringBuilder text = new("current-context: c1\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\ncontexts:\n");
        for (var context = 0; context < 1000; context++)
        {
            text.Append($"- {{name: c{context}, context: {{cluster: c, user: u}}}}\n");
        }

        var path = Path.Combine(_home.Path, "config");
        await File.WriteAllTextAsync(path, text.ToString(), TestContext.Current.CancellationToken);
        await using var wire = await Wire.OpenAsync(new(_home) { Kubeconfig = [path] });
        var all = await wire.CallAsync("read_environments");
        Assert.True(all.Took < TimeSpan.FromSeconds(100), $"It took {all.Took}.");
        Assert.StartsWith("SRE0307 ", (await wire.CallAsync("read_kubernetes", """{"kind":"pods"}""")).Text, StringComparison.Ordinal);
        Assert.InRange(all.Text.Length, 1, 50_000);
        wire.AssertSound();
    }

    /// <summary>The address of the test network (RFC 5737) answers nobody; a name under .invalid never exists.</summary>
    [Theory]
    [InlineData("https://127.0.0.1:1", "127.0.0.1:1")]
    [InlineData("https://cluster.invalid:6443", "cluster.invalid")]
    [InlineData("https://192.0.2.1:6443", "192.0.2.1")]
    public async Task A_cluster_that_is_not_there_is_told_with_file_context_address_and_failure(string server, string address)
    {
        var path = Path.Combine(_home.Path, "far.yaml");
        await File.WriteAllTextAsync(path, Context(server, "token: t"), TestContext.Current.CancellationToken);
        await using var wire = await Wire.OpenAsync(new(_home) { Kubeconfig = [path] });
        foreach (var answer in new[] { await wire.CallAsync("read_kubernetes", """{"kind":"pods"}"""), await wire.CallAsync("read_environments"), await wire.CallAsync("execute_cordon", """{"node":"n"}""") })
        {
            Assert.Matches("SRE03[0-9]{2}", answer.Text);
            Assert.Contains(path, answer.Text, StringComparison.Ordinal);
            Assert.Contains("context c ", answer.Text, StringComparison.Ordinal);
            Assert.Contains(address, answer.Text, StringComparison.Ordinal);
            Assert.True(answer.Took < TimeSpan.FromSeconds(20), $"It took {answer.Took}.");
        }

        wire.AssertSound();
        Assert.Equal(wire.Answered, Books.Journal(_home).Count);
    }

    internal static string Context(string server, string user) =>
        $"current-context: c\nclusters: [{{name: c, cluster: {{server: '{server}'}}}}]\nusers: [{{name: u, user: {{{user}}}}}]\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\n";

    private async Task AssertCodedAsync(string code, string says, IReadOnlyList<string> kubeconfig)
    {
        await using var wire = await Wire.OpenAsync(new(_home) { Kubeconfig = kubeconfig });
        var all = await wire.CallAsync("read_environments");
        var one = await wire.CallAsync("read_kubernetes", """{"kind":"pods"}""");
        Assert.True(one.IsError && one.Text.StartsWith(code, StringComparison.Ordinal), one.Text);
        Assert.Contains(says, one.Text, StringComparison.Ordinal);
        Assert.Contains("SRE03", all.Text, StringComparison.Ordinal);
        Assert.All(new[] { all, one }, answer => Assert.DoesNotContain(answer.Text, character => (char.IsControl(character) && character is not '\n') || character is '\u202E'));
        Assert.All(new[] { all, one }, answer => Assert.InRange(answer.Text.Length, 1, 20_000));
        wire.AssertSound();
        Assert.Equal(wire.Answered, Books.Journal(_home).Count);
        Assert.Empty(Directory.EnumerateFiles(_home.Workspace, "pwned"));
    }
}
