namespace SreMcp.Scripts.Review;

/// <summary>The dry run: is there one, does every change depend on it, does it walk the same path?</summary>
internal static class DryRunCheck
{
    private const string Run = "run() { if [[ $DRY_RUN == true ]]; then printf 'would run:'; printf ' %q' \"$@\"; echo; else \"$@\"; fi; }";

    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        if (review.Changes.Count is 0)
        {
            yield break;
        }

        if (!review.DryRun.Exists)
        {
            yield return new(
                "dry-run-missing",
                review.Changes.Any(change => change.Effect.Destroys) ? ReviewSeverity.Must : ReviewSeverity.Should,
                0,
                $"no dry run: {Count(review.Changes.Count)}",
                "nobody can see what it would do before it does it",
                $"take --dry-run and send every change through {Run}");
            yield break;
        }

        foreach (var change in review.Changes.Where(change => change is { Guard: BashGuard.None, Effect.Destroys: false }))
        {
            yield return new("dry-run-bypassed", ReviewSeverity.Should, change.Line, "a change that runs in the dry run, too", "the dry run is not dry", "send it through the same function as the other changes");
        }

        if (review.Changes.FirstOrDefault(change => change.Guard is BashGuard.EarlyExit) is { } first)
        {
            yield return new("dry-run-path", ReviewSeverity.Should, first.Line, "the dry run ends before the changes: it is not the same path", "what it shows is another program than what runs, so it proves nothing", "let the dry run walk through, and let only the run function hold back each change");
        }
    }

    private static string Count(int changes) => changes is 1 ? "1 command changes something" : $"{changes} commands change something";
}
