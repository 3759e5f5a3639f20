namespace SreMcp.Scripts.Review;

/// <summary>Ends that say success after a failure.</summary>
internal static class ExitCodeCheck
{
    private static readonly string[] s_complaints = ["error", "fatal", "failed", "cannot", "could not", "refus", "abort"];

    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        foreach (var command in review.Script.Commands.Where(command => command.Name is "exit" && (command.Words.Count is 1 || command.Words[1].Text is "0")))
        {
            if (FollowsFailure(command) || Complains(Before(command, review.Script)))
            {
                yield return new("exit-code", ReviewSeverity.Should, command.Line, "exit 0 after an error", "whatever started the script believes that it worked", "exit 1, with the message on standard error");
            }
        }

        foreach (var change in review.Changes.Where(change => IsHidden(change.Invocation.Command)))
        {
            yield return new("failure-hidden", ReviewSeverity.Should, change.Line, $"the failure of {change.Effect.What} is hidden by || true", "the script goes on as if it had worked", "let it fail, or test for the one case that is fine (--ignore-not-found)");
        }

        if (review.DryRun.Exists && review.Changes.Count > 0 && !review.Script.Commands.Any(IsDistinct))
        {
            yield return new("exit-code-dry-run", ReviewSeverity.Note, 0, "a dry run that finds changes ends like one that finds none", "a pipeline cannot tell them apart", "end a dry run with 2 when there is something to change");
        }
    }

    private static bool IsDistinct(BashCommand command) =>
        (command.Name is "exit" or "return" && command.Words.Count > 1 && command.Words[1].Text is not ("0" or "1")) || command.Assignments.Exists(assignment => assignment.Text is "2" && assignment.Name.Contains("exit", StringComparison.OrdinalIgnoreCase));

    /// <summary><c>command || exit 0</c>.</summary>
    private static bool FollowsFailure(BashCommand command) => command.Pipeline is { Before: "||", Index: > 0 } pipeline
        && pipeline.Chain.Pipelines[pipeline.Index - 1].Commands.Exists(before => before.Name is not ("[[" or "[" or "test" or "((" or "command" or "which" or "type" or "grep" or "read"));

    private static bool IsHidden(BashCommand command) =>
        command.Pipeline.Index + 1 < command.Pipeline.Chain.Pipelines.Count
        && command.Pipeline.Chain.Pipelines[command.Pipeline.Index + 1] is { Before: "||", Commands: [{ Name: "true" or ":" }] };

    /// <summary>The command before it in the same place.</summary>
    private static BashCommand? Before(BashCommand command, BashScript script) => script.PreviousInScope(command);

    private static bool Complains(BashCommand? command)
    {
        if (command is null || command.Name is not ("echo" or "printf" or "log" or "say" or "error" or "log_error" or "err" or "warn" or "die"))
        {
            return false;
        }

        var goesToErrors = command.Redirections.Exists(redirection => redirection.Operator is ">&" && redirection.Target.Text is "2") || command.Name is "error" or "log_error" or "err" or "die";
        var text = string.Join(' ', command.Words.Skip(1).Take(3).Select(word => word.Text)).ToLowerInvariant();
        return goesToErrors || Array.Exists(s_complaints, word => text.TrimStart('[', '*', '!', ' ').StartsWith(word, StringComparison.Ordinal));
    }
}
