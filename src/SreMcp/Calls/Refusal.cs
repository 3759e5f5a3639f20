using SreMcp.Answers;
using SreMcp.Policy;

namespace SreMcp.Calls;

/// <summary>Words a denial so that the reader knows what decided, why, and what to do instead.</summary>
internal static class Refusal
{
    /// <param name="offer">Lines about the script that is ready for a person; null where no generator exists.</param>
    public static Answer Of(RecordedDecision recorded, Answer? offer = null)
    {
        var decision = recorded.Decision;
        var answer = new Answer { IsError = true, Outcome = "refused" }
            .Say($"{Errors.Arguments.NotAllowed} Refused: {decision.Operation} on {TextCleaner.OneLine(decision.Target.Display, 200)}");
        if (decision.Target is not LocalTarget)
        {
            answer.Say($"Environment: {decision.Classification.Environment.Name()} ({Because(decision.Classification)})");
        }

        answer.Say($"Rule: {decision.RuleId}   {decision.Source}").Say(decision.Reason);
        if (offer is not null)
        {
            answer.Append(offer);
        }

        if (decision.HowToOpen is { } open)
        {
            answer.Say($"To open it: {open}");
        }

        var allowed = string.Join(", ", decision.AllowedHere.Select(@class => @class.ToString().ToLowerInvariant() + "_*"));
        return answer.Say($"Allowed here: {(allowed.Length is 0 ? "nothing" : allowed)}       {Anchor(recorded)}");
    }

    /// <summary>The decision's id and the head of the audit chain, which anchor it in the transcript.</summary>
    public static string Anchor(RecordedDecision recorded) =>
        recorded.ChainHead is { } head ? $"Decision {recorded.Id}, chain head {head[..12]}" : "Decision not recorded: the journal cannot be written";

    /// <summary>What voted for the class, strictest first.</summary>
    public static string Because(Classification classification) =>
        classification.Evidence.Count is 0 ? "nothing says what it is" : string.Join("; ", classification.Evidence.Select(evidence => evidence.Because).Distinct(StringComparer.Ordinal).Take(3));
}
