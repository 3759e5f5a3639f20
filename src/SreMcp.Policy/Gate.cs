namespace SreMcp.Policy;

/// <summary>A decision that stands in the audit chain.</summary>
/// <param name="Id">Time-ordered, such as <c>01JD…7Q</c>.</param>
/// <param name="ChainHead">Hash of the audit row; null when the journal could not be written (reads go on, execute was refused).</param>
public sealed record RecordedDecision(Decision Decision, string Id, string? ChainHead);

/// <summary>Where decisions are written before anything happens.</summary>
public interface IDecisionLog
{
    /// <summary>Appends one decision to the audit chain and returns its id and the new head.</summary>
    /// <exception cref="SreException">SRE05xx when the row could not be made durable.</exception>
    RecordedDecision Append(Decision decision);
}

/// <summary>The one way to a decision that counts: classify, decide, remember, record.</summary>
public sealed class Gate(PolicySet policy, IClassMemory memory, KnownProduction known, IDecisionLog log)
{
    public PolicySet Policy { get; } = policy;

    /// <summary>Decides and records. A decision on an execute that could not be recorded becomes a denial.</summary>
    public RecordedDecision Decide(Operation operation, Target target)
    {
        var classification = Policy.Classify(target, memory, known);
        var decision = Policy.Decide(operation, target, classification);
        try
        {
            return log.Append(decision);
        }
        catch (SreException unwritten)
        {
            var stands = operation.Class is OperationClass.Execute ? PolicySet.DenyUnrecorded(decision, unwritten) : decision;
            return new(stands, "unrecorded", ChainHead: null);
        }
    }

    /// <summary>Turns an allowed decision into the right to act, once every requirement is met.</summary>
    /// <exception cref="SreException">SRE0702 when the decision does not allow it.</exception>
    public ExecuteGrant Grant(RecordedDecision recorded, IReadOnlyCollection<Requirement> met)
    {
        var decision = recorded.Decision;
        var missing = decision.Requirements.Except(met).ToArray();
        if (decision.Verdict is Verdict.Deny || decision.Operation.Class is not OperationClass.Execute
            || recorded.ChainHead is null || missing.Length > 0 || known.Find(decision.Target.Scopes.SelectMany(scope => scope.Identities)) is not null
            || Floor.Refuses(decision.Operation, decision.Classification) is not null)
        {
            throw new SreException(Errors.Guards.PermitRefused, $"{decision.Operation} on {decision.Target} was not allowed, so there is no permit for it.");
        }

        return new(recorded);
    }
}
