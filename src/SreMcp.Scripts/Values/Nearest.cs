namespace SreMcp.Scripts;

/// <summary>The name that a reader probably meant.</summary>
internal static class Nearest
{
    /// <summary>Null when nothing is near: more than a third of the letters would have to change.</summary>
    public static string? Of(string wrong, IEnumerable<string> names)
    {
        var nearest = names
            .Select(name => (Name: name, Distance: Distance(wrong, name)))
            .OrderBy(pair => pair.Distance).ThenBy(pair => pair.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= Math.Max(2, nearest.Name.Length / 3) ? nearest.Name : null;
    }

    /// <summary>Insertions, deletions, substitutions; the wrong name is cut at 64 characters, so that a hostile one costs nothing.</summary>
    private static int Distance(string wrong, string name)
    {
        wrong = wrong.Length > 64 ? wrong[..64] : wrong;
        var previous = new int[name.Length + 1];
        var current = new int[name.Length + 1];
        for (var column = 0; column <= name.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= wrong.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= name.Length; column++)
            {
                var substitution = previous[column - 1] + (wrong[row - 1] == name[column - 1] ? 0 : 1);
                current[column] = Math.Min(substitution, 1 + Math.Min(previous[column], current[column - 1]));
            }

            (previous, current) = (current, previous);
        }

        return previous[name.Length];
    }
}
