namespace SreMcp.Scripts.Review;

/// <summary>The dry run, guards and bounds of what a PowerShell script changes.</summary>
internal static class PowerShellChangeCheck
{
    public static IEnumerable<ReviewFinding> Find(PowerShellReview review)
    {
        if (review.Changes.Count > 0 && !review.HasDryRun)
        {
            yield return new(
                "dry-run-missing", review.Changes.Any(change => change.Effect.Destroys) ? ReviewSeverity.Must : ReviewSeverity.Should, 0,
                $"no dry run: {(review.Changes.Count is 1 ? "1 command changes something" : $"{review.Changes.Count} commands change something")}",
                "nobody can see what it would do before it does it",
                "[CmdletBinding(SupportsShouldProcess)] and if ($PSCmdlet.ShouldProcess($target)) around each change, so that -WhatIf works");
        }

        foreach (var change in review.Changes)
        {
            if (change is { IsGuarded: false, Effect.Destroys: true })
            {
                yield return new("destructive", ReviewSeverity.Must, change.Statement.Line, review.HasDryRun ? $"{change.Effect.What} runs in the dry run, too" : $"{change.Effect.What} without a guard", change.Effect.Why, "if ($PSCmdlet.ShouldProcess($target)) { … }");
            }

            if (change.Effect.Unbounded is not null)
            {
                yield return new("unbounded", ReviewSeverity.Must, change.Statement.Line, $"{change.Effect.What} has no bound", change.Effect.Unbounded, change.Effect.Bound);
            }

            if (change.Effect.Destroys && change.Statement.Has("-Force"))
            {
                yield return new("force", ReviewSeverity.Should, change.Statement.Line, "-Force on a command that destroys", "nobody is asked, and read-only or locked things go as well", "leave -Force away, or ask by ShouldContinue first");
            }
        }
    }
}
