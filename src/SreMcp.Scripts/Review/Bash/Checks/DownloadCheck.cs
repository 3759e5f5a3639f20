namespace SreMcp.Scripts.Review;

/// <summary>Text from the network, or from a variable, that is run unseen.</summary>
internal static class DownloadCheck
{
    private static readonly string[] s_downloads = ["curl", "wget", "fetch"];
    private static readonly string[] s_interpreters = ["sh", "bash", "zsh", "dash", "ksh", "python", "python3", "perl", "ruby", "node", "source", ".", "eval"];

    public static IEnumerable<ReviewFinding> Find(BashReview review)
    {
        var byCommand = new Dictionary<BashCommand, BashInvocation>();
        foreach (var invocation in review.Script.Invocations)
        {
            byCommand[invocation.Command] = invocation;
        }

        foreach (var invocation in review.Script.Invocations)
        {
            var program = invocation.Program;
            if (s_interpreters.Contains(program, StringComparer.Ordinal) && (IsFed(invocation, byCommand) || RunsSubstitution(invocation, review)))
            {
                yield return new("download", ReviewSeverity.Must, invocation.Command.Line, "what comes from the network is run unseen", "whoever controls the address or the line to it runs commands here", "download to a file, compare its SHA-256 with a pinned one, then run it");
            }
            else if (program is "eval" && invocation.Arguments.Any(word => word.Expansions.Any(expansion => expansion.Kind is BashExpansionKind.Variable && expansion.Name is not ("@" or "*"))))
            {
                yield return new("eval", ReviewSeverity.Should, invocation.Command.Line, "eval of a variable", "a value with a semicolon or $( ) becomes a command", "keep the command in an array and run \"${command[@]}\"");
            }
        }
    }

    private static bool IsFed(BashInvocation invocation, Dictionary<BashCommand, BashInvocation> byCommand) =>
        invocation.Positional.All(word => word.Text is "-") && invocation.Command.Pipeline.Length > 1
        && invocation.Command.Pipeline.Commands.TakeWhile(command => command != invocation.Command).Take(10).Any(command => byCommand.TryGetValue(command, out var before) && s_downloads.Contains(before.Program, StringComparer.Ordinal));

    private static bool RunsSubstitution(BashInvocation invocation, BashReview review) =>
        invocation.Arguments.Any(word => word.Expansions.Any(expansion => expansion.Kind is BashExpansionKind.Command or BashExpansionKind.Process))
        && review.Downloads.Contains(invocation.Command.Pipeline);
}
