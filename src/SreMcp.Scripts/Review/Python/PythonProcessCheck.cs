namespace SreMcp.Scripts.Review;

/// <summary>How a Python script starts other programs.</summary>
internal static class PythonProcessCheck
{
    public static IEnumerable<ReviewFinding> Find(PythonReview review)
    {
        foreach (var call in review.Calls)
        {
            var isShell = call.Has("shell", "True") || call.Name is "os.system" or "os.popen";
            if (PythonEffects.StartsProcess(call) && isShell)
            {
                var isLiteral = call.Arguments is [{ Kind: CodeTokenKind.Text }, ..] && (call.Arguments.Count < 2 || call.Arguments[1].Text is ",");
                var how = call.Name is "os.system" or "os.popen" ? call.Name : "shell=True";
                yield return isLiteral
                    ? new("shell", ReviewSeverity.Should, call.Line, $"{how} hands text to a shell", call.Name is "os.system" ? "its exit code is not looked at" : "the shell reads more into it than was meant", "subprocess.run([\"program\", \"argument\"], check=True)")
                    : new("shell", ReviewSeverity.Must, call.Line, $"{how} with a text that is put together", "a value with a semicolon or $( ) becomes a command", "subprocess.run([\"program\", value], check=True), without a shell");
            }
            else if (call.Name is "subprocess.run" or "subprocess.call" or "subprocess.Popen" && !call.Has("check", "True") && !IsLookedAt(call, review))
            {
                yield return new("exit-code", ReviewSeverity.Should, call.Line, $"nobody looks at the exit code of {call.Name}", "the script goes on as if it had worked", "check=True");
            }
            else if (call.Name is "eval" or "exec" or "pickle.loads" or "yaml.load" && !call.Has("Loader"))
            {
                yield return new("eval", ReviewSeverity.Should, call.Line, $"{call.Name} of a value", "whoever writes the value runs code here", "json.loads, yaml.safe_load, or ast.literal_eval");
            }
        }
    }

    private static bool IsLookedAt(PythonCall call, PythonReview review) =>
        call.At.First is "return" or "if" || review.Lines.Any(line => line.Line >= call.Line && line.Line < call.Line + 12 && line.Tokens.Exists(token => token.Text is "returncode" or "check_returncode" or "wait" or "communicate"));
}
