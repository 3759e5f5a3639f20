using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SreMcp.IntegrationTests.Testbed;

namespace SreMcp.IntegrationTests.Acceptance;

/// <summary>What an agent got back.</summary>
internal sealed record Reply(string Text, bool IsError)
{
    /// <summary>The one line that begins so.</summary>
    public string Line(string start) => Assert.Single(Text.Split('\n'), line => line.StartsWith(start, StringComparison.Ordinal));

    /// <summary>The text, for an answer that must not be an error.</summary>
    public string Good()
    {
        Assert.False(IsError, Text);
        return Text;
    }

    /// <summary>The text, for an answer that must be an error with one of these codes.</summary>
    /// <param name="codes">Separated by |; the beginning of a code stands for all that begin so.</param>
    public string Bad(string codes)
    {
        Assert.True(IsError && codes.Split('|').Any(code => Begin.StartsWith(code, StringComparison.Ordinal)), $"Expected {codes}, got: {Text}");
        return Text;
    }

    /// <summary>The text behind the line that explains fences.</summary>
    private string Begin => Text.StartsWith("[What stands between", StringComparison.Ordinal) ? Text[(Text.IndexOf('\n', StringComparison.Ordinal) + 1)..] : Text;
}

/// <summary>An agent as the product meets it: the SDK's client, over stdio. No answer that it gets may hold a planted secret.</summary>
internal sealed class Agent : IAsyncDisposable
{
    private readonly McpClient _client;

    private Agent(ServerProcess server, McpClient client)
    {
        Server = server;
        _client = client;
    }

    public ServerProcess Server { get; }

    public static async Task<Agent> StartAsync(ServerSetup setup, string protocol = ServerProcess.Discovery, Action<McpClientOptions>? configure = null)
    {
        // On a busy machine a process may take longer to start than the SDK waits before it takes a server for an old one.
        void Configure(McpClientOptions options)
        {
            options.DiscoverProbeTimeout = TimeSpan.FromSeconds(50);
            configure?.Invoke(options);
        }

        var server = ServerProcess.Start(setup);
        try
        {
            return new(server, await server.ConnectAsync(protocol, Configure, TestContext.Current.CancellationToken));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that can ask a person, who always answers so.</summary>
    public static Action<McpClientOptions> WithPerson(bool agrees, Action<string>? asked = null) => options =>
        options.Handlers.ElicitationHandler = (request, _) =>
        {
            asked?.Invoke(request?.Message ?? "");
            return ValueTask.FromResult(new ElicitResult
            {
                Action = agrees ? "accept" : "decline",
                Content = agrees ? new Dictionary<string, JsonElement> { ["confirm"] = JsonElement.Parse("true") } : null,
            });
        };

    public async Task<IList<McpClientTool>> ToolsAsync() => await _client.ListToolsAsync(cancellationToken: TestContext.Current.CancellationToken);

    public Task<Reply> CallAsync(string tool, params (string Name, object? Value)[] arguments) => CallAsync(tool, progress: null, arguments);

    public async Task<Reply> CallAsync(string tool, IProgress<ProgressNotificationValue>? progress, params (string Name, object? Value)[] arguments)
    {
        var result = await _client.CallToolAsync(
            tool,
            arguments.ToDictionary(argument => argument.Name, argument => (object?)JsonSerializer.SerializeToElement(argument.Value)),
            progress,
            cancellationToken: TestContext.Current.CancellationToken);
        var reply = new Reply(Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text, result.IsError is true);
        PlantedSecrets.AssertNoneIn(reply.Text, $"the answer of {tool}");
        return reply;
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Collects progress in the order in which it came.</summary>
internal sealed class ProgressLog : IProgress<ProgressNotificationValue>
{
    private readonly List<ProgressNotificationValue> _seen = [];

    public IReadOnlyList<ProgressNotificationValue> Seen
    {
        get
        {
            lock (_seen)
            {
                return [.. _seen];
            }
        }
    }

    public void Report(ProgressNotificationValue value)
    {
        lock (_seen)
        {
            _seen.Add(value);
        }
    }
}
