namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads ages as the API server's tables print them: <c>5m30s</c>, <c>3d4h</c>, <c>2y35d</c>.</summary>
internal static class Age
{
    /// <summary>Null for <c>&lt;unknown&gt;</c> and anything else that is no age.</summary>
    public static TimeSpan? Parse(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 20)
        {
            return null;
        }

        var (total, number, digits) = (0d, 0L, 0);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                (number, digits) = ((number * 10) + (character - '0'), digits + 1);
                continue;
            }

            var unit = character switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'y' => 365 * 86400, _ => 0 };
            if (unit == 0 || digits is 0 or > 6)
            {
                return null;
            }

            (total, number, digits) = (total + (number * unit), 0, 0);
        }

        return digits == 0 ? TimeSpan.FromSeconds(total) : null;
    }
}
