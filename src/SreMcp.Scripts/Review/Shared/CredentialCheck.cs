namespace SreMcp.Scripts.Review;

/// <summary>Credentials that stand in the script itself, found by the redaction that every answer goes through.</summary>
internal static class CredentialCheck
{
    public static IEnumerable<ReviewFinding> Find(ReviewedText text, ScriptLanguage language)
    {
        for (var line = 1; line <= text.Count; line++)
        {
            if (text.HoldsSecret(line, language))
            {
                yield return At(line, language);
            }
        }
    }

    public static ReviewFinding At(int line, ScriptLanguage language) => new(
        "credential", ReviewSeverity.Must, line, "a credential in the script", "everybody who can read the file or its history has it", $"read it when the script runs: {Source(language)}; and replace it, since it has been seen");

    private static string Source(ScriptLanguage language) => language switch
    {
        ScriptLanguage.Python => "os.environ[\"NAME\"] or a secret store",
        ScriptLanguage.PowerShell => "Get-AzKeyVaultSecret, or $env:NAME",
        ScriptLanguage.Sql => "\\password, or a psql variable",
        _ => "\"${NAME:?}\" from the environment, or a file that only its owner reads",
    };
}
