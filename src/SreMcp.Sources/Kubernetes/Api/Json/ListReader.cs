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

    private readonly ArrivingJson _arriving = new(
        stream, FirstBuffer, ItemLimit, () => new SreException(Errors.Answers.TooLarge, $"One object in the API server's answer has more than {ItemLimit >> 20} MB."));

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

    /// <summary>True with a piece in <see cref="Current"/>; false at the end, or when more bytes are needed.</summary>
    private bool TryAdvance()
    {
        var arrived = _arriving.Rest;
        var reader = new Utf8JsonReader(arrived.Span, _arriving.HasEnded, _state);
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
                Current = new(_property, arrived[from..(int)reader.BytesConsumed]);
                _place = isItem ? Place.Elements : Place.Properties;
            }

            taken = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }

        _arriving.Take(taken);
        return found;
    }

    private static FragmentKind PropertyOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("rows"u8) ? FragmentKind.Row
        : reader.ValueTextEquals("items"u8) ? FragmentKind.Item
        : reader.ValueTextEquals("metadata"u8) ? FragmentKind.Metadata
        : reader.ValueTextEquals("columnDefinitions"u8) ? FragmentKind.Columns
        : reader.ValueTextEquals("kind"u8) ? FragmentKind.Kind
        : FragmentKind.Other;
}
