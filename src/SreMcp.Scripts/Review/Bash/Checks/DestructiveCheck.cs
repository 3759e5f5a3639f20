namespace SreMcp.Scripts.Review;

/// <summary>Commands that destroy and that no dry run holds back.</summary>
internal static class DestructiveCheck
{
    public static IEnumerable<ReviewFinding> Find(BashReview review) => review.Changes
        .Where(change => change is { Guard: BashGuard.None, Effect.Destroys: true })
        .Select(change => new ReviewFinding(
            "destructive",
            ReviewSeverity.Must,
            change.Line,
            review.DryRun.Exists ? $"{change.Effect.What} runs in the dry run, too" : $"{change.Effect.What} without a guard",
            change.Effect.Why,
            "send it through a run function that only prints it in a dry run"));
}
