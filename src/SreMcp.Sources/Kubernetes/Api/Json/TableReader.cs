using System.Text;
using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads columns and rows of a server-side table; a server that gives plain objects instead still becomes rows.</summary>
/// <param name="namespace">Of rows that do not tell theirs.</param>
internal sealed class TableReader(string? @namespace, bool withLabels)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    private static readonly TableColumns NamesOnly = new([new("Name", "string", "name", 0), new("Created", "string", "date", 0)]);

    private TableColumns _columns = new([]);

    /// <summary>Later pages may define the columns again or leave them out.</summary>
    public void ReadColumns(ReadOnlySpan<byte> json)
    {
        List<TableColumn> columns = [];
        var reader = new Utf8JsonReader(json, Options);
        if (reader.Read() && reader.TokenType is not JsonTokenType.StartArray)
        {
            return;
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            columns.Add(ReadColumn(ref reader));
        }

        if (columns.Count > 0)
        {
            _columns = new(columns);
        }
    }

    public TableRow ReadRow(ReadOnlySpan<byte> json)
    {
        List<string> cells = new(_columns.All.Count);
        var metadata = new RowMetadata(withLabels);
        var reader = new Utf8JsonReader(json, Options);
        Enter(ref reader);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("cells"u8))
            {
                ReadCells(ref reader, cells);
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                var start = reader;
                metadata.ReadObject(ref reader);
                if (metadata.IsComplete && cells.Count > 0)
                {
                    break;
                }

                reader = start;
                reader.Skip();
            }
            else
            {
                reader.Skip();
            }
        }

        return new()
        {
            Columns = _columns,
            Cells = cells,
            Name = metadata.Name ?? NameIn(cells),
            Namespace = metadata.Namespace ?? @namespace,
            Created = metadata.Created,
            Labels = metadata.Labels ?? NoLabels,
        };
    }

    /// <summary>A row of name and creation time for servers that make no tables.</summary>
    public TableRow ReadItem(ReadOnlySpan<byte> json)
    {
        var metadata = new RowMetadata(withLabels);
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        metadata.ReadObject(ref reader);
        return new()
        {
            Columns = NamesOnly,
            Cells = [metadata.Name ?? "", metadata.Created?.ToString("yyyy-MM-ddTHH:mm:ssZ") ?? ""],
            Name = metadata.Name ?? "",
            Namespace = metadata.Namespace ?? @namespace,
            Created = metadata.Created,
            Labels = metadata.Labels ?? NoLabels,
        };
    }

    private static readonly Dictionary<string, string> NoLabels = [];

    private static TableColumn ReadColumn(ref Utf8JsonReader reader)
    {
        var (name, type, format, priority) = ("", "", "", 0);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                name = CellText.ReadNext(ref reader);
            }
            else if (reader.ValueTextEquals("type"u8))
            {
                type = CellText.ReadNext(ref reader);
            }
            else if (reader.ValueTextEquals("format"u8))
            {
                format = CellText.ReadNext(ref reader);
            }
            else if (reader.ValueTextEquals("priority"u8) && reader.Read() && reader.TokenType is JsonTokenType.Number)
            {
                reader.TryGetInt32(out priority);
            }
            else
            {
                reader.Skip();
            }
        }

        return new(name, type, format, priority);
    }

    private static void ReadCells(ref Utf8JsonReader reader, List<string> cells)
    {
        reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            cells.Add(CellText.Read(ref reader));
        }
    }

    private static void Enter(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException("A row is not an object.");
        }
    }

    private string NameIn(List<string> cells)
    {
        for (var index = 0; index < Math.Min(cells.Count, _columns.All.Count); index++)
        {
            if (_columns.All[index].Format == "name")
            {
                return cells[index];
            }
        }

        return cells.Count > 0 ? cells[0] : "";
    }
}

/// <summary>What of an object's metadata a row keeps.</summary>
internal struct RowMetadata(bool withLabels)
{
    public string? Name { get; private set; }

    public string? Namespace { get; private set; }

    public DateTimeOffset? Created { get; private set; }

    public Dictionary<string, string>? Labels { get; private set; }

    /// <summary>Everything asked for is there. What the server writes after it, managed fields above all, is most of a row.</summary>
    public readonly bool IsComplete => Name is not null && Namespace is not null && Created is not null && (Labels is not null || !withLabels);

    /// <summary>Reads an object that the reader stands on, up to where it is complete; anything else is skipped.</summary>
    public void ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (!IsComplete && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8) && reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                ReadMetadata(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (!IsComplete && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                Name = CellText.ReadNext(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                Namespace = CellText.ReadNext(ref reader);
            }
            else if (reader.ValueTextEquals("creationTimestamp"u8))
            {
                reader.Read();
                Created = reader.TokenType is JsonTokenType.String && reader.TryGetDateTimeOffset(out var created) ? created : null;
                reader.Skip();
            }
            else if (withLabels && reader.ValueTextEquals("labels"u8) && reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                Labels = ReadLabels(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static Dictionary<string, string> ReadLabels(ref Utf8JsonReader reader)
    {
        Dictionary<string, string> labels = new(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var key = CellText.Read(ref reader);
            labels[key] = CellText.ReadNext(ref reader);
        }

        return labels;
    }
}

/// <summary>Short text out of JSON: on one line, without anything invisible, cut at <see cref="TableRow.CellLimit"/>.</summary>
internal static class CellText
{
    public static string ReadNext(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>The value that the reader stands on, and with it whatever it encloses.</summary>
    public static string Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.PropertyName:
                return ReadString(ref reader);
            case JsonTokenType.Null:
                return "";
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                return "(…)";
            default:
                return Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, TableRow.CellLimit)]);
        }
    }

    private static string ReadString(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && reader.ValueSpan.Length <= TableRow.CellLimit && !reader.ValueSpan.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        // Go escapes angle brackets, and this is the commonest cell of all.
        return reader.ValueTextEquals("<none>"u8) ? "<none>" : TextCleaner.OneLine(reader.GetString(), TableRow.CellLimit);
    }
}
