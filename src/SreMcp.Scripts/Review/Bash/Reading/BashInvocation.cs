namespace SreMcp.Scripts.Review;

/// <summary>What a command really runs, once <c>sudo</c>, <c>xargs</c>, wrapper functions and variables in front of it are taken away.</summary>
/// <param name="Words">The program first.</param>
/// <param name="Wrappers">Functions of the script that it was handed to.</param>
/// <param name="Prefixes">Variables that stood in front of it.</param>
internal sealed record BashInvocation(BashCommand Command, IReadOnlyList<BashWord> Words, IReadOnlyList<string> Wrappers, IReadOnlyList<string> Prefixes, bool IsFedByXargs)
{
    private readonly string[] _texts = [.. Words.Select(word => word.Text)];

    /// <summary>Without its folder; empty when there is nothing to run.</summary>
    public string Program { get; } = Words.Count is 0 ? "" : Words[0].Text[(Words[0].Text.LastIndexOf('/') + 1)..];

    public IEnumerable<BashWord> Arguments => Words.Skip(1);

    /// <summary>True when an argument is one of these, alone or with <c>=value</c>.</summary>
    public bool Has(params ReadOnlySpan<string> options)
    {
        foreach (var option in options)
        {
            for (var index = 1; index < _texts.Length; index++)
            {
                var text = _texts[index];
                if (text.StartsWith(option, StringComparison.Ordinal) && (text.Length == option.Length || text[option.Length] == '='))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>True when a bundle of short options such as <c>-rf</c> has this letter.</summary>
    public bool HasLetter(char letter) =>
        _texts.Skip(1).Any(text => text.Length is > 1 and < 12 && text[0] == '-' && text[1] != '-' && text.Contains(letter, StringComparison.Ordinal) && text.AsSpan(1).IndexOfAnyExceptInRange('A', 'z') < 0);

    /// <summary>True when the arguments that are no options begin with these words.</summary>
    public bool Does(params ReadOnlySpan<string> verbs)
    {
        var positional = Positional;
        for (var index = 0; index < verbs.Length; index++)
        {
            if (index >= positional.Count || positional[index].Text != verbs[index])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What follows an option, behind <c>=</c> or as the next word; null when it is not there.</summary>
    public string? ValueOf(params ReadOnlySpan<string> options)
    {
        foreach (var option in options)
        {
            for (var index = 1; index < _texts.Length; index++)
            {
                if (_texts[index] == option)
                {
                    return index + 1 < _texts.Length ? _texts[index + 1] : "";
                }

                if (_texts[index].StartsWith(option, StringComparison.Ordinal) && _texts[index].Length > option.Length && (_texts[index][option.Length] == '=' || option.Length is 2))
                {
                    return _texts[index][(option.Length + (_texts[index][option.Length] == '=' ? 1 : 0))..];
                }
            }
        }

        return null;
    }

    /// <summary>Arguments that are neither options nor the value of an option that takes one.</summary>
    public IReadOnlyList<BashWord> Positional => field ??= [.. Positionals()];

    private IEnumerable<BashWord> Positionals()
    {
        var onlyWords = false;
        for (var index = 1; index < Words.Count; index++)
        {
            var text = _texts[index];
            if (onlyWords || text.Length is 0 || text[0] is not '-')
            {
                yield return Words[index];
            }
            else if (text is "--")
            {
                onlyWords = true;
            }
            else if (OptionsWithValue.Takes(Program, text) && !text.Contains('=', StringComparison.Ordinal))
            {
                index++;
            }
        }
    }
}
