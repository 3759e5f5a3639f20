namespace SreMcp.Scripts.Review;

/// <summary>How much a finding weighs.</summary>
public enum ReviewSeverity
{
    /// <summary>Running the script as it is can do harm.</summary>
    Must,

    /// <summary>It will do harm on a bad day.</summary>
    Should,

    /// <summary>Worth knowing.</summary>
    Note,
}

/// <summary>One thing that a reviewer would say.</summary>
/// <param name="Id">Stable name of the checklist item, such as <c>dry-run-missing</c>; findings with the same id and text are folded.</param>
/// <param name="Line">From 1; 0 when it is about the script as a whole.</param>
/// <param name="What">What is wrong, in our words only: it never holds text of the script but names of options and programs that we know.</param>
/// <param name="Why">What can happen.</param>
/// <param name="Fix">What to write instead, on one line.</param>
public sealed record ReviewFinding(string Id, ReviewSeverity Severity, int Line, string What, string Why, string Fix)
{
    /// <summary>Numbers of shellcheck findings that say the same at the same line, such as <c>SC2086</c>.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>What another linter says; its words may quote the script.</summary>
    public UntrustedText Said { get; init; }
}
