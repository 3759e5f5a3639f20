namespace SreMcp.Scripts.Review;

/// <summary>A command that changes something.</summary>
internal sealed record BashChange(BashInvocation Invocation, BashEffect Effect, BashGuard Guard)
{
    public int Line => Invocation.Command.Line;
}

/// <summary>A shell script and what its checks need of it.</summary>
internal sealed class BashReview
{
    public BashReview(BashScript script)
    {
        Script = script;
        DryRun = new(script);
        Downloads = script.Invocations.Where(invocation => invocation.Program is "curl" or "wget")
            .Select(invocation => invocation.Command.Scope).Where(scope => scope is { Kind: BashScopeKind.Substitution, Pipeline: not null })
            .Select(scope => scope.Pipeline!).ToHashSet();
        Changes =
        [
            .. from invocation in script.Invocations
               let effect = BashEffects.Of(invocation, script.Variables)
               where effect is { IsOwn: false }
               orderby invocation.Command.Line
               select new BashChange(invocation, effect, DryRun.Of(invocation)),
        ];
    }

    public BashScript Script { get; }

    /// <summary>Pipelines with a substitution in them that downloads.</summary>
    public IReadOnlySet<BashPipeline> Downloads { get; }

    public DryRun DryRun { get; }

    /// <summary>In the order of their lines.</summary>
    public IReadOnlyList<BashChange> Changes { get; }

    public static IEnumerable<ReviewFinding> Of(string text, ScriptLanguage language)
    {
        var review = new BashReview(BashScript.Read(text, language));
        return
        [
            .. DryRunCheck.Find(review), .. DestructiveCheck.Find(review), .. UnboundedCheck.Find(review), .. TargetCheck.Find(review), .. DownloadCheck.Find(review), .. RollbackCheck.Find(review),
            .. ExitCodeCheck.Find(review), .. StrictModeCheck.Find(review), .. QuotingCheck.Find(review), .. UnreadCheck.Find(review),
        ];
    }
}
