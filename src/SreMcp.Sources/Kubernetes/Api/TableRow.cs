namespace SreMcp.Sources.Kubernetes;

/// <summary>A column of a server-side table.</summary>
/// <param name="Name">As the server heads it: <c>READY</c> is «Ready».</param>
/// <param name="Priority">0 is always shown; higher ones are for wide tables.</param>
public sealed record TableColumn(string Name, string Type, string Format, int Priority);

/// <summary>The columns of a table, shared by its rows.</summary>
public sealed class TableColumns(IReadOnlyList<TableColumn> all)
{
    public IReadOnlyList<TableColumn> All { get; } = all;

    /// <summary>Where the column of this name stands, whatever its case; -1 when there is none.</summary>
    public int IndexOf(string name)
    {
        for (var index = 0; index < All.Count; index++)
        {
            if (string.Equals(All[index].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return -1;
    }
}

/// <summary>One object as the server's own table shows it.</summary>
public sealed class TableRow
{
    /// <summary>The longest cell, in characters; longer ones end with an ellipsis.</summary>
    public const int CellLimit = 300;

    public required TableColumns Columns { get; init; }

    /// <summary>Text of others on one clean line; numbers and dates as the server gives them.</summary>
    public required IReadOnlyList<string> Cells { get; init; }

    public required string Name { get; init; }

    /// <summary>Null for cluster-wide kinds.</summary>
    public string? Namespace { get; init; }

    /// <summary>Null unless labels were asked for or all namespaces were read.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Empty unless asked for.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The cell under a column, whatever the case of its name; null when the table has no such column.</summary>
    public string? this[string column] => Columns.IndexOf(column) is >= 0 and var index && index < Cells.Count ? Cells[index] : null;
}
