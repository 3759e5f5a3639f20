namespace SreMcp.Policy;

/// <summary>Rules and environment lines in force: a pure function from a question to a <see cref="Decision"/>.</summary>
public sealed class PolicySet
{
    private PolicySet()
    {
    }

    /// <summary>Classifies by every matching line, by what is remembered for its identities, and closes what is unverified. Fills memory and the guard's list.</summary>
    public Classification Classify(Target target, IClassMemory memory, KnownProduction known) => throw new NotSupportedException();

    /// <summary>Deny beats require beats allow; an execute that nothing allows is denied; the floor comes first.</summary>
    public Decision Decide(Operation operation, Target target, Classification classification) => throw new NotSupportedException();

    internal static Decision DenyUnrecorded(Decision decision, SreException unwritten) => throw new NotSupportedException();
}
