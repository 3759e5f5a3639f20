using System.Diagnostics;
using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Kubernetes.Connection;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>The protocol line by line: what a client that is wrong, hostile or gone gets.</summary>
public sealed class ProtocolMannersTests : IAsyncDisposable
{
    private readonly HomeFolder _home = new();
    private readonly ServerProcess _server;

    public ProtocolMannersTests() => _server = ServerProcess.Start(new(_home));

    public static TheoryData<string> Generations => ReadingTests.Generations;

    /// <summary>Lines that no client should send; each is answered or passed over, and the next call works.</summary>
    private static readonly Dictionary<string, string> BadLines = new(StringComparer.Ordinal)
    {
        ["not JSON"] = "hello",
        ["half an object"] = """{"jsonrpc":"2.0","id":90,"method":"tools/l""",
        ["an array of requests"] = """[{"jsonrpc":"2.0","id":90,"method":"tools/list"}]""",
        ["an empty array"] = "[]",
        ["a number"] = "42",
        ["null"] = "null",
        ["an empty object"] = "{}",
        ["another version of JSON-RPC"] = """{"jsonrpc":"1.0","id":90,"method":"tools/list"}""",
        ["a method that is a number"] = """{"jsonrpc":"2.0","id":90,"method":7}""",
        ["an id that is an object"] = """{"jsonrpc":"2.0","id":{"a":1},"method":"tools/list"}""",
        ["parameters that are an array"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":[1,2]}""",
        ["parameters that are text"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":"x"}""",
        ["arguments that are text"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"read_policy","arguments":"x"}}""",
        ["arguments that are an array"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"read_policy","arguments":[]}}""",
        ["a tool's name that is a number"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":7}}""",
        ["a call without a name"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{}}""",
        ["_meta that is text"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"read_policy","_meta":"x"}}""",
        ["a version that is a number"] = """{"jsonrpc":"2.0","id":90,"method":"tools/list","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":7}}}""",
        ["an answer that nobody asked for"] = """{"jsonrpc":"2.0","id":90,"result":{}}""",
        ["an error that nobody asked for"] = """{"jsonrpc":"2.0","id":90,"error":{"code":1,"message":"x"}}""",
        ["an unknown notification"] = """{"jsonrpc":"2.0","method":"notifications/nobody/knows"}""",
        ["a cancellation of nothing"] = """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{"x":[]}}}""",
        ["a cancellation with a list"] = """{"jsonrpc":"2.0","method":"notifications/cancelled","params":["requestId"]}""",
        ["a cancellation of a broken number"] = """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1.5e300}}""",
        ["a cancellation without parameters"] = """{"jsonrpc":"2.0","method":"notifications/cancelled"}""",
        ["nesting without end"] = new string('[', 200_000),
        ["nested parameters"] = $$$$"""{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"read_policy","arguments":{"operation":{{{{new string('[', 5_000)}}}}{{{{new string(']', 5_000)}}}}}}}""",
        ["five megabytes"] = $$$"""{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"{{{new string('a', 5 * 1024 * 1024)}}}"}}""",
        ["a broken surrogate"] = """{"jsonrpc":"2.0","id":90,"method":"tools/call","params":{"name":"\ud800"}}""",
        ["a NUL"] = "{\"jsonrpc\":\"2.0\",\"id\":90,\"method\":\"tools/list\0\"}",
        ["a byte order mark"] = "\ufeff{\"jsonrpc\":\"2.0\",\"id\":90,\"method\":\"ping\"}",
    };

    public static TheoryData<string> BadLineNames => [.. BadLines.Keys];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _home.Dispose();
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Answers_an_unknown_method_at_once(string protocol)
    {
        var wire = new Wire(_server, protocol);
        await wire.BeginAsync();

        Assert.Equal(-32601, (int?)(await wire.AskAsync("no/such/method"))["error"]!["code"]);
        Assert.NotNull((await wire.AskAsync("tools/list"))["result"]);
        _server.AssertOnlyProtocolOnStandardOutput();
    }

    [Fact]
    public async Task Negotiates_an_unknown_version_of_the_handshake_down()
    {
        var wire = new Wire(_server, ServerProcess.Handshake);

        var answer = await wire.AskAsync("initialize", """{"protocolVersion":"2099-01-01","capabilities":{},"clientInfo":{"name":"wire","version":"1"}}""");

        Assert.Equal(ServerProcess.Handshake, (string?)answer["result"]!["protocolVersion"]);
        Assert.True(((string)answer["result"]!["instructions"]!).Length < 2048);
        Assert.NotNull((await wire.AskAsync("tools/list"))["result"]);
    }

    [Fact]
    public async Task Negotiates_an_unknown_version_of_the_newer_generation_down()
    {
        var wire = new Wire(_server);
        const string Meta = """{"_meta":{"io.modelcontextprotocol/protocolVersion":"2099-01-01","io.modelcontextprotocol/clientInfo":{"name":"wire","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}""";

        Assert.NotNull((await wire.AskAsync("server/discover", Meta))["result"]);
        Assert.NotNull((await wire.AskAsync("tools/list", Meta))["result"]!["tools"]);
    }

    [Theory, MemberData(nameof(BadLineNames))]
    public async Task Goes_on_after(string what)
    {
        var wire = new Wire(_server, ServerProcess.Handshake);
        await wire.BeginAsync();

        await _server.WriteLineAsync(BadLines[what]);

        Assert.Contains("production-is-read-and-generate-only", Wire.Text(await wire.CallAsync("read_policy", "{}")), StringComparison.Ordinal);
        Assert.False(_server.HasExited, what);
        _server.AssertOnlyProtocolOnStandardOutput();
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Lists_the_same_tools_in_the_same_order_every_time(string protocol)
    {
        using HomeFolder other = new();
        await using var second = ServerProcess.Start(new(other));
        var (one, two) = (new Wire(_server, protocol), new Wire(second, protocol));
        await one.BeginAsync();
        await two.BeginAsync();

        var first = (await one.AskAsync("tools/list"))["result"]!["tools"]!.ToJsonString();
        Assert.Equal(first, (await one.AskAsync("tools/list"))["result"]!["tools"]!.ToJsonString());
        Assert.Equal(first, (await two.AskAsync("tools/list"))["result"]!["tools"]!.ToJsonString());
        var names = JsonNode.Parse(first)!.AsArray().Select(tool => (string)tool!["name"]!).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(names, name => Assert.Matches("^(read|check|generate|execute)_[a-z_]{1,32}$", name));
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Names_what_is_wrong_with_arguments(string protocol)
    {
        var wire = new Wire(_server, protocol);
        await wire.BeginAsync();

        Assert.Contains("did you mean 'namespace'?", Wire.Text(await wire.CallAsync("read_kubernetes", """{"kind":"pods","namespce":"x"}""")), StringComparison.Ordinal);
        Assert.Contains("'kind' is missing", Wire.Text(await wire.CallAsync("read_kubernetes", "{}")), StringComparison.Ordinal);
        Assert.Contains("'limit' must be a whole number from 1 to 500", Wire.Text(await wire.CallAsync("read_kubernetes", """{"kind":"pods","limit":"many"}""")), StringComparison.Ordinal);
        Assert.Contains("Did you mean read_kubernetes?", Wire.Text(await wire.CallAsync("read_kubernets", "{}")), StringComparison.Ordinal);
        Assert.Contains("SRE0104", Wire.Text(await wire.CallAsync("read_kubernetes", $$"""{"kind":"{{new string('x', 1024 * 1024)}}"}""")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ends_soon_after_its_input()
    {
        var wire = new Wire(_server);
        await wire.AskAsync("tools/list");

        await EndsAsync();
    }

    [Fact]
    public async Task Ends_although_a_client_listens_for_changes()
    {
        var wire = new Wire(_server);
        await wire.AskAsync("tools/list");
        await wire.SendAsync("subscriptions/listen", """{"notifications":{"toolsListChanged":true}}""");
        await wire.AskAsync("tools/list");

        await EndsAsync();
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Ends_although_a_call_is_under_way(string protocol)
    {
        using TestAuthority authority = new();
        TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using HostileServer silent = new(authority.Issue("127.0.0.1"), async (_, _, cancelled) =>
        {
            heard.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancelled);
        });
        var config = Path.Combine(_home.Path, "config");
        await File.WriteAllTextAsync(config, Bypass.KubeconfigText.Of(new Bypass.KubeconfigContext("slow", silent.Address, authority.Pem)), TestContext.Current.CancellationToken);
        await using var server = ServerProcess.Start(new(_home) { Kubeconfig = [config] });
        var wire = new Wire(server, protocol);
        await wire.BeginAsync();
        await wire.SendAsync("tools/call", """{"name":"read_kubernetes","arguments":{"kind":"pods"}}""");
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await EndsAsync(server);
    }

    [Theory, MemberData(nameof(Generations))]
    public async Task Answers_what_was_written_before_the_end(string protocol)
    {
        var wire = new Wire(_server, protocol);
        await wire.BeginAsync();
        await wire.AskAsync("tools/list");
        int[] asked = [await wire.SendAsync("tools/list"), await wire.SendAsync("no/such/method"), await wire.SendAsync("tools/list")];
        _server.CloseInput();

        HashSet<int> answered = [];
        while (await _server.ReadLineAsync() is { } line)
        {
            if (JsonNode.Parse(line)!["id"] is JsonValue id)
            {
                answered.Add(id.GetValue<int>());
            }
        }

        Assert.Superset(asked.ToHashSet(), answered);
        Assert.Equal(0, await _server.ExitAsync(TimeSpan.FromSeconds(30)));
    }

    private Task EndsAsync() => EndsAsync(_server);

    /// <summary>The promise is a second; the bound leaves room for a busy machine and is far below the time-out of any call.</summary>
    private static async Task EndsAsync(ServerProcess server)
    {
        var watch = Stopwatch.StartNew();
        server.CloseInput();
        Assert.Equal(0, await server.ExitAsync(TimeSpan.FromSeconds(30)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"It took {watch.Elapsed.TotalSeconds:0.0} s.");
        server.AssertOnlyProtocolOnStandardOutput();
    }
}
