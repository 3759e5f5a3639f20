using System.Security.Cryptography;
using System.Text;
using SreMcp.Answers;
using SreMcp.Policy;

namespace SreMcp.Calls;

/// <summary>Exactly what an execute tool would do, worked out by reading only.</summary>
internal sealed record ExecutionPlan
{
    public required Operation Operation { get; init; }

    /// <summary>Everything it touches; every one of them must be allowed (a node takes the strictest class of what runs on it).</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>One line: what changes, from what to what.</summary>
    public required string Summary { get; init; }

    /// <summary>What the target was before, for people to read.</summary>
    public required string Before { get; init; }

    /// <summary>How it is undone, or that it cannot be.</summary>
    public required string Undo { get; init; }

    /// <summary>Sends the change with the grant, as a dry run or for real, and says what the server answered.</summary>
    public required Func<ExecuteGrant, bool, CancellationToken, Task<string>> SendAsync { get; init; }

    /// <summary>Waits for the outcome and says how it went; null where there is nothing to wait for.</summary>
    public Func<Call, Task<WaitOutcome>>? WaitAsync { get; init; }

    /// <summary>Builds the script that a person can run instead; null where no template exists.</summary>
    public Func<Call, Task<Answer>>? OfferAsync { get; init; }

    /// <summary>What the reader should know first: owners that will set it back, budgets that block.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool DryRunOnly { get; init; }

    public string? Reason { get; init; }

    /// <summary>What exactly is sent, independent of the target: <c>verified-in</c> looks for the same digest elsewhere.</summary>
    public required string Digest { get; init; }
}

/// <summary>How waiting ended, in words, and whether this server saw the change pass.</summary>
internal sealed record WaitOutcome(Answer Answer, bool Passed);

/// <summary>The way of an execute call: decide, meet the requirements, dry run, commit, record.</summary>
internal static class Execution
{
    public static async Task<Answer> RunAsync(ExecutionPlan plan, Call call)
    {
        var decisions = plan.Targets.Select(target => call.Decide(plan.Operation, target)).ToArray();
        if (decisions.FirstOrDefault(decision => decision.Decision.Verdict is Verdict.Deny) is { } denied)
        {
            return Refusal.Of(denied, await OfferAsync(plan, call));
        }

        // A person is asked last: nobody is troubled for a call that fails for another reason.
        var met = decisions.SelectMany(decision => decision.Decision.Requirements.Select(requirement => (decision, requirement)))
            .OrderBy(pair => pair.requirement.Kind is RequirementKind.Confirmation)
            .Where(pair => IsMet(pair.requirement, pair.decision, plan, call))
            .Select(pair => pair.requirement).ToArray();
        var grant = call.Session.Gate.Grant(decisions[0], met);
        call.Before = plan.Before;

        var answer = new Answer().Say($"{plan.Operation} on {TextCleaner.OneLine(plan.Targets[0].Display, 200)} ({decisions[0].Decision.Classification.Environment.Name()})").Say(plan.Summary);
        foreach (var note in plan.Notes)
        {
            answer.Say($"Note: {note}");
        }

        answer.Say($"Dry run (server side): {await plan.SendAsync(grant, true, call.Ended)}");
        if (plan.DryRunOnly)
        {
            return answer.Say($"Nothing was changed. Call again without dry_run to do it.       {Refusal.Anchor(decisions[^1])}");
        }

        string sent;
        try
        {
            sent = await plan.SendAsync(grant, false, call.Ended);
        }
        catch (Exception failure)
        {
            call.Session.Ledger.Audit.AppendOutcome(decisions[0].Id, "failed", new(failure is SreException coded ? coded.Code.Code : failure.GetType().Name));
            throw;
        }

        var head = call.Session.Ledger.Audit.AppendOutcome(decisions[0].Id, "done", new(plan.Summary));
        answer.Say($"Done: {sent}").Say($"Undo: {plan.Undo}");
        if (plan.WaitAsync is { } wait)
        {
            var waited = await wait(call);
            answer.Append(waited.Answer);
            if (waited.Passed)
            {
                call.Session.Ledger.Verifications.Record(plan.Digest, decisions[0].Decision.Classification.Environment, decisions[0].Id);
            }
        }

        return answer.Say($"Decision {decisions[0].Id}, chain head {head[..12]}");
    }

    private static async Task<Answer?> OfferAsync(ExecutionPlan plan, Call call)
    {
        try
        {
            return plan.OfferAsync is { } offer ? await offer(call) : null;
        }
        catch (SreException failure)
        {
            return Answer.Of($"No script could be prepared: {failure.What}");
        }
    }

    private static bool IsMet(Requirement requirement, RecordedDecision decision, ExecutionPlan plan, Call call) => requirement.Kind switch
    {
        RequirementKind.DryRun => true,
        RequirementKind.Reason => !string.IsNullOrWhiteSpace(plan.Reason) || Unmet(decision, "it needs a reason: call again with reason=…"),
        RequirementKind.VerifiedIn => requirement.In.Any(environment => call.Session.Ledger.Verifications.Find(plan.Digest, environment) is not null)
            || Unmet(decision, $"this exact change (digest {plan.Digest[..12]}) was not seen to pass in {string.Join(" or ", requirement.In.Select(environment => environment.Name()))} first"),
        RequirementKind.Confirmation => Confirmed(decision, plan, call),
        _ => Unmet(decision, "a requirement that this version does not know"),
    };

    private static bool Confirmed(RecordedDecision decision, ExecutionPlan plan, Call call)
    {
        var target = TextCleaner.OneLine(decision.Decision.Target.Display, 200);
        var identities = string.Join(' ', decision.Decision.Target.Scopes.SelectMany(scope => scope.Identities));
        var binding = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{plan.Operation}\n{target}\n{identities}\n{plan.Digest}\n{decision.Decision.RuleId}\n{decision.Decision.Source}\n{plan.Reason}\n{plan.DryRunOnly}")));
        return call.Confirmation.Ask($"{plan.Operation} on {target}\n{plan.Summary}\nUndo: {plan.Undo}", binding) switch
        {
            ConfirmationAnswer.Yes => true,
            ConfirmationAnswer.No => Unmet(decision, "the person who was asked said no"),
            _ => Unmet(decision, "a person must confirm, and this client cannot ask one"),
        };
    }

    private static bool Unmet(RecordedDecision decision, string why) => throw new RefusalException(
        new Answer { IsError = true, Outcome = "refused" }
            .Say($"{Errors.Arguments.NotConfirmed} Not done: {decision.Decision.Operation} on {TextCleaner.OneLine(decision.Decision.Target.Display, 200)}: {why}.")
            .Say($"Rule: {decision.Decision.RuleId}   {decision.Decision.Source}").Say(decision.Decision.Reason).Say(Refusal.Anchor(decision)));
}
