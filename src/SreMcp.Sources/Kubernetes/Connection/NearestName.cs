namespace SreMcp.Sources.Kubernetes;

/// <summary>The name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>Null when nothing is near: more than a third of the letters differ.</summary>
    public static string? Of(string name, IEnumerable<string> names) => names
        .Select(candidate => (candidate, distance: Distance(name, candidate)))
        .Where(pair => pair.distance <= Math.Max(2, name.Length / 3))
        .OrderBy(pair => pair.distance)
        .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    /// <summary>Edits between the two, case aside; long names by their first 200 letters.</summary>
    private static int Distance(string one, string other)
    {
        var (left, right) = (one[..Math.Min(one.Length, 200)].ToLowerInvariant(), other[..Math.Min(other.Length, 200)].ToLowerInvariant());
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        for (var row = 1; row <= left.Length; row++)
        {
            var current = new int[right.Length + 1];
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = left[row - 1] == right[column - 1] ? 0 : 1;
                current[column] = Math.Min(Math.Min(current[column - 1], previous[column]) + 1, previous[column - 1] + change);
            }

            previous = current;
        }

        return previous[right.Length];
    }
}
