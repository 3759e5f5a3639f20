using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>What Helm packs into the record of a release: base64 of gzip of JSON. Only the parts named here are ever taken out.</summary>
/// <param name="Config">The values given; null when there are none or they are too large.</param>
/// <param name="Defaults">The chart's values, likewise.</param>
internal sealed record ReleasePayload(string Name, string Namespace, int Version, JsonElement? Info, JsonElement? Chart, JsonElement? Config, JsonElement? Defaults)
{
    /// <summary>Bytes that are unpacked. A record is at most 1 MB packed; a bomb in it grows a thousandfold.</summary>
    public const int UnpackedLimit = 24 << 20;

    /// <summary>Bytes of JSON of one part that is kept.</summary>
    public const int PartLimit = 2 << 20;

    private const int FirstBuffer = 256 << 10;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private delegate T Reading<T>(ReadOnlySpan<byte> json);

    /// <param name="packed">The value of <c>data.release</c> after the API's own base64.</param>
    /// <exception cref="InvalidDataException">It is not what Helm writes, or unpacks to more than <see cref="UnpackedLimit"/>.</exception>
    public static ReleasePayload Unpack(byte[] packed) => Unpack(packed, Read);

    /// <summary>What the templates rendered, whole; null when it is not there or too large. The caller takes out what it needs and drops it.</summary>
    /// <inheritdoc cref="Unpack(byte[])"/>
    public static string? UnpackRendered(byte[] packed) => Unpack(packed, ReadRendered);

    private static T Unpack<T>(byte[] packed, Reading<T> read)
    {
        if (Base64.DecodeFromUtf8InPlace(packed, out var length) is not OperationStatus.Done)
        {
            throw new InvalidDataException("it is not base64");
        }

        // Helm 3.0 betas did not compress.
        var isCompressed = length > 3 && packed[0] is 0x1f && packed[1] is 0x8b && packed[2] is 0x08;
        if (!isCompressed)
        {
            return Guarded(read, packed.AsSpan(0, length));
        }

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            var unpacked = Inflate(packed.AsMemory(0, length), ref buffer);
            return Guarded(read, buffer.AsSpan(0, unpacked));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static int Inflate(ReadOnlyMemory<byte> packed, ref byte[] buffer)
    {
        using var stream = new GZipStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
        var length = 0;
        for (int count; (count = stream.Read(buffer, length, buffer.Length - length)) > 0;)
        {
            length += count;
            if (length > UnpackedLimit)
            {
                throw new InvalidDataException($"it unpacks to more than {UnpackedLimit >> 20} MB");
            }

            if (length == buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, UnpackedLimit + 1));
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                buffer = larger;
            }
        }

        return length;
    }

    private static T Guarded<T>(Reading<T> read, ReadOnlySpan<byte> json)
    {
        try
        {
            return read(json);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException("it is not the JSON that Helm writes", malformed);
        }
    }

    private static string? ReadRendered(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        Enter(ref reader);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isManifest = reader.ValueTextEquals("manifest"u8);
            reader.Read();
            if (isManifest)
            {
                return reader.TokenType is JsonTokenType.String && reader.ValueSpan.Length <= PartLimit ? reader.GetString() : null;
            }

            reader.Skip();
        }

        return null;
    }

    private static ReleasePayload Read(ReadOnlySpan<byte> json)
    {
        var payload = new ReleasePayload("", "", 0, null, null, null, null);
        var reader = new Utf8JsonReader(json, Options);
        Enter(ref reader);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.Length < 32 ? reader.GetString() : "";
            reader.Read();
            payload = name switch
            {
                "name" when reader.TokenType is JsonTokenType.String => payload with { Name = reader.GetString()! },
                "namespace" when reader.TokenType is JsonTokenType.String => payload with { Namespace = reader.GetString()! },
                "version" when reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var version) => payload with { Version = version },
                "info" => payload with { Info = Part(json, ref reader) },
                "config" => payload with { Config = Part(json, ref reader) },
                "chart" when reader.TokenType is JsonTokenType.StartObject => ReadChart(json, ref reader, payload),
                _ => Skipped(ref reader, payload),
            };
        }

        return payload;
    }

    private static ReleasePayload ReadChart(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, ReleasePayload payload)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan.Length < 32 ? reader.GetString() : "";
            reader.Read();
            payload = name switch
            {
                "metadata" => payload with { Chart = Part(json, ref reader) },
                "values" => payload with { Defaults = Part(json, ref reader) },
                _ => Skipped(ref reader, payload),
            };
        }

        return payload;
    }

    /// <summary>The value that the reader stands on, unless it is too large.</summary>
    private static JsonElement? Part(ReadOnlySpan<byte> json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var length = (int)reader.BytesConsumed - start;
        if (length > PartLimit)
        {
            return null;
        }

        var part = new Utf8JsonReader(json.Slice(start, length), Options);
        return JsonElement.ParseValue(ref part) is { ValueKind: JsonValueKind.Object } value ? value : null;
    }

    private static ReleasePayload Skipped(ref Utf8JsonReader reader, ReleasePayload payload)
    {
        reader.Skip();
        return payload;
    }

    private static void Enter(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("not an object");
        }
    }
}
