using SreMcp.Answers;
using SreMcp.Policy;

namespace SreMcp.Calls;

/// <summary>One tool call on its way: what it may use, and what it leaves behind in the journal.</summary>
internal sealed class Call(Session session, string id, CancellationToken ended)
{
    private readonly List<RecordedDecision> _decisions = [];

    public Session Session { get; } = session;

    /// <summary>The journal's id of this call.</summary>
    public string Id { get; } = id;

    /// <summary>Cancelled by the client, by the tool's time limit, or when the process ends.</summary>
    public CancellationToken Ended { get; } = ended;

    /// <summary>Asks a person; says no where nobody can be asked.</summary>
    public IConfirmation Confirmation { get; init; } = NoConfirmation.Instance;

    /// <summary>Receives progress of long operations; null when the client did not ask for it.</summary>
    public Action<double, double?, string>? Progress { get; init; }

    /// <summary>Every decision of this call, in order.</summary>
    public IReadOnlyList<RecordedDecision> Decisions => _decisions;

    /// <summary>What the target was before an operation changed it, for people to read.</summary>
    public string? Before { get; set; }

    /// <summary>Keeps a text for read_result. Returns its id; null when it could not be kept.</summary>
    public string? Keep(string tool, string text)
    {
        try
        {
            return Session.Ledger.Results.Keep(tool, Session.Redactor.Redact(text));
        }
        catch (SreException)
        {
            return null;
        }
    }

    /// <summary>Asks policy and records the answer before anything happens.</summary>
    public RecordedDecision Decide(Operation operation, Target target)
    {
        var decision = Session.Gate.Decide(operation, target);
        _decisions.Add(decision);
        return decision;
    }

    /// <summary>Asks policy for a read or a generation; a denial becomes the refusal that the caller sees.</summary>
    /// <exception cref="RefusalException">Policy refuses.</exception>
    public RecordedDecision Allow(Operation operation, Target target)
    {
        var decision = Decide(operation, target);
        return decision.Decision.Verdict is Verdict.Deny ? throw new RefusalException(Refusal.Of(decision)) : decision;
    }
}

/// <summary>Policy said no: carries the whole answer, since a refusal is one.</summary>
internal sealed class RefusalException(Answer answer) : Exception("Policy refused the call.")
{
    public Answer Answer { get; } = answer;
}
