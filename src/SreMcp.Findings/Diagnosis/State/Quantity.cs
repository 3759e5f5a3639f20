using System.Globalization;

namespace SreMcp.Findings;

/// <summary>Kubernetes quantities: <c>250m</c>, <c>1.5Gi</c>, <c>2e3</c>.</summary>
public static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50),
        ("m", 0.001m), ("u", 0.000001m), ("n", 0.000000001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m),
    ];

    /// <summary>The number in base units (cores, bytes, pieces); null when the text is no quantity.</summary>
    public static decimal? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 40)
        {
            return null;
        }

        var factor = 1m;
        var length = text.Length;
        foreach (var (suffix, times) in Suffixes)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                (factor, length) = (times, text.Length - suffix.Length);
                break;
            }
        }

        try
        {
            return decimal.TryParse(text.AsSpan(0, length), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value * factor : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>Bytes as people write them: <c>128Mi</c>.</summary>
    public static string Bytes(decimal bytes) => bytes switch
    {
        >= 10L << 30 => $"{Trim(bytes / (1L << 30), 0)}Gi",
        >= 1L << 30 => $"{Trim(bytes / (1L << 30), 1)}Gi",
        >= 1L << 20 => $"{Trim(bytes / (1L << 20), 0)}Mi",
        >= 1L << 10 => $"{Trim(bytes / (1L << 10), 0)}Ki",
        _ => $"{Trim(bytes, 0)}",
    };

    /// <summary>Cores as people write them: <c>250m</c>, <c>1.5</c>.</summary>
    public static string Cores(decimal cores) => cores < 1 ? $"{Trim(cores * 1000, 0)}m" : Trim(cores, 2);

    private static string Trim(decimal number, int digits) => Math.Round(number, digits).ToString("0.##", CultureInfo.InvariantCulture);
}
