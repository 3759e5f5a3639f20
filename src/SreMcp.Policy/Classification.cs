namespace SreMcp.Policy;

/// <summary>Where a line of a policy or configuration file stands.</summary>
/// <param name="File">As people would open it; <c>compiled in</c> for the floor.</param>
/// <param name="Line">From 1; 0 when there is no file.</param>
public readonly record struct FileLine(string File, int Line)
{
    /// <summary>The floor and the built-in behaviour, which are code.</summary>
    public static FileLine CompiledIn { get; } = new("compiled in", 0);

    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}

/// <summary>One vote on a target's environment, and why it was cast.</summary>
/// <param name="Votes">The class voted for; unknown for what closes a target, such as an unreadable id.</param>
/// <param name="Because">Plain words without remote text: «context name has the word 'prod'».</param>
public sealed record Evidence(Environment Votes, string Because, FileLine Source);

/// <summary>A target's environment with everything that voted.</summary>
/// <param name="Environment">The strictest vote; unknown when nothing voted.</param>
/// <param name="IsOpened">An operator line named this very identity. Without it nothing executes, whatever the class.</param>
/// <param name="Evidence">Strictest first.</param>
public sealed record Classification(Environment Environment, bool IsOpened, IReadOnlyList<Evidence> Evidence);

/// <summary>Remembers the strictest class ever seen for an identity, across sessions.</summary>
public interface IClassMemory
{
    /// <summary>The strictest class seen, with what said so then; null when never seen.</summary>
    RememberedClass? StrictestSeen(Identity identity);

    /// <summary>Keeps the class if it is stricter than what is kept. Unknown is never kept.</summary>
    void Remember(Identity identity, Environment environment, string because);
}

/// <summary>What was seen before.</summary>
public sealed record RememberedClass(Environment Environment, string Because, DateTimeOffset Seen);
