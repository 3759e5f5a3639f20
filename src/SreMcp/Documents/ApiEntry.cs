using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.Documents;

/// <summary>What a line of an API's description is about. The names are the choices that templates ask for, in lower case.</summary>
internal enum ApiEntryKind
{
    Group,
    Operation,
    Parameter,
    Body,
    Response,
    Schema,
    Property,
    Type,
    Member,
    Throws,
}

/// <summary>One line of an API's description, in the order in which a reader meets it.</summary>
/// <param name="Name">Such as <c>GET /orders</c>, <c>limit</c> or <c>200</c>.</param>
/// <param name="Place">Where a parameter travels (query, path, header), or the media type of a body.</param>
internal sealed record ApiEntry(ApiEntryKind Kind, string Name, string? Type = null, string? Says = null, string? Place = null, bool IsRequired = false)
{
    /// <summary>Characters of a cell; longer descriptions are cut.</summary>
    private const int CellLimit = 1000;

    public IReadOnlyDictionary<string, string> ToRow()
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = Kind.ToString().ToLowerInvariant(),
            ["name"] = Cell(Name) ?? "(no name)",
            ["required"] = IsRequired ? "true" : "false",
        };
        foreach (var (column, text) in new[] { ("type", Cell(Type)), ("says", Cell(Says)), ("place", Cell(Place)) })
        {
            if (text is not null)
            {
                row[column] = text;
            }
        }

        return row;
    }

    private static string? Cell(string? text) => text is not null && TextCleaner.OneLine(text, CellLimit).Trim() is { Length: > 0 } cell ? cell : null;
}

/// <summary>What an API offers, as its own description says.</summary>
internal sealed record ApiDescription(string Title, string Version, string? Says, IReadOnlyList<string> Servers, IReadOnlyList<ApiEntry> Entries)
{
    /// <summary>The facts of the template that shows it.</summary>
    public TemplateInputs ToInputs() => new()
    {
        { "title", TextCleaner.OneLine(Title, 200) },
        { "version", TextCleaner.OneLine(Version, 80) },
        { "says", Says is null ? [] : [TextCleaner.OneLine(Says, 2000)] },
        { "servers", [.. Servers.Select(server => TextCleaner.OneLine(server, 500))] },
        { "entries", new TemplateValue.Table([.. Entries.Select(entry => entry.ToRow())]) },
    };
}
