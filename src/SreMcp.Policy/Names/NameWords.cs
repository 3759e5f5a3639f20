namespace SreMcp.Policy;

/// <summary>Splits a name into the words a person sees in it: at separators, at a change of case, and between letters and digits.</summary>
public static class NameWords
{
    /// <summary>Names are cut here; no system has longer ones that mean anything.</summary>
    public const int LengthLimit = 512;

    /// <summary>Every way to read the name, each as lower-case words in order. Mostly one; a second where capitals run on (<c>PRODeu</c>), more where digits stand for letters (<c>pr0d</c>).</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Readings(string name)
    {
        var folded = LookAlikes.Fold(name.Length > LengthLimit ? name[..LengthLimit] : name);
        List<IReadOnlyList<string>> readings = [Split(folded, endsCapitals: false)];
        if (HasCapitalsThenLower(folded))
        {
            readings.Add(Split(folded, endsCapitals: true));
        }

        foreach (var one in "li")
        {
            if (WithDigitsAsLetters(folded, one) is { } letters)
            {
                readings.Add(Split(letters, endsCapitals: false));
            }
        }

        return readings;
    }

    /// <param name="endsCapitals">Whether a run of capitals is a word of its own (<c>PROD|eu</c>) or lends its last letter to the next word (<c>EU|Prod</c>).</param>
    private static List<string> Split(string name, bool endsCapitals)
    {
        List<string> words = [];
        var start = 0;
        for (var index = 1; index <= name.Length; index++)
        {
            if (index == name.Length || IsBoundary(name, index, endsCapitals))
            {
                var word = name[start..index];
                if (char.IsLetterOrDigit(word[0]) || char.IsSurrogate(word[0]))
                {
                    words.Add(word.ToLowerInvariant());
                }

                start = index;
            }
        }

        return words;
    }

    private static bool IsBoundary(string name, int index, bool endsCapitals)
    {
        var (before, after) = (Shape(name[index - 1]), Shape(name[index]));
        if (before is 'A' && after is 'a')
        {
            return endsCapitals && index > 1 && Shape(name[index - 2]) is 'A';
        }

        if (before is 'A' && after is 'A')
        {
            return !endsCapitals && index + 1 < name.Length && Shape(name[index + 1]) is 'a';
        }

        return before != after || before is '-';
    }

    private static char Shape(char letter) => letter switch
    {
        _ when char.IsAsciiLetterUpper(letter) || char.IsUpper(letter) => 'A',
        _ when char.IsLetter(letter) || char.IsSurrogate(letter) => 'a',
        _ when char.IsDigit(letter) => '0',
        _ => '-',
    };

    private static bool HasCapitalsThenLower(string name)
    {
        for (var index = 2; index < name.Length; index++)
        {
            if (Shape(name[index]) is 'a' && Shape(name[index - 1]) is 'A' && Shape(name[index - 2]) is 'A')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name with single digits that open a word or stand between letters read as the letters they resemble; null when there are none.</summary>
    private static string? WithDigitsAsLetters(string name, char one)
    {
        char[]? letters = null;
        for (var index = 0; index + 1 < name.Length; index++)
        {
            var opens = index == 0 || Shape(name[index - 1]) is not '0';
            if (opens && Shape(name[index + 1]) is ('a' or 'A') && Resembles(name[index], one) is { } letter)
            {
                letters ??= name.ToCharArray();
                letters[index] = letter;
            }
        }

        return letters is null ? null : new(letters);
    }

    private static char? Resembles(char digit, char one) => digit switch
    {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        _ => null,
    };
}
