namespace SreMcp.Scripts.Review;

/// <summary>Every change names the system that it goes to, or the script has proved which one it is.</summary>
internal static class TargetCheck
{
    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        foreach (var changes in review.Changes.Where(change => change.Effect.Target is not EffectTarget.None).GroupBy(change => change.Effect.Target))
        {
            var proof = TargetProof.Of(changes.Key);
            if (proof.IsGiven(review))
            {
                continue;
            }

            foreach (var change in changes.Where(change => !proof.Names(change.Invocation, review.Script.Variables)))
            {
                yield return new(
                    "target",
                    change.Effect.Destroys ? ReviewSeverity.Must : ReviewSeverity.Should,
                    change.Line,
                    $"nothing says which {proof.System} this goes to",
                    proof.Why,
                    proof.Fix);
            }
        }
    }
}
