namespace SreMcp.Scripts.Review;

/// <summary>What a script is written in.</summary>
public enum ScriptLanguage
{
    Bash,

    /// <summary>Any other Bourne shell: sh, dash, ash, ksh.</summary>
    PosixShell,
    Python,
    PowerShell,

    /// <summary>PostgreSQL's.</summary>
    Sql,
}

/// <summary>The language of a script and what gave it away.</summary>
/// <param name="Because">For people: «the first line», «the extension .py».</param>
public sealed record RecognisedLanguage(ScriptLanguage Language, string Because)
{
    /// <summary>As people name it.</summary>
    public string Name => Language switch
    {
        ScriptLanguage.PosixShell => "sh",
        ScriptLanguage.PowerShell => "PowerShell",
        ScriptLanguage.Sql => "SQL",
        var other => other.ToString(),
    };
}
