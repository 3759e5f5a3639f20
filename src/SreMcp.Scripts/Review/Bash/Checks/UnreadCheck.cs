namespace SreMcp.Scripts.Review;

/// <summary>What could not be read was not reviewed, and the reader of the review has to know.</summary>
internal static class UnreadCheck
{
    public static IEnumerable<ReviewFinding> Find(BashReview review) => review.Script.Problems
        .Select(problem => new ReviewFinding("syntax", ReviewSeverity.Should, problem.Line, $"not understood: {problem.What}", "what follows may not have been reviewed", "bash -n says what is wrong"));
}
