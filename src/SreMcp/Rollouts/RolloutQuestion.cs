namespace SreMcp.Rollouts;

/// <summary>What is asked about one workload or release.</summary>
/// <param name="Revision">The one that is shown; the live one for null.</param>
/// <param name="Against">The one that it is compared with; the one before it for null.</param>
/// <param name="WithValues">True to show all values that a Helm release was given.</param>
internal sealed record RolloutQuestion(string? Context, string? Namespace, long? Revision, long? Against, bool WithValues);
