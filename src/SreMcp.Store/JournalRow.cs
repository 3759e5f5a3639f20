using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>What is known of a call when it begins.</summary>
/// <param name="Arguments">Already redacted.</param>
/// <param name="Target">How people name it; null when not yet known.</param>
public sealed record JournalCall(string Tool, OperationClass Class, string Arguments, string? Target = null, Environment? Environment = null, string? DecisionId = null);

/// <summary>How a call ended.</summary>
/// <param name="Code"><c>ok</c>, <c>refused</c>, or the code of the error.</param>
/// <param name="Characters">Length of the answer.</param>
/// <param name="Before">What an execute found before it changed it, for people to read; already redacted.</param>
public sealed record JournalOutcome(string Code, long Characters, string? Before = null);

/// <summary>A call as it is kept. What came from the caller or from a system stays untrusted.</summary>
/// <param name="Ended">Null while it runs, or when its process was killed.</param>
/// <param name="Outcome"><see cref="Interrupted"/> while <paramref name="Ended"/> is null.</param>
public sealed record JournalRow(
    long Seq,
    string Id,
    string Session,
    DateTimeOffset Started,
    DateTimeOffset? Ended,
    string Tool,
    string Class,
    UntrustedText Arguments,
    UntrustedText Target,
    string? Environment,
    string? DecisionId,
    string Outcome,
    long? Characters,
    UntrustedText Before)
{
    public const string Interrupted = "interrupted";
}

/// <summary>Which rows; what is null does not matter.</summary>
/// <param name="Target">Part of the target's name, whatever its case.</param>
/// <param name="Outcome">Exact, such as <c>refused</c>.</param>
/// <param name="Text">Part of arguments, target or note, whatever its case.</param>
/// <param name="Cursor">From <see cref="Page{T}.Next"/>.</param>
/// <param name="Limit">1 to 500.</param>
public sealed record JournalFilter(DateTimeOffset? Since = null, string? Tool = null, string? Target = null, string? Outcome = null, string? Text = null, string? Session = null, long? Cursor = null, int Limit = 50);
