using System.Buffers;
using System.Buffers.Text;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads a container's log line by line while it arrives. Holds one buffer, whatever the length of the log.</summary>
/// <remarks>For one reader at a time. <see cref="Current"/> is good until the next move.</remarks>
public sealed class PodLog : IAsyncDisposable
{
    /// <summary>Bytes of a line that are kept; the rest of a longer one is skipped.</summary>
    public const int LineLimit = 32 * 1024;

    /// <summary>Bytes of a log that are read.</summary>
    public const long ByteLimit = 1L << 30;

    private const int FirstBuffer = 64 * 1024;

    private readonly HttpResponseMessage _response;
    private readonly Stream _body;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;
    private bool _isEnded;

    private PodLog(LogRequest request, HttpResponseMessage response, Stream body) => (Request, _response, _body) = (request, response, body);

    public LogRequest Request { get; }

    public LogLine Current { get; private set; }

    /// <summary>Asks for the log and returns once the node begins to send it.</summary>
    /// <exception cref="SreMcp.Policy.SreException">SRE046x for what is wrong with the container or its node, SRE0403 with the rule that would allow it, SRE03xx and SRE04xx otherwise.</exception>
    public static async Task<PodLog> OpenAsync(ClusterConnection connection, LogRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await connection.ReadTextAsync(request.PathAndQuery, ByteLimit, cancellationToken);
            return new(request, response, await response.Content.ReadAsStreamAsync(cancellationToken));
        }
        catch (SreMcp.Policy.SreException refused) when (LogErrors.Of(refused, request) is not null)
        {
            throw LogErrors.Of(refused, request)!;
        }
    }

    /// <summary>Moves to the next line; false at the end of the log.</summary>
    /// <exception cref="SreMcp.Policy.SreException">SRE0453 when the log breaks off, SRE0454 past <see cref="ByteLimit"/>.</exception>
    public ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken) =>
        TryTakeLine() ? ValueTask.FromResult(true) : FillAndMoveAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        await _body.DisposeAsync();
        _response.Dispose();
    }

    private async ValueTask<bool> FillAndMoveAsync(CancellationToken cancellationToken)
    {
        while (!_isEnded)
        {
            MakeRoom();
            var count = await _body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _isEnded = count == 0;
            _end += count;
            if (TryTakeLine())
            {
                return true;
            }

            if (_end - _start > LineLimit)
            {
                return await TakeLongLineAsync(cancellationToken);
            }
        }

        return TakeLastLine();
    }

    private bool TryTakeLine()
    {
        var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (length < 0)
        {
            return false;
        }

        Current = LineOf(_buffer.AsMemory(_start, Math.Min(length, LineLimit)), length > LineLimit);
        _start += length + 1;
        return true;
    }

    private bool TakeLastLine()
    {
        var length = _end - _start;
        Current = LineOf(_buffer.AsMemory(_start, Math.Min(length, LineLimit)), length > LineLimit);
        _start = _end;
        return length > 0;
    }

    /// <summary>Keeps the head of a line that does not fit, and skips to its end.</summary>
    private async ValueTask<bool> TakeLongLineAsync(CancellationToken cancellationToken)
    {
        var head = _buffer.AsSpan(_start, LineLimit).ToArray();
        _start = _end;
        while (!_isEnded)
        {
            (_start, _end) = (0, 0);
            var count = await _body.ReadAsync(_buffer, cancellationToken);
            _isEnded = count == 0;
            var line = _buffer.AsSpan(0, count).IndexOf((byte)'\n');
            if (line >= 0)
            {
                (_start, _end) = (line + 1, count);
                break;
            }
        }

        Current = LineOf(head, isCut: true);
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
    }

    /// <summary>Takes the node's time off the head of a line: <c>2026-11-20T20:00:00.123456789Z text</c>.</summary>
    private static LogLine LineOf(ReadOnlyMemory<byte> line, bool isCut)
    {
        if (!line.IsEmpty && line.Span[^1] is (byte)'\r')
        {
            line = line[..^1];
        }

        return LogTime.TryRead(line.Span, out var at, out var length) ? new(at, line[length..], isCut) : new(null, line, isCut);
    }
}
