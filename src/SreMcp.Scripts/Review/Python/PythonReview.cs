namespace SreMcp.Scripts.Review;

/// <summary>A Python script and what its checks need of it. The reading is light: names, strings, calls and indentation, no types and no flow.</summary>
internal sealed class PythonReview
{
    /// <summary>How many changes are looked at; each is compared with the lines around it.</summary>
    private const int ChangeLimit = 500;

    private const int CallLimit = 20_000;

    private readonly HashSet<PythonLine> _asking;

    public PythonReview(string text)
    {
        Lines = new PythonLexer(text).Read();
        Calls = [.. Lines.SelectMany(line => PythonCall.In(line).Take(200)).Take(CallLimit)];
        _asking = [.. Lines.Where(line => line.First is "if" or "elif" or "while" && line.Tokens.Exists(IsDry))];
        var usesAws = Lines.Any(line => line.Tokens.Exists(token => token.Text is "boto3" or "aioboto3"));
        Changes =
        [
            .. Calls.Select(call => (Call: call, Effect: PythonEffects.Of(call, usesAws))).Where(found => found.Effect is not null).Take(ChangeLimit)
                .Select(found => new PythonChange(found.Call, found.Effect!, IsGuarded(found.Call))),
        ];
    }

    public IReadOnlyList<PythonLine> Lines { get; }

    public IReadOnlyList<PythonCall> Calls { get; }

    public IReadOnlyList<PythonChange> Changes { get; }

    /// <summary>True when something is named for a dry run.</summary>
    public bool HasDryRun => Lines.Any(line => line.Tokens.Exists(IsDry));

    public static IEnumerable<ReviewFinding> Of(string text)
    {
        var review = new PythonReview(text);
        return [.. PythonChangeCheck.Find(review), .. PythonProcessCheck.Find(review), .. PythonExitCheck.Find(review), .. PythonContextCheck.Find(review)];
    }

    private static bool IsDry(CodeToken token)
    {
        if (token.Text.Length > 60)
        {
            return false;
        }

        var bare = token.Text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return bare.Contains("dryrun", StringComparison.Ordinal) || bare is "noop" or "whatif";
    }

    /// <summary>Below a condition that asks for the dry run, or behind one that leaves.</summary>
    private bool IsGuarded(PythonCall call) =>
        call.At.Around().Prepend(call.At).Any(line => _asking.Contains(line) || (line.GoesWith is { } first && _asking.Contains(first)))
        || call.Arguments.Any(IsDry)
        || Leaving.Any(leaving => leaving.Line < call.Line && leaving.Parent?.Parent == (call.At.Around().FirstOrDefault(line => line == leaving.Parent?.Parent)));

    private IReadOnlyList<PythonLine> Leaving => field ??= [.. Lines.Where(line => line.First is "return" or "continue" or "exit" or "sys" or "raise" && line.Parent is { } parent && _asking.Contains(parent)).Take(50)];
}
