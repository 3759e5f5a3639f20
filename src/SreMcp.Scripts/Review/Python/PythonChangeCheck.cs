namespace SreMcp.Scripts.Review;

/// <summary>The dry run, guards and bounds of what a Python script changes.</summary>
internal static class PythonChangeCheck
{
    public static IEnumerable<ReviewFinding> Find(PythonReview review)
    {
        if (review.Changes.Count is 0)
        {
            yield break;
        }

        if (!review.HasDryRun)
        {
            yield return new(
                "dry-run-missing", review.Changes.Any(change => change.Effect.Destroys) ? ReviewSeverity.Must : ReviewSeverity.Should, 0,
                $"no dry run: {(review.Changes.Count is 1 ? "1 call changes something" : $"{review.Changes.Count} calls change something")}",
                "nobody can see what it would do before it does it",
                "parser.add_argument('--dry-run', action='store_true'), and one function that prints instead of calling when it is given");
        }

        foreach (var change in review.Changes)
        {
            if (change is { IsGuarded: false, Effect.Destroys: true })
            {
                yield return new("destructive", ReviewSeverity.Must, change.Call.Line, review.HasDryRun ? $"{change.Effect.What} runs in the dry run, too" : $"{change.Effect.What} without a guard", change.Effect.Why, "call it through one function that only prints it in a dry run");
            }

            if (change.Effect.Unbounded is not null)
            {
                yield return new("unbounded", ReviewSeverity.Must, change.Call.Line, $"{change.Effect.What} has no bound", change.Effect.Unbounded, change.Effect.Bound);
            }
            else if (change.Effect.Destroys && IsUnboundedLoop(change.Call, review))
            {
                yield return new("unbounded", ReviewSeverity.Must, change.Call.Line, $"{change.Effect.What} for everything that a loop finds", "nothing bounds which ones or how many", "filter by name, tag and age, stop above a number of objects, and print the list first");
            }
        }
    }

    /// <summary>A loop without any condition, slice or counter in it.</summary>
    private static bool IsUnboundedLoop(PythonCall call, PythonReview review)
    {
        var loop = call.At.Around().FirstOrDefault(line => line.First is "for" or "while");
        if (loop is null || call.At.Around().TakeWhile(line => line != loop).Any(line => line.First is "if" or "elif"))
        {
            return false;
        }

        var iterates = loop.Tokens.Exists(token => token.Text is "if" or "Filters" or "Prefix" or "islice" or "max_items" or "filter") || review.Lines.Any(line => line.Line < loop.Line && line.Tokens.Exists(token => token.Text is "Filters" or "Prefix"));
        return !iterates && !review.Lines.Any(line => line.First is "if" && line.Around().Contains(loop) && line.Line < call.Line);
    }
}
