using System.Buffers;

namespace SreMcp.Scripts;

/// <summary>One bash word that holds a value byte for byte, whatever the value is.</summary>
public static class BashWord
{
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,");

    /// <summary>Always in single quotes, where bash expands nothing; a single quote itself is <c>'\''</c>.</summary>
    public static string Quote(string value) =>
        $"'{Quotable.Check(value, "bash").Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>As people would type it: plain words stay plain, everything else is quoted.</summary>
    public static string Typed(string value) =>
        value.Length > 0 && value[0] != '-' && !value.AsSpan().ContainsAnyExcept(s_plain) ? value : Quote(value);

    /// <summary>An array literal, one quoted word an element.</summary>
    public static string QuoteAll(IReadOnlyList<string> values) => $"({string.Join(' ', values.Select(Quote))})";
}
