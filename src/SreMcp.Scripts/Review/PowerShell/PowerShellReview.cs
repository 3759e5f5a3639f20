namespace SreMcp.Scripts.Review;

/// <summary>A cmdlet or program that changes something.</summary>
internal sealed record PowerShellChange(PowerShellStatement Statement, BashEffect Effect, bool IsGuarded);

/// <summary>A PowerShell script and what its checks need of it. The reading is light: cmdlets, options and blocks, no types and no pipeline values.</summary>
internal sealed class PowerShellReview
{
    /// <summary>How many changes are looked at; each is compared with the statements around it.</summary>
    private const int ChangeLimit = 500;

    public PowerShellReview(string text)
    {
        Statements = new PowerShellLexer(text).Read();
        Changes =
        [
            .. Statements.Select(statement => (Statement: statement, Effect: PowerShellEffects.Of(statement))).Where(found => found.Effect is not null).Take(ChangeLimit)
                .Select(found => new PowerShellChange(found.Statement, found.Effect!, IsGuarded(found.Statement))),
        ];
    }

    public IReadOnlyList<PowerShellStatement> Statements { get; }

    public IReadOnlyList<PowerShellChange> Changes { get; }

    /// <summary>True for a script that takes -WhatIf, or a switch of its own for a dry run.</summary>
    public bool HasDryRun => Statements.Any(statement => statement.Tokens.Exists(IsDry) || statement.Has("SupportsShouldProcess"));

    public static IEnumerable<ReviewFinding> Of(string text)
    {
        var review = new PowerShellReview(text);
        return [.. PowerShellChangeCheck.Find(review), .. PowerShellErrorCheck.Find(review), .. PowerShellContextCheck.Find(review)];
    }

    private static bool IsDry(CodeToken token) => token.Text.Length < 200
        && (token.Text.Contains("DryRun", StringComparison.OrdinalIgnoreCase) || token.Text.Contains("dry-run", StringComparison.OrdinalIgnoreCase) || token.Text.Contains("WhatIf", StringComparison.OrdinalIgnoreCase) || token.Text.Contains("ShouldProcess", StringComparison.OrdinalIgnoreCase));

    private bool IsGuarded(PowerShellStatement statement) =>
        statement.Tokens.Exists(IsDry)
        || statement.Around.Any(around => around.First is "if" or "elseif" && around.Tokens.Exists(IsDry))
        || (HasShouldProcess && IsCmdlet(statement))
        || statement.Around.Any(around => around.First is "else" or "elseif" && Statements.TakeWhile(other => other != around).LastOrDefault(other => other.First is "if" && other.Around.Count == around.Around.Count) is { } asked && asked.Tokens.Exists(IsDry));

    /// <summary>With SupportsShouldProcess the script hands -WhatIf on to every cmdlet that knows it.</summary>
    private bool HasShouldProcess => field || (field = Statements.Any(statement => statement.Has("SupportsShouldProcess")));

    private static bool IsCmdlet(PowerShellStatement statement) => statement.First.Contains('-', StringComparison.Ordinal);
}
