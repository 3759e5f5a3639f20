using System.Buffers;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Cuts a list answer into its items while it arrives, so that memory holds one item and never a page.</summary>
internal sealed class ListReader(Stream stream) : IDisposable
{
    /// <summary>The largest single object that is read, in bytes. etcd keeps none above 1.5 MB.</summary>
    public const int ItemLimit = 8 << 20;

    private const int FirstBuffer = 64 << 10;

    /// <summary>Custom resource definitions nest deeper than the default of 64.</summary>
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private int _start;
    private int _end;
    private int _wanted;
    private bool _ended;
    private Place _place;
    private FragmentKind _property;
    private JsonReaderState _state = new(Options);

    private enum Place
    {
        Before,
        Properties,
        Value,
        Elements,
        After,
    }

    /// <summary>The piece that <see cref="MoveNextAsync"/> found.</summary>
    public Fragment Current { get; private set; }

    /// <summary>Reads on to the next piece; false at the end of the answer.</summary>
    /// <exception cref="JsonException">The answer is not JSON, is cut off, or nests without end.</exception>
    /// <exception cref="SreException">SRE0454 when one piece is larger than <see cref="ItemLimit"/>.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (_place is not Place.After)
        {
            if (TryAdvance())
            {
                return true;
            }

            if (_place is not Place.After)
            {
                await FillAsync(cancellationToken);
            }
        }

        return false;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = [];
        Current = default;
    }

    /// <summary>True with a piece in <see cref="Current"/>; false at the end, or when more bytes are needed.</summary>
    private bool TryAdvance()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _end - _start), _ended, _state);
        var taken = 0;
        var found = false;
        while (!found && reader.Read())
        {
            if (_place is Place.Value && reader.TokenType is JsonTokenType.StartArray && _property is FragmentKind.Row or FragmentKind.Item)
            {
                _place = Place.Elements;
            }
            else if (_place is Place.Before)
            {
                _place = reader.TokenType is JsonTokenType.StartObject ? Place.Properties : throw new JsonException("The answer is not a JSON object.");
            }
            else if (_place is Place.Properties && reader.TokenType is JsonTokenType.EndObject)
            {
                _place = Place.After;
                return false;
            }
            else if (_place is Place.Properties)
            {
                _property = PropertyOf(ref reader);
                _place = Place.Value;
            }
            else if (_place is Place.Elements && reader.TokenType is JsonTokenType.EndArray)
            {
                _place = Place.Properties;
            }
            else
            {
                var from = (int)reader.TokenStartIndex;
                if (!reader.TrySkip())
                {
                    break;
                }

                // A null instead of an array of items is an empty list in Go's JSON.
                var isItem = _place is Place.Elements;
                found = isItem || _property is not (FragmentKind.Row or FragmentKind.Item);
                Current = new(_property, _buffer.AsMemory(_start + from, (int)reader.BytesConsumed - from));
                _place = isItem ? Place.Elements : Place.Properties;
            }

            taken = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        _start += taken;

        // What did not fit is scanned again from its start, so at least twice as much is fetched before the next attempt.
        _wanted = taken > 0 ? 1 : Math.Max(1, _end - _start);
        return found;
    }

    private static FragmentKind PropertyOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("rows"u8) ? FragmentKind.Row
        : reader.ValueTextEquals("items"u8) ? FragmentKind.Item
        : reader.ValueTextEquals("metadata"u8) ? FragmentKind.Metadata
        : reader.ValueTextEquals("columnDefinitions"u8) ? FragmentKind.Columns
        : reader.ValueTextEquals("kind"u8) ? FragmentKind.Kind
        : FragmentKind.Other;

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_ended)
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
                _ended = true;
                return;
            }
        }
    }

    private void MakeRoom()
    {
        var rest = _end - _start;
        if (rest >= ItemLimit)
        {
            throw new SreException(Errors.Answers.TooLarge, $"One object in the API server's answer has more than {ItemLimit >> 20} MB.");
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
