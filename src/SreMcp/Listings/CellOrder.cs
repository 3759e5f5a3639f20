using System.Buffers;
using System.Globalization;

namespace SreMcp.Listings;

/// <summary>Compares cells as people read them: ages by length, numbers by value (<c>9 (5m ago)</c> is 9), everything else as text.</summary>
internal sealed class CellOrder : IComparer<string>
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.-");

    public static CellOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (one, other) = (Value(x ?? ""), Value(y ?? ""));
        return (one, other) switch
        {
            ({ } a, { } b) => a.CompareTo(b),
            ({ }, null) => -1,
            (null, { }) => 1,
            _ => string.CompareOrdinal(x, y),
        };
    }

    /// <summary>Seconds of an age, or the leading number; null when it is neither.</summary>
    private static double? Value(string cell)
    {
        if (Age(cell) is { } seconds)
        {
            return seconds;
        }

        var end = cell.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = end < 0 ? cell.AsSpan() : cell.AsSpan(0, end);
        return number.Length > 0 && (end < 0 || cell[end] is ' ' or '/' or '%')
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    /// <summary><c>5d3h</c>, <c>90s</c>, <c>2y10d</c> in seconds.</summary>
    private static double? Age(string cell)
    {
        double total = 0, number = 0;
        var digits = false;
        foreach (var character in cell)
        {
            if (char.IsAsciiDigit(character))
            {
                number = (number * 10) + (character - '0');
                digits = true;
                continue;
            }

            double? unit = character switch { 'y' => 31_536_000, 'd' => 86_400, 'h' => 3_600, 'm' => 60, 's' => 1, _ => null };
            if (unit is null || !digits)
            {
                return null;
            }

            total += number * unit.Value;
            (number, digits) = (0, false);
        }

        return cell.Length > 0 && !digits ? total : null;
    }
}
