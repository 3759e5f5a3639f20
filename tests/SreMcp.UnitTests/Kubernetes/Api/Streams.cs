using System.Text;

namespace SreMcp.UnitTests.Kubernetes.Api;

/// <summary>Gives at most so many bytes at a time.</summary>
internal sealed class ChunkedStream(Stream inner, int chunk) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await inner.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
}

/// <summary>Begins, and repeats itself for ever.</summary>
internal sealed class EndlessStream(string start, string again) : ReadOnlyStream
{
    private byte[] _left = Encoding.UTF8.GetBytes(start);

    public long Given { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_left.Length == 0)
        {
            _left = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(again, 1000)));
        }

        var count = Math.Min(_left.Length, buffer.Length);
        _left.AsMemory(0, count).CopyTo(buffer);
        _left = _left[count..];
        Given += count;
        return ValueTask.FromResult(count);
    }
}

internal abstract class ReadOnlyStream : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
