using System.Buffers;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The body of one answer, with our own errors for what is wrong with it. Its time and size are bounded by the connection.</summary>
internal sealed class Answer : IDisposable
{
    private const int FirstBuffer = 64 << 10;

    private readonly HttpResponseMessage _response;
    private readonly string _what;

    private Answer(HttpResponseMessage response, string what) => (_response, _what) = (response, what);

    /// <summary>Takes over an answer whose headers have arrived.</summary>
    /// <param name="what">Begins the sentence of an error: «The list of pods».</param>
    /// <exception cref="SreException">SRE0452 when it does not claim to be JSON.</exception>
    public static Answer Open(HttpResponseMessage response, string what)
    {
        if (response.Content.Headers.ContentType?.MediaType is "application/json")
        {
            return new(response, what);
        }

        var claims = TextCleaner.OneLine(response.Content.Headers.ContentType?.MediaType ?? "nothing", 60);
        response.Dispose();
        throw new SreException(Errors.Answers.NotKubernetes, $"{what}: expected application/json, got {claims}.");
    }

    /// <summary>Reads one object, at most <see cref="ListReader.ItemLimit"/> bytes of it.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, string what, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        using var answer = Open(response, what);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var length = 0;
            for (int count; (count = await body.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;)
            {
                length += count;
                if (length > ListReader.ItemLimit)
                {
                    throw new SreException(Errors.Answers.TooLarge, $"{what} has more than {ListReader.ItemLimit >> 20} MB.");
                }

                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                    buffer = larger;
                }
            }

            return answer.Guard(read, (ReadOnlyMemory<byte>)buffer.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    public async Task<ListReader> ReadListAsync(CancellationToken cancellationToken) => new(await _response.Content.ReadAsStreamAsync(cancellationToken));

    /// <summary>Moves to the next piece; JSON that is none becomes a coded error.</summary>
    public async ValueTask<bool> MoveNextAsync(ListReader list, CancellationToken cancellationToken)
    {
        try
        {
            return await list.MoveNextAsync(cancellationToken);
        }
        catch (JsonException malformed)
        {
            throw NotKubernetes(malformed);
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

    public void Dispose() => _response.Dispose();

    private SreException NotKubernetes(Exception malformed) =>
        new(Errors.Answers.NotKubernetes, $"{_what} is not whole JSON of the shape that Kubernetes gives.", inner: malformed);
}
