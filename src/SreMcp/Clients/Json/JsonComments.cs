namespace SreMcp.Clients.Json;

/// <summary>Takes comments for blanks, wherever they stand: the platform's reader does not take them between a name and its colon.</summary>
internal static class JsonComments
{
    /// <summary>The text with every comment blanked out, so that offsets and lines stay the same. One without its end stays, and is an error.</summary>
    public static string Blank(string text)
    {
        var blanked = text.ToCharArray();
        for (var at = 0; at < text.Length;)
        {
            var end = text[at] is '"' ? EndOfString(text, at) : EndOfComment(text, at);
            if (text[at] is not '"')
            {
                for (var index = at; index < end; index++)
                {
                    blanked[index] = text[index] is '\r' or '\n' ? text[index] : ' ';
                }
            }

            at = Math.Max(end, at + 1);
        }

        return new(blanked);
    }

    /// <summary>Where the comment that begins here ends; the same place when none does.</summary>
    public static int EndOfComment(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("//"))
        {
            return rest.IndexOfAny('\r', '\n') is var length and >= 0 ? at + length : text.Length;
        }

        return rest.StartsWith("/*") && rest[2..].IndexOf("*/") is var inside and >= 0 ? at + inside + 4 : at;
    }

    private static int EndOfString(string text, int at)
    {
        for (var index = at + 1; index < text.Length; index++)
        {
            switch (text[index])
            {
                case '\\':
                    index++;
                    break;
                case '"':
                    return index + 1;
            }
        }

        return text.Length;
    }
}
