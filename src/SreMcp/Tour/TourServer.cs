#pragma warning disable RS0030 // the tour starts this very executable, with fixed arguments, and nothing else
using System.Collections.Concurrent;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using SreMcp.Policy;

namespace SreMcp.Tour;

/// <summary>The real server in its recorded world, as a client starts it: a child process over stdio.</summary>
internal sealed class TourServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly McpClient _client;

    private TourServer(McpClient client) => _client = client;

    public static async Task<TourServer> StartAsync(TourFolder folder, CancellationToken cancelled)
    {
        var (command, leading) = Executable();
        ConcurrentQueue<string> errors = [];
        var transport = new StdioClientTransport(new()
        {
            Name = "sre-mcp",
            Command = command,
            Arguments = [.. leading, "serve", "--recorded", "--workspace", folder.Path],
            WorkingDirectory = folder.Path,
            StandardErrorLines = errors.Enqueue,
        });
        try
        {
            return new(await McpClient.CreateAsync(transport, new() { ClientInfo = new() { Name = "sre-mcp-tour", Version = "1" }, DiscoverProbeTimeout = Patience, InitializationTimeout = Patience }, cancellationToken: cancelled));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new SreException(Errors.Commands.TourFailed, $"The server did not start: {TextCleaner.OneLine(failure.Message, 300)} {TextCleaner.OneLine(string.Join(' ', errors), 600)}", inner: failure);
        }
    }

    /// <summary>How many tools the agent gets.</summary>
    public async Task<int> CountToolsAsync(CancellationToken cancelled) => (await _client.ListToolsAsync(cancellationToken: cancelled)).Count;

    public async Task<TourReply> CallAsync(TourStep step, TourFolder folder, CancellationToken cancelled)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        limit.CancelAfter(Patience);
        var result = await _client.CallToolAsync(step.Tool, step.Arguments, cancellationToken: limit.Token);
        return new(string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text)), result.IsError is true, folder);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>This process's own file; under the shared host, the host and our assembly.</summary>
    private static (string Command, string[] Leading) Executable()
    {
        var path = System.Environment.ProcessPath ?? throw new SreException(Errors.Commands.TourFailed, "The path of this executable is not known.");
        return Path.GetFileNameWithoutExtension(path) is "dotnet" ? (path, [Path.Combine(AppContext.BaseDirectory, "sre-mcp.dll")]) : (path, []);
    }
}
