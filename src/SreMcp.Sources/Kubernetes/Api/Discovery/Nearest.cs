namespace SreMcp.Sources.Kubernetes;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class Nearest
{
    /// <summary>At most three candidates within a third of the name's length, closest first.</summary>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > 100)
        {
            return [];
        }

        var limit = Math.Max(1, name.Length / 3);
        return
        [
            .. candidates
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Select(candidate => (Candidate: candidate, Edits: Edits(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
                .Where(pair => pair.Edits <= limit)
                .OrderBy(pair => pair.Edits)
                .ThenBy(pair => pair.Candidate, StringComparer.Ordinal)
                .Select(pair => pair.Candidate)
                .Take(3),
        ];
    }

    /// <summary>How many characters must be put in, taken out or replaced.</summary>
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replaced = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
