using System.Text.Json;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Hostile;

public sealed class MalformedMessageTests : IDisposable
{
    private readonly HomeFolder _home = new();

    public void Dispose() => _home.Dispose();

    public static TheoryData<string> NoMessages { get; } =
    [
        "{", "[]", "null", "1", "\"x\"", "{}", """{"jsonrpc":"2.0"}""", """{"jsonrpc":"2.0","id":1}""", """{"jsonrpc":"1.0","id":1,"method":"ping"}""",
        """[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", """{"jsonrpc":"2.0","id":{},"method":"ping"}""", """{"jsonrpc":"2.0","id":1.5,"method":"ping"}""",
        """{"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"}""", """{"jsonrpc":"2.0","id":2,"method":5}""", """{"jsonrpc":"2.0","id":"\ud800","method":"ping"}""",
        """{"jsonrpc":"2.0","id":13,"method":"\ud800"}""", """{"jsonrpc":"2.0","id":18,"error":5}""", "\ufeff{\"jsonrpc\":\"2.0\",\"id\":25,\"method\":\"ping\"}", "Content-Length: 10",
    ];

    public static TheoryData<string, string> WrongParameters { get; } = new()
    {
        { "tools/call", "[1]" }, { "tools/call", "\"x\"" }, { "tools/call", "{}" }, { "tools/call", """{"name":5}""" }, { "tools/call", """{"name":null}""" }, { "tools/call", """{"name":""}""" },
        { "tools/call", """{"name":"read_policy","arguments":[1]}""" }, { "tools/call", """{"name":"read_policy","arguments":"x"}""" },
        { "tools/call", """{"name":"read_policy","name":"read_journal"}""" }, { "tools/call", """{"name":"\ud800"}""" },
        { "tools/call", """{"name":"read_policy","arguments":{"operation":"\ud800"}}""" }, { "tools/call", """{"name":"read_policy","arguments":{"\udc00":"x"}}""" },
        { "initialize", """{"protocolVersion":5}""" }, { "tools/list", """{"cursor":5}""" }, { "ping", "[1]" },
    };

    public static TheoryData<string> OddNotifications { get; } =
    [
        """{"jsonrpc":"2.0","method":"notifications/cancelled"}""", """{"jsonrpc":"2.0","method":"notifications/cancelled","params":[1]}""",
        """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}""", """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"\ud800"}}""",
        """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"requestId":2}}""", """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":4711}}""",
        """{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":{}}}""", """{"jsonrpc":"2.0","method":"notifications/unheard-of","params":[[]]}""",
        """{"jsonrpc":"2.0","id":4711,"result":{}}""",
    ];

    [Theory]
    [MemberData(nameof(NoMessages))]
    public async Task A_line_that_is_no_message_is_answered_and_the_next_one_served(string line)
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        var answer = Assert.Single(await wire.SayAsync(line));
        Assert.Equal(-32700, answer.GetProperty("error").GetProperty("code").GetInt32());
        wire.AssertSound();
    }

    [Theory]
    [MemberData(nameof(WrongParameters))]
    public async Task Parameters_that_the_protocol_does_not_know_are_named(string method, string parameters)
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        var error = (await wire.AskAsync(method, parameters)).GetProperty("error");
        Assert.Equal(-32602, error.GetProperty("code").GetInt32());
        Assert.Contains(method, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await wire.CallAsync("read_policy");
        wire.AssertSound();
    }

    [Theory]
    [MemberData(nameof(OddNotifications))]
    public async Task A_notification_that_makes_no_sense_changes_nothing(string line)
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        Assert.Empty(await wire.SayAsync(line));
        Assert.False((await wire.CallAsync("read_policy")).IsError);
        wire.AssertSound();
    }

    [Fact]
    public async Task Huge_lines_are_refused_unread_and_large_ones_answered_short()
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        Assert.Equal(-32600, Assert.Single(await wire.SayAsync(new string('x', 50_000_000))).GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(-32600, Assert.Single(await wire.SayAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{new string('y', 5_000_000)}}"}""")).GetProperty("error").GetProperty("code").GetInt32());

        var method = await wire.AskAsync(new string('m', 1_000_000));
        Assert.Equal(-32601, method.GetProperty("error").GetProperty("code").GetInt32());
        Assert.InRange(method.GetRawText().Length, 1, 1000);

        var megabyte = new string('a', 1_000_000);
        ToolAnswer[] answers =
        [
            await wire.CallAsync(megabyte),
            await wire.CallAsync("read_policy", $$"""{"operation":"{{megabyte}}"}"""),
            await wire.CallAsync("read_policy", $$"""{"{{megabyte}}":1}"""),
            await wire.CallAsync("read_policy", $$"""{"operation":"{{string.Concat(Enumerable.Repeat("password=x ", 90_000))}}"}"""),
            await wire.CallAsync("execute_apply", $$"""{"manifest":"{{string.Concat(Enumerable.Repeat("a: [\\n", 150_000))}}"}"""),
            await wire.CallAsync("generate_script", $$$"""{"template":"kubernetes_rollback","parameters":{"context":"{{{new string('b', 250_000)}}}"}}"""),
        ];
        Assert.All(answers, answer => Assert.Matches("^SRE[0-9]{4} ", answer.Text));
        Assert.All(answers, answer => Assert.InRange(answer.Text.Length, 10, 2000));
        wire.AssertSound();
        Assert.Equal(wire.Answered, Books.Journal(_home).Count);
    }

    [Theory]
    [InlineData("read_polici", "read_policy")]
    [InlineData("READ_POLICY", "read_policy")]
    [InlineData("--help", null)]
    [InlineData("../../etc/passwd", null)]
    [InlineData("read_policy\u0000", null)]
    [InlineData("\u202Eread\u001b[31m_policy", null)]
    [InlineData("read_policy; rm -rf /", null)]
    [InlineData("' OR 1=1 --", null)]
    public async Task A_tool_that_does_not_exist_is_refused_and_journaled(string name, string? nearest)
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        var answer = await wire.CallAsync(name);
        Assert.StartsWith("SRE0101 ", answer.Text, StringComparison.Ordinal);
        Assert.Contains(nearest ?? "Next: ", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Text, character => character is '\u202E' or '\u001b' or '\0');
        Assert.Equal("SRE0101", Assert.Single(Books.Journal(_home)).Outcome);
        wire.AssertSound();
    }

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        var deep = $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_policy","arguments":{{{string.Concat(Enumerable.Repeat("{\"a\":", 100_000))}}}1{{{new string('}', 100_000)}}} } }""";
        Assert.True(Assert.Single(await wire.SayAsync(deep)).TryGetProperty("error", out _));
        wire.AssertSound();
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_a_line_leaves_nothing_behind()
    {
        await using var wire = await Wire.OpenAsync(new(_home));
        await wire.CallAsync("read_policy");
        await wire.Server.WriteLineAsync("""{"jsonrpc":"2.0","id":9,"method":"subscriptions/listen","params":{}}""");
        wire.Server.CloseInput();
        Assert.NotNull(await wire.Server.ExitAsync(TimeSpan.FromSeconds(30)));
        wire.Server.AssertOnlyProtocolOnStandardOutput();
    }
}
