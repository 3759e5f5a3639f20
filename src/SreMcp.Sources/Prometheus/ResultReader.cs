using System.Text.Json;

namespace SreMcp.Sources.Prometheus;

/// <summary>Cuts the answer of a query into its samples while it arrives, so that memory holds one of them and never all.</summary>
internal sealed class ResultReader(Stream stream) : IDisposable
{
    /// <summary>The largest single value that is read, in bytes.</summary>
    public const int ValueLimit = 1 << 20;

    private readonly ArrivingJson _arriving = new(stream, 32 << 10, ValueLimit, () => new JsonException("One value of the answer is larger than a sample can be."));
    private Place _place;
    private string _property = "";
    private JsonReaderState _state;
    private string? _status;
    private string? _type;
    private bool _hasResult;

    private enum Place
    {
        Before,
        Properties,
        Data,
        Result,
        After,
    }

    /// <summary>The sample that <see cref="MoveNextAsync"/> found; good until the next one is read.</summary>
    public ReadOnlyMemory<byte> Current { get; private set; }

    /// <summary>True once the server has called the whole a success, with a vector as its result.</summary>
    public bool IsVector => _status is "success" && _type is "vector" && _hasResult;

    /// <summary>Reads on to the next sample; false at the end of the answer.</summary>
    /// <exception cref="JsonException">The answer is not JSON, has another form, is cut off, or holds a value above <see cref="ValueLimit"/>.</exception>
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
                await _arriving.FillAsync(cancellationToken);
            }
        }

        return false;
    }

    public void Dispose()
    {
        _arriving.Dispose();
        Current = default;
    }

    /// <summary>True with a sample in <see cref="Current"/>; false at the end, or when more bytes are needed.</summary>
    private bool TryAdvance()
    {
        var arrived = _arriving.Rest;
        var reader = new Utf8JsonReader(arrived.Span, _arriving.HasEnded, _state);
        var taken = 0;
        var found = false;
        while (!found && _place is not Place.After && reader.Read())
        {
            var from = (int)reader.TokenStartIndex;
            if (!TryStep(ref reader, out found))
            {
                break;
            }

            Current = found ? arrived[from..(int)reader.BytesConsumed] : default;
            taken = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        _arriving.Take(taken);
        return found;
    }

    /// <summary>False when the value at hand has not arrived as a whole.</summary>
    private bool TryStep(ref Utf8JsonReader reader, out bool found)
    {
        found = false;
        switch (_place, reader.TokenType)
        {
            case (Place.Before, JsonTokenType.StartObject):
                _place = Place.Properties;
                return true;
            case (Place.Properties, JsonTokenType.EndObject):
                _place = Place.After;
                return true;
            case (Place.Data, JsonTokenType.EndObject):
                _place = Place.Properties;
                return true;
            case (Place.Properties or Place.Data, JsonTokenType.PropertyName):
                _property = reader.GetString()!;
                return true;
            case (Place.Properties, JsonTokenType.StartObject) when _property is "data":
                _place = Place.Data;
                return true;
            case (Place.Data, JsonTokenType.StartArray) when _property is "result":
                (_place, _hasResult) = (Place.Result, true);
                return true;
            case (Place.Result, JsonTokenType.EndArray):
                _place = Place.Data;
                return true;
            case (Place.Before, _):
                throw new JsonException("The answer is not a JSON object.");
            default:
                Note(ref reader);
                var isWhole = reader.TrySkip();
                found = isWhole && _place is Place.Result;
                return isWhole;
        }
    }

    private void Note(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String && (_place, _property) is (Place.Properties, "status"))
        {
            _status = reader.GetString();
        }
        else if (reader.TokenType is JsonTokenType.String && (_place, _property) is (Place.Data, "resultType"))
        {
            _type = reader.GetString();
        }
    }
}
