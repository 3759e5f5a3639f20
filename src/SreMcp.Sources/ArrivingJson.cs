using System.Buffers;
using System.Text.Json;

namespace SreMcp.Sources;

/// <summary>The bytes of a JSON answer that have arrived and are not read yet. Holds one value at a time, never the answer.</summary>
/// <param name="first">Bytes to begin with.</param>
/// <param name="limit">The most that may wait to be read, in bytes: the largest single value.</param>
/// <param name="tooLarge">The error for more.</param>
internal sealed class ArrivingJson(Stream stream, int first, int limit, Func<Exception> tooLarge) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(first);
    private int _start;
    private int _end;
    private int _wanted = 1;

    /// <summary>What has arrived; good until the next <see cref="FillAsync"/>.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start, _end - _start);

    /// <summary>True when nothing follows <see cref="Rest"/>.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Says how much of <see cref="Rest"/> was read.</summary>
    public void Take(int bytes)
    {
        _start += bytes;

        // What did not fit is scanned again from its start, so at least twice as much is fetched before the next attempt.
        _wanted = bytes > 0 ? 1 : Math.Max(1, _end - _start);
    }

    /// <summary>Waits for more.</summary>
    /// <exception cref="JsonException">Nothing follows.</exception>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (HasEnded)
        {
            throw new JsonException("The answer ends too early.");
        }

        MakeRoom();
        var goal = Math.Min(_end + _wanted, _buffer.Length);
        while (_end < goal)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read;
            if (read == 0)
            {
                HasEnded = true;
                return;
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = [];
        (_start, _end) = (0, 0);
    }

    private void MakeRoom()
    {
        var rest = _end - _start;
        if (rest >= limit)
        {
            throw tooLarge();
        }

        if (rest < _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, rest).CopyTo(_buffer);
        }
        else
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(_start, rest).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = larger;
        }

        (_start, _end) = (0, rest);
    }
}
