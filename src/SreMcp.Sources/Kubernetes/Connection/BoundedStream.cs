namespace SreMcp.Sources.Kubernetes;

/// <summary>The body of an answer: bounded in time and size, and with our errors instead of the transport's.</summary>
internal sealed class BoundedStream(Stream inner, IDisposable owner, long limit, CancellationTokenSource deadline, Func<Exception, Exception> translate, Func<Exception> tooLarge) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        int count;
        try
        {
            count = await inner.ReadAsync(buffer, either.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw translate(failure);
        }

        _read += count;
        return _read > limit ? throw tooLarge() : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously, so that they can be cancelled.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
            owner.Dispose();
            deadline.Dispose();
        }

        base.Dispose(disposing);
    }
}
