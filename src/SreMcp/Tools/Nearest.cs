namespace SreMcp.Tools;

/// <summary>The name that somebody probably meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate at the smallest edit distance, if that is small for the word's length; null otherwise.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        if (word.Length > 80)
        {
            return null;
        }

        var best = candidates
            .Select(candidate => (Name: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance).ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, word.Length / 3) ? best.Name : null;
    }

    /// <summary>Levenshtein distance with two rows.</summary>
    private static int Distance(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        var current = new int[other.Length + 1];
        for (var row = 1; row <= one.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= other.Length; column++)
            {
                var replace = previous[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                current[column] = Math.Min(replace, Math.Min(previous[column], current[column - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        return previous[other.Length];
    }
}
