using System.Buffers;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The body of one answer, with limits on time and size and our own errors for whatever is wrong with it.</summary>
internal sealed class Answer : IDisposable
{
    /// <summary>How long a body may take from its first byte to its last.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly string _what;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _caller;

    private Answer(HttpResponseMessage response, string what, TimeProvider time, CancellationToken caller)
    {
        _response = response;
        _what = what;
        _caller = caller;
        _timer = new(TimeLimit, time);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    /// <summary>Reads a body to its end with <paramref name="read"/>.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, string what, TimeProvider time, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        using var answer = Open(response, what, time, cancellationToken);
        return await answer.GuardAsync(async ended =>
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ended);
            var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
            try
            {
                var length = 0;
                for (int count; (count = await stream.ReadAsync(buffer.AsMemory(length), ended)) > 0;)
                {
                    length += count;
                    if (length > ListReader.ItemLimit)
                    {
                        throw new SreException(Errors.Objects.TooLarge, $"{what} has more than {ListReader.ItemLimit >> 20} MB.");
                    }

                    if (length == buffer.Length)
                    {
                        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                        buffer.AsSpan(0, length).CopyTo(larger);
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = larger;
                    }
                }

                return answer.Guard(read, (ReadOnlyMemory<byte>)buffer.AsMemory(0, length));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        });
    }

    /// <summary>Takes over an answer whose headers have arrived.</summary>
    /// <exception cref="SreException">SRE0436 when it does not claim to be JSON.</exception>
    public static Answer Open(HttpResponseMessage response, string what, TimeProvider time, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not "application/json")
        {
            var claims = TextCleaner.OneLine(response.Content.Headers.ContentType?.MediaType ?? "nothing", 60);
            response.Dispose();
            throw new SreException(Errors.Objects.NotKubernetes, $"{what}: expected application/json, got {claims}.");
        }

        return new(response, what, time, cancellationToken);
    }

    /// <summary>The body as a reader of lists.</summary>
    public async Task<ListReader> ReadListAsync() => await GuardAsync(async ended => new ListReader(await _response.Content.ReadAsStreamAsync(ended)));

    /// <summary>Runs one step of reading and turns what can go wrong into coded errors.</summary>
    public async ValueTask<T> GuardAsync<T>(Func<CancellationToken, ValueTask<T>> step)
    {
        try
        {
            return await step(_ended.Token);
        }
        catch (OperationCanceledException) when (!_caller.IsCancellationRequested)
        {
            throw new SreException(Errors.Objects.TooSlow, $"{_what} did not end within {TimeLimit.TotalSeconds:0} s.");
        }
        catch (JsonException malformed)
        {
            throw NotKubernetes(malformed);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw new SreException(Errors.Objects.BrokenOff, $"{_what} broke off.", inner: broken);
        }
    }

    /// <summary>Reads one piece; a shape that Kubernetes never gives becomes a coded error.</summary>
    public T Guard<TPiece, T>(Func<TPiece, T> read, TPiece piece)
    {
        try
        {
            return read(piece);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw NotKubernetes(malformed);
        }
    }

    public void Dispose()
    {
        _response.Dispose();
        _ended.Dispose();
        _timer.Dispose();
    }

    private SreException NotKubernetes(Exception malformed) =>
        new(Errors.Objects.NotKubernetes, $"{_what} is not whole JSON of the shape that Kubernetes gives.", inner: malformed);
}
