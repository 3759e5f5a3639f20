namespace SreMcp.Scripts.Review;

/// <summary>Target and way back of a Python script.</summary>
internal static class PythonContextCheck
{
    private static readonly string[] s_kept = ["snapshot", "backup", "restore", "rollback", "undo", "revert", "create_image", "copytree"];

    public static IEnumerable<ReviewFinding> Find(PythonReview review)
    {
        foreach (var changes in review.Changes.Where(change => change.Effect.Target is EffectTarget.Aws or EffectTarget.Kubernetes).GroupBy(change => change.Effect.Target).Where(changes => !IsNamed(changes.Key, review)))
        {
            var isAws = changes.Key is EffectTarget.Aws;
            yield return new(
                "target", ReviewSeverity.Must, changes.First().Call.Line, $"nothing says which {(isAws ? "account" : "cluster")} this goes to",
                isAws ? "it goes to whatever account the credentials of the moment belong to" : "it goes to whatever context is current on the machine that runs it",
                isAws ? "stop unless boto3.client('sts').get_caller_identity()['Account'] is the expected one" : "config.load_kube_config(context=args.context)");
        }

        if (review.Changes.FirstOrDefault(change => change.Effect.Destroys) is { } first && !review.Lines.Any(line => line.Tokens.Exists(IsKept)))
        {
            yield return new("rollback", ReviewSeverity.Should, first.Call.Line, "no rollback and no backup", "when it goes wrong somebody has to find out how to undo it, at that moment", "save the state before the change, and print the command that puts it back");
        }
    }

    private static bool IsNamed(EffectTarget target, PythonReview review) => review.Lines.Any(line => line.Tokens.Exists(token => target is EffectTarget.Aws
        ? token.Text is "get_caller_identity" or "profile_name" or "--profile" or "assume_role" or "aws_account_id"
        : token.Text is "context" or "--context" or "load_incluster_config" or "kube-system"));

    private static bool IsKept(CodeToken token) => token.Text.Length < 200 && Array.Exists(s_kept, word => token.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
