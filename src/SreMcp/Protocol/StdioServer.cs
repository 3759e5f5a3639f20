using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SreMcp.Calls;
using SreMcp.Tools;

namespace SreMcp.Protocol;

/// <summary>Serves one client over two streams, in either generation of the protocol, until input ends.</summary>
internal sealed class StdioServer(Session session, Stream input, Stream output)
{
    private readonly CallHandler _calls = new(session);
    private readonly ConfirmationSeal _seal = new(session.Time);

    public async Task RunAsync()
    {
        using var ended = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => End(signal, ended));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => End(signal, ended));
        await using var transport = new StdioTransport(input, output, ended, session.Time);
        await using var server = McpServer.Create(transport, Options());
        try
        {
            await server.RunAsync(ended.Token).WaitAsync(ended.Token);
        }
        catch (OperationCanceledException)
        {
            // Input has ended or we were told to stop: the polite end of every session.
        }
    }

    private McpServerOptions Options()
    {
        var listed = new Lazy<ListToolsResult>(() => new() { Tools = [.. session.ListedTools().Select(ToolDefinition.Of)] });
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "sre-mcp", Title = "SRE MCP", Version = Version },
            ServerInstructions = session.IsRecorded ? $"{RecordedPlay.Banner}\n\n{Instructions.Text}" : Instructions.Text,
            Capabilities = new ServerCapabilities { Tools = new() },
        };
        options.Handlers.ListToolsHandler = (_, _) => new(listed.Value);
        options.Handlers.CallToolHandler = CallAsync;
        options.Filters.Message.IncomingFilters.Add(next => (message, cancelled) => RequestForm.HandAsync(() => next(Checked(message), cancelled), message.JsonRpcMessage));
        options.Filters.Message.OutgoingFilters.Add(next => (message, cancelled) => next(WithoutLogging(message), cancelled));
        return options;
    }

    /// <summary>The version of this build, without the commit.</summary>
    public static string Version { get; } =
        typeof(StdioServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancelled)
    {
        if (request.Params is not { Name: { Length: > 0 } name } parameters)
        {
            throw new McpProtocolException("tools/call needs the name of a tool.", McpErrorCode.InvalidParams);
        }

        var caller = new Caller(new ElicitedConfirmation(request, _seal), Progress(request));
        var outcome = await _calls.HandleAsync(name, parameters.Arguments is { } given ? new Dictionary<string, JsonElement>(given, StringComparer.Ordinal) : null, caller, cancelled);
        return new() { Content = [new TextContentBlock { Text = outcome.Text }], IsError = outcome.IsError };
    }

    private static Action<double, double?, string>? Progress(RequestContext<CallToolRequestParams> request) =>
        request.Params?.ProgressToken is not { } token
            ? null
            : (done, total, message) => _ = request.Server.NotifyProgressAsync(
                token, new() { Progress = (float)done, Total = (float?)total, Message = message }, cancellationToken: CancellationToken.None);

    /// <summary>Parameters that are not of their form are named, where the SDK alone says only that something failed.</summary>
    private static MessageContext Checked(MessageContext context)
    {
        if (context.JsonRpcMessage is JsonRpcRequest request)
        {
            RequestForm.Check(request);
        }

        return context;
    }

    /// <summary>The SDK offers protocol logging by itself. It is on its way out, and nothing here writes to it.</summary>
    private static MessageContext WithoutLogging(MessageContext context)
    {
        if (context.JsonRpcMessage is JsonRpcResponse { Result: JsonObject result } && result["capabilities"] is JsonObject capabilities)
        {
            capabilities.Remove("logging");
        }

        return context;
    }

    private static void End(PosixSignalContext signal, CancellationTokenSource ended)
    {
        signal.Cancel = true;
        ended.Cancel();
    }
}
