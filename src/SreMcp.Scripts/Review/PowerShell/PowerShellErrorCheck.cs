namespace SreMcp.Scripts.Review;

/// <summary>Errors that a PowerShell script swallows, text that it runs, and its strict mode.</summary>
internal static class PowerShellErrorCheck
{
    public static IEnumerable<ReviewFinding> Find(PowerShellReview review)
    {
        var stops = review.Statements.Any(statement => statement.Has("$ErrorActionPreference") && statement.Has("Stop"));
        var strict = review.Statements.Any(statement => statement.First is "set-strictmode");
        if ((!stops || !strict) && review.Statements.Count > 0)
        {
            yield return new(
                "strict-mode", review.Changes.Count > 0 && !stops ? ReviewSeverity.Should : ReviewSeverity.Note, 1,
                stops ? "Set-StrictMode is missing" : strict ? "$ErrorActionPreference = 'Stop' is missing" : "Set-StrictMode and $ErrorActionPreference = 'Stop' are missing",
                stops ? "a misspelt variable is empty, and nobody notices" : "it goes on after a command that failed",
                "Set-StrictMode -Version Latest; $ErrorActionPreference = 'Stop'");
        }

        foreach (var change in review.Changes.Where(change => change.Statement.Has("SilentlyContinue") || change.Statement.Has("Ignore")))
        {
            yield return new("failure-hidden", ReviewSeverity.Should, change.Statement.Line, "the failure of a change is hidden by -ErrorAction", "the script goes on as if it had worked", "let it fail, or catch the one exception that is fine");
        }

        var filled = review.Statements.SelectMany(statement => statement.Around.TakeLast(1)).ToHashSet();
        foreach (var statement in review.Statements.Where(statement => statement.First is "catch" && !filled.Contains(statement)))
        {
            yield return new("failure-hidden", ReviewSeverity.Should, statement.Line, "a catch that swallows every error", "the script goes on as if it had worked", "name the exception that is fine, and throw every other one");
        }

        foreach (var statement in review.Statements.Where(statement => statement.First is "exit" && statement.Tokens.Count > 1 && statement.Tokens[1].Text is "0" && statement.Around.Any(around => around.First is "catch")))
        {
            yield return new("exit-code", ReviewSeverity.Should, statement.Line, "exit 0 after an error", "whatever started the script believes that it worked", "throw, or exit 1");
        }

        foreach (var statement in review.Statements.Where(statement => statement.First is "invoke-expression" or "iex" || statement.Tokens.Exists(token => token.Text.Equals("iex", StringComparison.OrdinalIgnoreCase))))
        {
            var isDownload = review.Statements.Any(other => other.Line == statement.Line && other.Tokens.Exists(token => token.Text.Contains("DownloadString", StringComparison.OrdinalIgnoreCase) || token.Text is "irm" or "iwr" || token.Text.StartsWith("Invoke-WebRequest", StringComparison.OrdinalIgnoreCase) || token.Text.StartsWith("Invoke-RestMethod", StringComparison.OrdinalIgnoreCase)));
            yield return isDownload
                ? new("download", ReviewSeverity.Must, statement.Line, "what comes from the network is run unseen", "whoever controls the address or the line to it runs commands here", "download to a file, compare its SHA-256 with a pinned one, then run it")
                : new("eval", ReviewSeverity.Should, statement.Line, "Invoke-Expression of a value", "a value with a semicolon or $( ) becomes a command", "& $command @arguments");
        }
    }
}
