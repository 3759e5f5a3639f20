using System.Text;
using SreMcp.Policy;

namespace SreMcp.Answers;

/// <summary>Rows under headings, aligned with spaces. Cells are cleaned and cut; a column that is empty everywhere is left out.</summary>
internal sealed class TextTable(params string[] columns)
{
    private const int CellLimit = 80;

    private readonly List<string[]> _rows = [];

    /// <summary>True when every cell is our own words, so that no fence is needed.</summary>
    public bool IsOurs { get; init; }

    /// <summary>How long one cell may be, in characters.</summary>
    public int Limit { get; init; } = CellLimit;

    public int Count => _rows.Count;

    public void Add(params string?[] cells) =>
        _rows.Add([.. Enumerable.Range(0, columns.Length).Select(index => index < cells.Length ? cells[index] ?? "" : "")]);

    public string Render(Redactor redactor)
    {
        string[][] rows = [.. _rows.Select(row => row.Select(cell => redactor.CleanLine(new(cell), Limit)).ToArray())];
        var shown = Enumerable.Range(0, columns.Length).Where(index => Array.Exists(rows, row => row[index].Length > 0)).ToArray();
        var widths = shown.ToDictionary(index => index, index => Math.Max(columns[index].Length, rows.Max(row => row[index].Length)));
        var text = new StringBuilder();
        Line(columns);
        foreach (var row in rows)
        {
            Line(row);
        }

        return text.ToString().TrimEnd('\n');

        void Line(string[] cells)
        {
            foreach (var index in shown)
            {
                text.Append(index == shown[^1] ? cells[index] : cells[index].PadRight(widths[index] + 1));
            }

            while (text.Length > 0 && text[^1] == ' ')
            {
                text.Length--;
            }

            text.Append('\n');
        }
    }
}
