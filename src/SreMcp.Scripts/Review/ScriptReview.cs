namespace SreMcp.Scripts.Review;

/// <summary>What a reviewer says about a script.</summary>
/// <param name="Findings">The gravest first, then by line; repeats are folded later.</param>
/// <param name="Text">The script's lines as they may be shown.</param>
public sealed record ScriptReview(RecognisedLanguage Language, IReadOnlyList<ReviewFinding> Findings, ReviewedText Text)
{
    /// <summary>Reads the script and goes through the checklists. It never fails, whatever the text.</summary>
    /// <param name="redactor">Finds credentials, and takes them out of every line that is shown.</param>
    public static ScriptReview Of(string text, RecognisedLanguage language, Redactor redactor)
    {
        var shown = new ReviewedText(text, redactor);
        var secrets = Secrets(text, language.Language).Distinct().ToArray();
        foreach (var (_, value) in secrets)
        {
            shown.Hide(value);
        }

        var credentials = CredentialCheck.Find(shown, language.Language).ToArray();
        var known = credentials.Select(finding => finding.Line).ToHashSet();
        var more = secrets.Where(secret => known.Add(secret.Line)).Select(secret => CredentialCheck.At(secret.Line, language.Language));
        var findings = credentials.Concat(more).Concat(ByLanguage(text, language.Language));
        return new(language, Ranked(findings), shown);
    }

    /// <summary>Adds what shellcheck says. What says the same as a finding of ours at the same line becomes a code of ours.</summary>
    public ScriptReview With(IReadOnlyList<ShellcheckComment> comments) => this with { Findings = Ranked(ShellcheckFolding.Fold(Findings, comments)) };

    private static ReviewFinding[] Ranked(IEnumerable<ReviewFinding> findings) =>
        [.. findings.DistinctBy(finding => (finding.Id, finding.Line, finding.What)).OrderBy(finding => finding.Severity).ThenBy(finding => finding.Line)];

    private static IEnumerable<(int Line, string Value)> Secrets(string text, ScriptLanguage language) => language switch
    {
        ScriptLanguage.Sql => LanguageSecrets.InSql(text),
        ScriptLanguage.PowerShell => LanguageSecrets.InPowerShell(text),
        ScriptLanguage.Python => [],
        _ => LanguageSecrets.InShell(text, language),
    };

    private static IEnumerable<ReviewFinding> ByLanguage(string text, ScriptLanguage language) => language switch
    {
        ScriptLanguage.Sql => SqlReview.Of(text),
        ScriptLanguage.Python => PythonReview.Of(text),
        ScriptLanguage.PowerShell => PowerShellReview.Of(text),
        _ => BashReview.Of(text, language),
    };
}
