using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Clients.Json;

/// <summary>A value of a JSON text with where it stands.</summary>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset after its last character.</param>
/// <param name="Text">Of a string; null otherwise.</param>
internal sealed record JsonPlace(JsonTokenType Kind, int Start, int End, string? Text, IReadOnlyList<JsonMember> Members, IReadOnlyList<JsonPlace> Items)
{
    private const int MostDepth = 64;

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="SreException">SRE0804 with file and line.</exception>
    public static JsonPlace Read(string shown, string text, JsonDialect dialect)
    {
        var bytes = Encoding.UTF8.GetBytes(dialect.Comments ? JsonComments.Blank(text) : text);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions
        {
            AllowTrailingCommas = dialect.TrailingCommas,
            MaxDepth = MostDepth,
        });
        try
        {
            reader.Read();
            var offsets = new Offsets(bytes);
            var root = Value(ref reader, offsets);
            return reader.Read() ? throw new JsonException() : root;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            var line = malformed is JsonException { LineNumber: { } number } ? number + 1 : 1;
            var what = dialect == JsonDialect.Strict ? "JSON (no comments, no comma at the end of a list)" : dialect.TrailingCommas ? "JSON" : "JSON (no comma at the end of a list)";
            throw new SreException(Errors.Commands.ClientFileMalformed, $"{shown}:{line}: found something that is no {what}, expected a whole object.", inner: malformed);
        }
    }

    /// <summary>The member of this name; null when there is none.</summary>
    /// <exception cref="SreException">SRE0804 when it is there twice: clients differ in which one they take.</exception>
    public JsonMember? Find(string name, string shown, string text)
    {
        var found = Members.Where(member => member.Name == name).Take(2).ToArray();
        return found.Length < 2
            ? found.FirstOrDefault()
            : throw new SreException(Errors.Commands.ClientFileMalformed, $"{shown}:{Layout.LineOf(text, found[1].Start)}: found '{name}' a second time, expected it once.");
    }

    private static JsonPlace Value(ref Utf8JsonReader reader, Offsets offsets)
    {
        var start = offsets.Of(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                List<JsonMember> members = [];
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndObject)
                {
                    var (name, at) = (reader.GetString()!, offsets.Of(reader.TokenStartIndex));
                    reader.Read();
                    members.Add(new(name, at, Value(ref reader, offsets)));
                }

                return new(JsonTokenType.StartObject, start, offsets.Of(reader.BytesConsumed), null, members, []);
            case JsonTokenType.StartArray:
                List<JsonPlace> items = [];
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    items.Add(Value(ref reader, offsets));
                }

                return new(JsonTokenType.StartArray, start, offsets.Of(reader.BytesConsumed), null, [], items);
            default:
                return new(reader.TokenType, start, offsets.Of(reader.BytesConsumed), reader.TokenType is JsonTokenType.String ? reader.GetString() : null, [], []);
        }
    }

    /// <summary>Turns ascending offsets of bytes into offsets of characters.</summary>
    private sealed class Offsets(byte[] bytes)
    {
        private int _bytes;
        private int _characters;

        public int Of(long at)
        {
            // A value begins before its members and is asked about first, so that offsets never go back.
            _characters += Encoding.UTF8.GetCharCount(bytes, _bytes, (int)at - _bytes);
            _bytes = (int)at;
            return _characters;
        }
    }
}

/// <param name="Start">Offset of the quote that opens the name.</param>
internal sealed record JsonMember(string Name, int Start, JsonPlace Value);
