using System.Text.Json;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Listings;

/// <summary>Which columns are shown: the server's, a label, or a path into the object.</summary>
internal sealed class ColumnChoice
{
    private static readonly string[] SaidAlready = ["Name", "Namespace"];

    private readonly IReadOnlyList<string> _chosen;

    public ColumnChoice(IReadOnlyList<string> chosen) => _chosen = chosen;

    /// <summary>True when the table does not have what is asked for.</summary>
    public bool NeedsObjects => _chosen.Any(column => column.StartsWith('.'));

    public bool NeedsLabels => _chosen.Any(column => column.StartsWith("label:", StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<string> Headings(TableColumns table) => _chosen.Count > 0
        ? [.. _chosen]
        : [.. table.All.Where(column => column.Priority is 0 && !SaidAlready.Contains(column.Name, StringComparer.OrdinalIgnoreCase)).Select(column => column.Name.ToUpperInvariant())];

    public IReadOnlyList<string> Cells(TableRow row) => _chosen.Count > 0
        ? [.. _chosen.Select(column => Label(column) is { } label ? row.Labels.GetValueOrDefault(label, "") : row[column] ?? "")]
        : [.. row.Columns.All.Zip(row.Cells).Where(pair => pair.First.Priority is 0 && !SaidAlready.Contains(pair.First.Name, StringComparer.OrdinalIgnoreCase)).Select(pair => pair.Second)];

    public IReadOnlyList<string> Headings() => _chosen.Count > 0 ? [.. _chosen] : ["AGE"];

    public IReadOnlyList<string> Cells(KubernetesObject item, string age) =>
        _chosen.Count is 0 ? [age] : [.. _chosen.Select(column => Label(column) is { } label ? item.Labels.GetValueOrDefault(label, "") : column.StartsWith('.') ? At(item.Json, column) : column.Equals("age", StringComparison.OrdinalIgnoreCase) ? age : "")];

    private static IEnumerable<JsonElement> Items(JsonElement value) => value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : [value];

    private static string? Label(string column) => column.StartsWith("label:", StringComparison.OrdinalIgnoreCase) ? column[6..] : null;

    /// <summary>The value at <c>.a.b.c</c>; of lists, every item's.</summary>
    private static string At(JsonElement json, string path)
    {
        IEnumerable<JsonElement> values = [json];
        foreach (var step in path[1..].Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = step.TrimEnd(']', '*', '[');
            values = values
                .SelectMany(Items)
                .Where(value => value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out _))
                .Select(value => value.GetProperty(name));
        }

        return string.Join(',', values
            .SelectMany(Items)
            .Take(10).Select(value => value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText()));
    }
}
