namespace SreMcp.Policy;

/// <summary>Where a vote comes from, and so how far it counts.</summary>
internal enum VoteKind
{
    /// <summary>An operator or shipped line.</summary>
    Trusted,

    /// <summary>What was seen before, here or in another session. It never lifts a target out of unknown, unless to production.</summary>
    Remembered,

    /// <summary>A workspace's line. It counts only where it is stricter than everything else.</summary>
    Workspace,
}

/// <summary>One vote on one scope of a target.</summary>
internal readonly record struct Vote(VoteKind Kind, int Scope, Evidence Evidence, bool Opens)
{
    public Environment For => Evidence.Votes;
}

/// <summary>Counts the votes on a target.</summary>
internal static class Votes
{
    /// <summary>The strictest vote that counts, and the votes that do.</summary>
    public static (Environment Environment, IReadOnlyList<Vote> Counting) Count(IReadOnlyList<Vote> votes)
    {
        var counting = votes.Where(vote => vote.Kind is VoteKind.Trusted).ToList();
        var environment = Strictest(counting);
        foreach (var kind in (VoteKind[])[VoteKind.Remembered, VoteKind.Workspace])
        {
            var stricter = votes.Where(vote => vote.Kind == kind && IsStricter(vote, environment)).ToArray();
            counting.AddRange(stricter);
            environment = Strictest(counting);
        }

        return (environment, counting);
    }

    private static Environment Strictest(List<Vote> votes) => votes.Count == 0 ? Environment.Unknown : votes.Min(vote => vote.For);

    /// <summary>Unknown is the strictest of all. Only the memory of production says more than unknown does.</summary>
    private static bool IsStricter(Vote vote, Environment than) =>
        vote.For < than || (than is Environment.Unknown && vote is { Kind: VoteKind.Remembered, For: Environment.Production });
}
