namespace SreMcp.Policy;

/// <summary>Finds what somebody meant to write.</summary>
public static class Spelling
{
    /// <summary>The known word that is nearest to what was written, when it is near enough to be meant; else null.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        if (written.Length > 100)
        {
            return null;
        }

        string? nearest = null;
        var least = (written.Length / 3) + 2;
        foreach (var word in known)
        {
            var distance = IsAbbreviation(written, word) ? 1 : Distance(written, word);
            if (distance < least)
            {
                (nearest, least) = (word, distance);
            }
        }

        return nearest;
    }

    /// <summary><c>'reason' (or another of: id, effect)</c>, the nearest first; all of them when none is near.</summary>
    public static string OneOf(string written, IReadOnlyCollection<string> known) => Nearest(written, known) switch
    {
        null => $"one of: {string.Join(", ", known)}",
        { } nearest when known.Count == 1 => $"'{nearest}'",
        { } nearest => $"'{nearest}' (or another of: {string.Join(", ", known.Where(word => word != nearest))})",
    };

    /// <summary><c>dev</c> for <c>development</c>.</summary>
    private static bool IsAbbreviation(string written, string word) => written.Length > 1 && word.StartsWith(written, StringComparison.OrdinalIgnoreCase);

    /// <summary>How many characters have to be added, removed, replaced or swapped with their neighbour, ignoring case.</summary>
    private static int Distance(string one, string other)
    {
        var before = new int[other.Length + 1];
        var above = Enumerable.Range(0, other.Length + 1).ToArray();
        var row = new int[other.Length + 1];
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = Same(one[i - 1], other[j - 1]);
                row[j] = Math.Min(Math.Min(row[j - 1], above[j]) + 1, above[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[other.Length];
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
