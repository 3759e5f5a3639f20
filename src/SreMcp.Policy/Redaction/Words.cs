namespace SreMcp.Policy;

/// <summary>Splits a name into lower-case words at punctuation, digits and changes of case: <c>apiKey2</c>, <c>API_KEY</c>, <c>api-key</c>.</summary>
internal static class Words
{
    public static List<string> Of(ReadOnlySpan<char> name)
    {
        List<string> words = [];
        var start = 0;
        for (var index = 0; index <= name.Length; index++)
        {
            if (index < name.Length && char.IsAsciiLetter(name[index]) && !StartsWord(name, index, start))
            {
                continue;
            }

            if (index > start)
            {
                words.Add(name[start..index].ToString().ToLowerInvariant());
            }

            start = index < name.Length && char.IsAsciiLetter(name[index]) ? index : index + 1;
        }

        return words;
    }

    /// <summary>At <c>K</c> in <c>apiKey</c> and at <c>T</c> in <c>SASToken</c>.</summary>
    private static bool StartsWord(ReadOnlySpan<char> name, int index, int start) =>
        index > start && char.IsAsciiLetterUpper(name[index])
        && (char.IsAsciiLetterLower(name[index - 1]) || (index + 1 < name.Length && char.IsAsciiLetterLower(name[index + 1])));
}
