namespace SreMcp.Scripts.Review;

/// <summary>Target and way back of a PowerShell script.</summary>
internal static class PowerShellContextCheck
{
    private static readonly string[] s_kept = ["snapshot", "backup", "restore", "rollback", "undo", "export-", "copy-item"];

    public static IEnumerable<ReviewFinding> Find(PowerShellReview review)
    {
        var azure = review.Changes.Where(change => change.Effect.Target is EffectTarget.Azure).ToArray();
        if (azure.Length > 0 && !review.Statements.Any(statement => statement.First is "set-azcontext" or "select-azsubscription" || statement.Has("-DefaultProfile") || statement.Has("-AzContext") || statement.Has("--subscription") || statement.Has("Get-AzContext")))
        {
            yield return new(
                "target", azure.Any(change => change.Effect.Destroys) ? ReviewSeverity.Must : ReviewSeverity.Should, azure[0].Statement.Line, "nothing says which subscription this goes to",
                "it goes to whatever subscription the session is in", "Set-AzContext -Subscription $Subscription at the top, or throw unless (Get-AzContext).Subscription.Id is the expected one");
        }

        var clusters = review.Changes.Where(change => change.Effect.Target is EffectTarget.Kubernetes && !change.Statement.Has("--context") && !change.Statement.Has("--kube-context")).ToArray();
        if (clusters.Length > 0 && !review.Statements.Any(statement => statement.Has("use-context") || statement.Has("current-context")))
        {
            yield return new("target", ReviewSeverity.Must, clusters[0].Statement.Line, "nothing says which cluster this goes to", "it goes to whatever context is current on the machine that runs it", "--context $Context in every call");
        }

        if (review.Changes.FirstOrDefault(change => change.Effect.Destroys) is { } first && !review.Statements.Any(statement => statement.Tokens.Exists(IsKept)))
        {
            yield return new("rollback", ReviewSeverity.Should, first.Statement.Line, "no rollback and no backup", "when it goes wrong somebody has to find out how to undo it, at that moment", "save the state before the change, and print the command that puts it back");
        }
    }

    private static bool IsKept(CodeToken token) => token.Text.Length < 200 && Array.Exists(s_kept, word => token.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
