namespace SreMcp.Scripts.Review;

/// <summary>A way back: a command, a backup, or at least the name of the script that does it.</summary>
internal static class RollbackCheck
{
    private static readonly string[] s_words = ["rollback", "roll back", "undo", "restore", "revert", "backup", "snapshot"];

    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        var first = review.Changes.FirstOrDefault(change => change.Effect.Destroys) ?? review.Changes.FirstOrDefault(change => change.Effect.Target is not EffectTarget.None);
        if (first is null || review.Script.Functions.Any(function => Names(function.Name)) || review.Script.Invocations.Any(KeepsOrRestores) || review.Script.Variables.All.Any(given => given.Assignment.Values.Any(value => Names(value.Text))))
        {
            yield break;
        }

        yield return new("rollback", ReviewSeverity.Should, first.Line, "no rollback and no backup", "when it goes wrong somebody has to find out how to undo it, at that moment", "save the state before the change, and print the command that puts it back");
    }

    private static bool KeepsOrRestores(BashInvocation invocation) => invocation.Program switch
    {
        "pg_dump" or "pg_dumpall" or "mysqldump" or "mongodump" or "velero" or "iptables-save" or "restic" or "borg" => true,
        "kubectl" or "oc" => invocation.Does("rollout", "undo") || (invocation.Does("get") && (invocation.ValueOf("-o", "--output") ?? "").StartsWith('y') && invocation.Command.Redirections.Count > 0) || (invocation.Does("get") && (invocation.ValueOf("-o", "--output") ?? "").StartsWith('j') && invocation.Command.Redirections.Exists(redirection => redirection.Writes)),
        "helm" => invocation.Does("rollback") || invocation.Has("--atomic", "--rollback-on-failure"),
        "terraform" or "tofu" => invocation.Does("state", "pull"),
        "tar" => invocation.Words.Count > 1 && invocation.Words[1].Text.Contains('c', StringComparison.Ordinal),
        "cp" => invocation.Positional.Count > 1 && (invocation.HasLetter('a') || invocation.HasLetter('p') || Names(invocation.Positional[^1].Text) || invocation.Positional[^1].Text.Contains(".bak", StringComparison.Ordinal) || invocation.Positional[^1].Text.Contains(".orig", StringComparison.Ordinal)),
        _ => invocation.Words.Any(word => Names(word.Text)),
    };

    private static bool Names(string text) => text.Length < 2000 && Array.Exists(s_words, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
}
