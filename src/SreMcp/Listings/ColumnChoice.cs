using System.Globalization;
using System.Text.Json;
using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Listings;

/// <summary>Which columns are shown: the server's, a label, or a path into the object.</summary>
internal sealed class ColumnChoice
{
    private static readonly string[] SaidAlready = ["Name", "Namespace"];

    private readonly IReadOnlyList<string> _chosen;
    private readonly bool _isDefault;

    /// <param name="chosen">Empty for the server's own choice. Name and namespace are always there and need not be named.</param>
    public ColumnChoice(IReadOnlyList<string> chosen)
    {
        _isDefault = chosen.Count is 0;
        _chosen = [.. chosen.Where(column => !SaidAlready.Contains(column, StringComparer.OrdinalIgnoreCase))];
    }

    /// <summary>True when the table does not have what is asked for.</summary>
    public bool NeedsObjects => _chosen.Any(IsPath);

    public bool NeedsLabels => _chosen.Any(column => Label(column) is not null);

    /// <exception cref="SreException">SRE0104 for a column that the table does not have.</exception>
    public IReadOnlyList<string> Headings(TableColumns table)
    {
        if (_chosen.FirstOrDefault(column => Label(column) is null && table.IndexOf(column) < 0) is { } absent)
        {
            string[] known = [.. table.All.Select(column => column.Name.ToLowerInvariant())];
            var meant = Spelling.Nearest(absent.ToLowerInvariant(), known) is { } nearest ? $"; did you mean '{nearest}'?" : ".";
            throw new SreException(
                Errors.Arguments.Wrong, $"columns: the server's table has no column '{TextCleaner.OneLine(absent, 60)}'{meant}", $"Columns: {string.Join(", ", known)}, label:KEY, or paths such as .spec.nodeName.");
        }

        return _isDefault ? [.. Shown(table).Select(pair => pair.Column.Name.ToUpperInvariant())] : _chosen;
    }

    public IReadOnlyList<string> Cells(TableRow row) => _isDefault
        ? [.. Shown(row.Columns).Select(pair => pair.Index < row.Cells.Count ? row.Cells[pair.Index] : "")]
        : [.. _chosen.Select(column => Filled(Label(column) is { } label ? row.Labels.GetValueOrDefault(label, "") : row[column] ?? ""))];

    /// <exception cref="SreException">SRE0104 for a column that only the server's table has.</exception>
    public IReadOnlyList<string> Headings()
    {
        if (_chosen.FirstOrDefault(column => Label(column) is null && !IsPath(column) && !IsAge(column)) is { } absent)
        {
            throw new SreException(
                Errors.Arguments.Wrong, $"columns: '{TextCleaner.OneLine(absent, 60)}' can only come from the server's table, which is not read here.",
                "Here there are age, label:KEY and paths such as .spec.nodeName. Leave out paths (and for some kinds problems) to have the table.");
        }

        return _isDefault ? ["AGE"] : _chosen;
    }

    public IReadOnlyList<string> Cells(KubernetesObject item, string age) => _isDefault
        ? [age]
        : [.. _chosen.Select(column => Filled(Label(column) is { } label ? item.Labels.GetValueOrDefault(label, "") : IsPath(column) ? At(item.Json, column) : age))];

    private static IEnumerable<(int Index, TableColumn Column)> Shown(TableColumns table) =>
        table.All.Index().Where(pair => pair.Item.Priority is 0 && !SaidAlready.Contains(pair.Item.Name, StringComparer.OrdinalIgnoreCase));

    private static bool IsPath(string column) => column.StartsWith('.');

    private static bool IsAge(string column) => column.Equals("age", StringComparison.OrdinalIgnoreCase);

    /// <summary>A column that was asked for stays in the table when it is empty everywhere.</summary>
    private static string Filled(string cell) => cell.Length is 0 ? "-" : cell;

    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : [value];

    private static string? Label(string column) => column.StartsWith("label:", StringComparison.OrdinalIgnoreCase) ? column[6..] : null;

    /// <summary>The value at <c>.a.b.c</c>; of lists, every item's, or one item's at <c>.a.b[0].c</c>.</summary>
    private static string At(JsonElement json, string path)
    {
        IEnumerable<JsonElement> values = [json];
        foreach (var step in path[1..].Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var bracket = step.IndexOf('[', StringComparison.Ordinal);
            var name = bracket < 0 ? step : step[..bracket];
            values = values
                .SelectMany(Items)
                .Where(value => value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out _))
                .Select(value => value.GetProperty(name));
            if (bracket >= 0 && int.TryParse(step[(bracket + 1)..].TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                values = values.Where(value => value.ValueKind is JsonValueKind.Array && index < value.GetArrayLength()).Select(value => value[index]);
            }
        }

        return string.Join(',', values
            .SelectMany(Items)
            .Take(10).Select(value => value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText()));
    }
}
