namespace SreMcp.Scripts.Review;

/// <summary>Errors that a Python script swallows, and ends that do not tell them.</summary>
internal static class PythonExitCheck
{
    public static IEnumerable<ReviewFinding> Find(PythonReview review)
    {
        var bodies = review.Lines.Where(line => line.Parent is not null).ToLookup(line => line.Parent!);
        foreach (var except in review.Lines.Where(line => line.First is "except"))
        {
            var isBare = except.Tokens.Count > 1 && except.Tokens[1].Text is ":" or "Exception" or "BaseException";
            var onLine = except.Tokens[^1].Text is "pass" or "continue";
            if (isBare && (onLine || (bodies[except].FirstOrDefault() is { First: "pass" or "continue" } && bodies[except].Count() is 1)))
            {
                yield return new("failure-hidden", ReviewSeverity.Should, except.Line, "an except that swallows every error", "the script goes on as if it had worked, even after Ctrl-C", "name the exception that is fine, and let every other one end the script");
            }

            if (bodies[except].Any(line => PythonCall.In(line).Any(call => call.Name is "sys.exit" or "exit" or "quit" && call.Arguments is [] or [{ Text: "0" }])))
            {
                yield return new("exit-code", ReviewSeverity.Should, except.Line, "exit 0 after an error", "whatever started the script believes that it worked", "sys.exit(1), with the message on standard error");
            }
        }

        if (review.Changes.Count > 0 && !review.Lines.Any(line => line.Tokens.Exists(token => token.Text is "exit" or "SystemExit" or "raise")))
        {
            yield return new("exit-code", ReviewSeverity.Note, 0, "no exit code of its own", "a pipeline cannot tell a dry run that found changes from one that found none", "sys.exit(main()) with 0, 1 for an error and 2 for a dry run that found changes");
        }
    }
}
