using System.Text.Json.Nodes;
using SreMcp.IntegrationTests.Acceptance;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Bypass;

/// <summary>Confirmations that nobody gave: the state that comes back from a client is an attacker's until proven.</summary>
[Collection(nameof(Intruder))]
public sealed class ConfirmationBypassTests : IAsyncLifetime
{
    private const string Yes = """{"confirm":{"action":"accept","content":{"confirm":true}}}""";

    private readonly Intruder _intruder;
    private readonly HomeFolder _home = new();
    private readonly ServerProcess _server;
    private readonly Wire _wire;
    private (AuditMark, AuditMark) _mark;

    public ConfirmationBypassTests(Intruder intruder)
    {
        _intruder = intruder;
        StagingTests.Open(_home, intruder.Development);
        _server = Start();
        _wire = new(_server);
    }

    public async ValueTask InitializeAsync() => _mark = await _intruder.MarkAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _home.Dispose();
    }

    [Theory]
    [InlineData("another seal", "0123456789abcdef0123456789abcdef.9999999999.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("an empty seal", "")]
    [InlineData("dots", "..")]
    [InlineData("text", "yes")]
    [InlineData("JSON", "{\\\"confirm\\\":true}")]
    public async Task Takes_no_state_that_is(string what, string state)
    {
        await AskedAsync();

        await RefusedAsync(state, Yes, what);
    }

    [Theory]
    [InlineData("the nonce")]
    [InlineData("the expiry")]
    [InlineData("the seal")]
    [InlineData("one more part")]
    [InlineData("a megabyte more")]
    public async Task Takes_no_state_with_a_change_of(string what)
    {
        var parts = (await AskedAsync()).Split('.');
        var changed = what switch
        {
            "the nonce" => $"{Flip(parts[0])}.{parts[1]}.{parts[2]}",
            "the expiry" => $"{parts[0]}.{long.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) + 3600}.{parts[2]}",
            "the seal" => $"{parts[0]}.{parts[1]}.{Flip(parts[2])}",
            "one more part" => $"{string.Join('.', parts)}.x",
            _ => string.Join('.', parts) + new string('0', 1024 * 1024),
        };

        await RefusedAsync(changed, Yes, what);
    }

    [Theory]
    [InlineData("declines", """{"confirm":{"action":"decline"}}""")]
    [InlineData("cancels", """{"confirm":{"action":"cancel"}}""")]
    [InlineData("accepts a no", """{"confirm":{"action":"accept","content":{"confirm":false}}}""")]
    [InlineData("accepts text", """{"confirm":{"action":"accept","content":{"confirm":"true"}}}""")]
    [InlineData("accepts a number", """{"confirm":{"action":"accept","content":{"confirm":1}}}""")]
    [InlineData("accepts nothing", """{"confirm":{"action":"accept"}}""")]
    [InlineData("accepts an empty form", """{"confirm":{"action":"accept","content":{}}}""")]
    [InlineData("answers another question", """{"other":{"action":"accept","content":{"confirm":true}}}""")]
    [InlineData("declines with a yes", """{"confirm":{"action":"decline","content":{"confirm":true}}}""")]
    [InlineData("answers nothing", "{}")]
    [InlineData("is no object", """{"confirm":true}""")]
    public async Task Does_nothing_when_the_answer(string what, string answer) => await RefusedAsync(await AskedAsync(), answer, what);

    [Theory]
    [InlineData("another workload", "\"workload\":\"Deployment/web\"", "\"workload\":\"Deployment/other\"")]
    [InlineData("another operation", "\"action\":\"restart\"", "\"action\":\"undo\"")]
    [InlineData("another reason", "\"reason\":\"a test\"", "\"reason\":\"another\"")]
    [InlineData("the change instead of the dry run", "\"dry_run\":true", "\"dry_run\":false")]
    [InlineData("another context", "\"context\":\"dev-weu-admin\"", "\"context\":\"dev-weu-writer\"")]
    public async Task Takes_no_confirmation_for(string what, string from, string to)
    {
        await _intruder.Development.World.DeployAsync(Intruder.Space, "other", "registry.example.com/web:1", replicas: 1);
        await _intruder.Development.World.RollToAsync(Intruder.Space, "web", $"registry.example.com/web:{Guid.NewGuid():N}");
        _mark = await _intruder.MarkAsync();
        var asked = what is "the change instead of the dry run" ? Arguments.Replace("}", ",\"dry_run\":true}", StringComparison.Ordinal) : Arguments;
        var state = await AskedAsync(asked);

        await RefusedAsync(state, Yes, what, asked.Replace(from, to, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Takes_a_confirmation_once()
    {
        var state = await AskedAsync();
        Assert.Contains("Done:", Wire.Text(await AnswerAsync(state, Yes)), StringComparison.Ordinal);
        _mark = await _intruder.MarkAsync();

        await RefusedAsync(state, Yes, "a second time");
    }

    [Fact]
    public async Task Takes_a_confirmation_once_when_it_comes_twice_at_once()
    {
        var state = await AskedAsync();
        var parameters = Parameters(Arguments, $$""","requestState":"{{state}}","inputResponses":{{Yes}}""");
        int[] sent = [await _wire.SendAsync("tools/call", parameters), await _wire.SendAsync("tools/call", parameters)];

        // Answers may come in either order, so each is read by the id that comes next.
        List<string> texts = [];
        while (texts.Count < sent.Length && await _server.ReadLineAsync() is { } line)
        {
            texts.Add(Wire.Text(JsonNode.Parse(line)!));
        }

        Assert.Single(texts, text => text.Contains("Done:", StringComparison.Ordinal));
        Assert.Single(texts, text => text.StartsWith("SRE0110", StringComparison.Ordinal));
        Assert.Equal(2, (await _intruder.ReachedAsync(_mark)).Count);
    }

    [Fact]
    public async Task Takes_no_confirmation_that_another_server_asked_for()
    {
        await using var other = Start();
        var state = await AskedAsync(Arguments, new Wire(other));

        await RefusedAsync(state, Yes, "another process");
    }

    [Fact]
    public async Task Takes_no_confirmation_for_production()
    {
        var state = await AskedAsync();

        var answer = Wire.Text(await AnswerAsync(state, Yes, Arguments.Replace("dev-weu-admin", "prod-weu-admin", StringComparison.Ordinal)));

        Assert.StartsWith("SRE0108", answer, StringComparison.Ordinal);
        Assert.Empty(await _intruder.ReachedAsync(_mark));
    }

    [Fact]
    public async Task Asks_when_an_answer_comes_before_the_question()
    {
        var answer = await _wire.AskAsync("tools/call", Parameters(Arguments, $""","inputResponses":{Yes}"""));

        Assert.NotNull(answer["result"]?["requestState"]);
        Assert.Empty(await _intruder.ReachedAsync(_mark));
    }

    [Theory]
    [InlineData(ServerProcess.Handshake)]
    [InlineData(ServerProcess.Discovery)]
    public async Task Does_not_carry_a_yes_over_to_a_cluster_that_the_kubeconfig_names_meanwhile(string protocol)
    {
        var file = Path.Combine(_home.Path, "changing");
        await File.WriteAllTextAsync(file, KubeconfigText.Of(ContextBypassTests.Writer(_intruder.Development, "stage")), TestContext.Current.CancellationToken);
        var production = KubeconfigText.Of(ContextBypassTests.Writer(_intruder.Production, "stage"));
        await using var agent = await Agent.StartAsync(new(_home) { Kubeconfig = [file] }, protocol, Agent.WithPerson(agrees: true, _ => File.WriteAllText(file, production)));

        await _intruder.FailsAsync(agent, "SRE0108|SRE0110", "execute_rollout", ContextBypassTests.Restart("stage", ("reason", "a test")));
    }

    private static string Arguments =>
        $$"""{"context":"dev-weu-admin","namespace":"{{Intruder.Space}}","workload":"Deployment/web","action":"restart","reason":"a test"}""";

    private static string Parameters(string arguments, string more) => $$"""{"name":"execute_rollout","arguments":{{arguments}}{{more}}}""";

    private static string Flip(string text) => (text[0] is '0' ? '1' : '0') + text[1..];

    private ServerProcess Start() => ServerProcess.Start(new(_home) { Kubeconfig = [_intruder.Development.Kubeconfig, _intruder.Production.Kubeconfig] });

    /// <summary>The state of a question that was really asked.</summary>
    private Task<string> AskedAsync() => AskedAsync(Arguments, _wire);

    private Task<string> AskedAsync(string arguments) => AskedAsync(arguments, _wire);

    private static async Task<string> AskedAsync(string arguments, Wire wire)
    {
        var asked = await wire.AskAsync("tools/call", Parameters(arguments, ""));
        return (string?)asked["result"]?["requestState"] ?? throw new Xunit.Sdk.XunitException($"Nobody was asked: {asked.ToJsonString()}");
    }

    private Task<JsonNode> AnswerAsync(string state, string answer, string? arguments = null) =>
        _wire.AskAsync("tools/call", Parameters(arguments ?? Arguments, $$""","requestState":"{{state}}","inputResponses":{{answer}}"""));

    private async Task RefusedAsync(string state, string answer, string what, string? arguments = null)
    {
        var message = await AnswerAsync(state, answer, arguments);

        // An answer that is no answer may also be an error of the protocol, or the question once more.
        var isRefused = message["error"] is not null || message["result"]?["requestState"] is not null
            || Wire.Text(message).StartsWith("SRE0110", StringComparison.Ordinal) || Wire.Text(message).StartsWith("SRE0109", StringComparison.Ordinal);
        Assert.True(isRefused, $"{what}: {message.ToJsonString()}");
        Assert.Empty(await _intruder.ReachedAsync(_mark));
    }
}
