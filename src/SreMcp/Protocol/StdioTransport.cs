using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace SreMcp.Protocol;

/// <summary>Newline-delimited JSON-RPC over two streams, for one client.</summary>
/// <remarks>
/// It differs from the SDK's own transport where that one would leave an orphan or stay silent: at the end of input, open requests
/// get <see cref="Grace"/> to finish and are cancelled then; a line that is no message is answered, not dropped; a line has a length limit.
/// </remarks>
internal sealed class StdioTransport : TransportBase
{
    /// <summary>The longest line that is read, in bytes. A tool call with a large manifest stays far below.</summary>
    public const int LineLimit = 4 * 1024 * 1024;

    /// <summary>How long calls that are still open when input ends may take to finish.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>As <see cref="Grace"/>, for requests that wait for nothing but this machine: they take milliseconds, unless it is very busy.</summary>
    public static readonly TimeSpan ShortGrace = TimeSpan.FromSeconds(5);

    private static readonly JsonTypeInfo<JsonRpcMessage> MessageType =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly PipeReader _input;
    private readonly CancellationTokenSource _ended;
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>Open requests; true for those that may wait for other systems.</summary>
    private readonly ConcurrentDictionary<RequestId, bool> _open = new();
    private readonly TaskCompletionSource _short = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _inputEnded;

    /// <param name="ended">Cancelled when input has ended and the grace is over: the server stops on it.</param>
    public StdioTransport(Stream input, Stream output, CancellationTokenSource ended, TimeProvider time)
        : base("stdio", loggerFactory: null)
    {
        _output = output;
        _ended = ended;
        _time = time;
        _input = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        SetConnected();
        _ = Task.Run(ReadAsync, CancellationToken.None);
    }

    public override async Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default)
    {
        await WriteLineAsync(JsonSerializer.SerializeToUtf8Bytes(message, MessageType), cancellationToken);
        if (message is JsonRpcResponse or JsonRpcError)
        {
            Close(((JsonRpcMessageWithId)message).Id);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        SetDisconnected();
        await _input.CompleteAsync();
        _sending.Dispose();
    }

    private bool HasShort => _open.Values.Contains(false);

    private async Task ReadAsync()
    {
        try
        {
            await ReadLinesAsync();
        }
        catch (Exception)
        {
            // Mostly the client is gone in a rude way. Whatever it was: a server that no longer reads must end, not stay behind deaf.
        }

        _inputEnded = true;
        if (HasShort)
        {
            await Task.WhenAny(_short.Task, Task.Delay(ShortGrace, _time, _ended.Token));
        }

        if (!_open.IsEmpty)
        {
            await Task.WhenAny(_idle.Task, Task.Delay(Grace, _time, _ended.Token));
        }

        await _ended.CancelAsync();
        SetDisconnected();
    }

    private async Task ReadLinesAsync()
    {
        var skipping = false;
        while (!_ended.IsCancellationRequested)
        {
            var read = await _input.ReadAsync(_ended.Token);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
                if (!skipping)
                {
                    await ReceiveAsync(line);
                }

                skipping = false;
            }

            if (buffer.Length > LineLimit || skipping)
            {
                if (!skipping)
                {
                    await RefuseLineAsync(-32600, $"A message is longer than {LineLimit} bytes and was not read.");
                }

                skipping = true;
                buffer = buffer.Slice(buffer.End);
            }

            if (read.IsCompleted)
            {
                if (!skipping && !buffer.IsEmpty)
                {
                    await ReceiveAsync(buffer);
                }

                return;
            }

            _input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async Task ReceiveAsync(ReadOnlySequence<byte> line)
    {
        if (IsBlank(line))
        {
            return;
        }

        JsonRpcMessage? message;
        try
        {
            var reader = new Utf8JsonReader(line);
            message = JsonSerializer.Deserialize(ref reader, MessageType);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or ArgumentException or FormatException or DecoderFallbackException)
        {
            message = null;
        }

        if (message is null)
        {
            await RefuseLineAsync(-32700, "A line is not a JSON-RPC 2.0 message.");
            return;
        }

        if (message is JsonRpcRequest request)
        {
            Open(request);
        }
        else if (message is JsonRpcNotification { Method: NotificationMethods.CancelledNotification } cancelled)
        {
            if (CancelledId(cancelled) is not { } open)
            {
                // A notification has no answer, and one that names no request asks for nothing.
                return;
            }

            Close(open);
        }

        await WriteMessageAsync(message, _ended.Token);
    }

    private void Open(JsonRpcRequest request)
    {
        ProtocolVersions.Negotiate(request);

        // A subscription stays open by design; waiting for it at the end would make us an orphan.
        if (request.Method is not RequestMethods.SubscriptionsListen)
        {
            _open[request.Id] = request.Method is RequestMethods.ToolsCall;
        }
    }

    private static RequestId? CancelledId(JsonRpcNotification cancelled)
    {
        try
        {
            return (cancelled.Params as JsonObject)?["requestId"] switch
            {
                JsonValue value when value.TryGetValue<string>(out var text) => new(text),
                JsonValue value when value.TryGetValue<long>(out var number) => new(number),
                _ => null,
            };
        }
        catch (Exception malformed) when (malformed is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private void Close(RequestId id)
    {
        if (!_open.TryRemove(id, out _) || !_inputEnded)
        {
            return;
        }

        if (!HasShort)
        {
            _short.TrySetResult();
        }

        if (_open.IsEmpty)
        {
            _idle.TrySetResult();
        }
    }

    private Task RefuseLineAsync(int code, string message) => WriteLineAsync(
        Encoding.UTF8.GetBytes($$$"""{"jsonrpc":"2.0","id":null,"error":{"code":{{{code}}},"message":"{{{message}}}"}}"""), _ended.Token);

    private async Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await _output.WriteAsync(line, CancellationToken.None);
            await _output.WriteAsync("\n"u8.ToArray(), CancellationToken.None);
            await _output.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            // Nobody listens any more: the read side is about to see the same.
            await _ended.CancelAsync();
        }
        finally
        {
            _sending.Release();
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept(" \r\t"u8))
            {
                return false;
            }
        }

        return true;
    }
}
