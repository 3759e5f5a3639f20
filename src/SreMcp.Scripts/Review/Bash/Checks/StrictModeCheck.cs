namespace SreMcp.Scripts.Review;

/// <summary><c>set -euo pipefail</c>, in one line or in several, or on the first line of the script.</summary>
internal static class StrictModeCheck
{
    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        var options = Options(review.Script).ToHashSet(StringComparer.Ordinal);
        var isBash = review.Script.Language is ScriptLanguage.Bash;
        List<string> missing = [];
        if (!options.Contains("errexit"))
        {
            missing.Add("-e");
        }

        if (!options.Contains("nounset"))
        {
            missing.Add("-u");
        }

        if (isBash && !options.Contains("pipefail"))
        {
            missing.Add("-o pipefail");
        }

        if (missing.Count > 0 && review.Script.Commands.Count > 0)
        {
            yield return new(
                "strict-mode",
                review.Changes.Count > 0 ? ReviewSeverity.Should : ReviewSeverity.Note,
                1,
                $"set {string.Join(' ', missing)} is missing",
                Why(missing),
                isBash ? "set -Eeuo pipefail below the first line" : "set -eu below the first line");
        }
    }

    private static string Why(List<string> missing) => missing[0] switch
    {
        "-e" => "it goes on after a command that failed",
        "-u" => "a misspelt variable is empty, and nobody notices",
        _ => "a pipe whose first command failed counts as done",
    };

    private static IEnumerable<string> Options(BashScript script)
    {
        var first = script.Text.AsSpan(0, Math.Min(script.Text.Length, 200)).ToString().Split('\n')[0];
        var given = first.StartsWith("#!", StringComparison.Ordinal) ? first.Split(' ').Skip(1).Where(word => word.StartsWith('-')) : [];
        var set = script.Commands.Where(command => command.Name is "set" && command.Scope.Kind is not (BashScopeKind.Embedded or BashScopeKind.Subshell)).SelectMany(command => Words(command.Words.Skip(1).Select(word => word.Text)));
        return given.SelectMany(Letters).Concat(set);
    }

    private static IEnumerable<string> Words(IEnumerable<string> words)
    {
        var named = false;
        foreach (var word in words)
        {
            if (named)
            {
                named = false;
                yield return word;
            }
            else if (word.StartsWith('-'))
            {
                named = word.EndsWith('o');
                foreach (var option in Letters(word))
                {
                    yield return option;
                }
            }
        }
    }

    private static IEnumerable<string> Letters(string word) => word.Skip(1).Select(letter => letter switch { 'e' => "errexit", 'u' => "nounset", _ => "" });
}
