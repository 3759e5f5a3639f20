using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;
using SreMcp.Tools;

namespace SreMcp.Listings;

/// <summary>Reads rows as they arrive and keeps only what the answer can need.</summary>
internal sealed class RowReader(ListingRequest request, Cluster cluster, ApiResource resource, TimeProvider time)
{
    private readonly ColumnChoice _columns = new(request.Columns);
    private readonly Glob? _names = request.NamePattern is { } pattern ? Pattern(pattern) : null;

    /// <summary>From the server's table where that says enough, from whole objects otherwise.</summary>
    public Task<ListedRows> ReadAsync(ListOptions options, CancellationToken ended) =>
        _columns.NeedsObjects || (request.OnlyProblems && !Problems.AreInTable(resource)) ? FromObjectsAsync(options, ended) : FromTableAsync(options, ended);

    private async Task<ListedRows> FromTableAsync(ListOptions options, CancellationToken ended)
    {
        var rows = new ListedRows();
        await foreach (var row in cluster.RowsAsync(resource, options with { WithLabels = _columns.NeedsLabels }, ended))
        {
            if (rows.Seen++ is 0)
            {
                rows.Headings = _columns.Headings(row.Columns);
            }

            if (!IsNamed(rows, row.Name))
            {
                continue;
            }

            var problem = request.OnlyProblems ? Problems.Of(resource, row) : null;
            if (!request.OnlyProblems || problem is not null)
            {
                Keep(rows, new(row.Namespace, row.Name, _columns.Cells(row), problem));
            }
        }

        return rows;
    }

    private async Task<ListedRows> FromObjectsAsync(ListOptions options, CancellationToken ended)
    {
        var now = time.GetUtcNow();
        var rows = new ListedRows { Headings = _columns.Headings() };
        await foreach (var item in cluster.ObjectsAsync(resource, options, ended))
        {
            rows.Seen++;
            if (!IsNamed(rows, item.Name))
            {
                continue;
            }

            var problem = request.OnlyProblems ? Problems.Of(item, now) : null;
            if (!request.OnlyProblems || problem is not null)
            {
                Keep(rows, new(item.Namespace, item.Name, _columns.Cells(item, item.Created is { } created ? Age.Of(now - created) : ""), problem));
            }
        }

        return rows;
    }

    private bool IsNamed(ListedRows rows, string name)
    {
        var isNamed = _names?.Matches(name) ?? true;
        rows.Named += isNamed ? 1 : 0;
        return isNamed;
    }

    /// <exception cref="SreException">SRE0104 for a pattern that cannot be matched.</exception>
    internal static Glob Pattern(string pattern) => Glob.Fault(pattern) is { } fault
        ? throw new SreException(Errors.Arguments.Wrong, $"name_pattern: {fault}.", "Use plain text with * and ?, such as api-*.")
        : Glob.Of(pattern);

    private static void Keep(ListedRows rows, ListedRow row)
    {
        if (rows.Rows.Count >= ListedRows.Most)
        {
            throw new SreException(Errors.Arguments.TimedOut, $"More than {ListedRows.Most} objects match.", "Narrow it: one namespace, a selector, a name_pattern.");
        }

        rows.Rows.Add(row);
    }
}
