namespace SreMcp.Scripts.Review;

/// <summary>Deletes that take more than was meant when a value is empty or a list is long.</summary>
internal static class UnboundedCheck
{
    public static IEnumerable<ReviewFinding> Find(BashReview review) => review.Changes
        .Where(change => change.Effect.Unbounded is not null)
        .Select(change => new ReviewFinding("unbounded", ReviewSeverity.Must, change.Line, $"{change.Effect.What} has no bound", change.Effect.Unbounded!, change.Effect.Bound));
}
