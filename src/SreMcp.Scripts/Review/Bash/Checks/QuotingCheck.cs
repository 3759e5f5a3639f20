namespace SreMcp.Scripts.Review;

/// <summary>Expansions without quotes, which split at blanks and match files.</summary>
internal static class QuotingCheck
{
    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        var changing = review.Changes.Select(change => change.Invocation.Command).ToHashSet();
        foreach (var command in review.Script.Commands.Where(command => command.Name is not ("[[" or "((" or "exit" or "return" or "shift" or "let")))
        {
            if (command.Words.Skip(1).FirstOrDefault(word => IsSplit(word, review)) is { } split)
            {
                var changes = changing.Contains(command);
                yield return new(
                    "unquoted",
                    changes ? ReviewSeverity.Should : ReviewSeverity.Note,
                    split.Line,
                    changes ? "an expansion without quotes in a command that changes something" : "an expansion without quotes",
                    "a value with a blank becomes two words, one with * becomes file names, an empty one vanishes",
                    "put it in double quotes; for a list of options use an array: \"${options[@]}\"");
            }
        }
    }

    private static bool IsSplit(BashWord word, BashReview review) => word.Expansions.Any(expansion => !expansion.IsQuoted && expansion.Kind switch
    {
        BashExpansionKind.Variable => expansion.Name is not ("?" or "#" or "$" or "!" or "-" or "LINENO" or "RANDOM" or "SECONDS" or "UID" or "EUID" or "PPID" or "BASHPID" or "OPTIND" or "")
            && !expansion.Rest.StartsWith(":+", StringComparison.Ordinal) && !expansion.Rest.StartsWith('+')
            && !review.Script.Variables.IsPlain(expansion.Name) && !review.DryRun.IsOf(expansion.Name),
        BashExpansionKind.Command => true,
        _ => false,
    });
}
