using SreMcp.Policy;

namespace SreMcp.Store;

/// <summary>A row of the audit chain for people: a decision, the outcome of an allowed one, or a class that an operator forgot.</summary>
/// <param name="Kind"><c>decision</c>, <c>outcome</c> or <c>forget</c>.</param>
/// <param name="Source">The rule's file and line.</param>
/// <param name="Hash">Lower-case hexadecimal; the newest row's hash is the head.</param>
public sealed record AuditRow(
    long Seq,
    DateTimeOffset Time,
    string Kind,
    string Session,
    string DecisionId,
    string? Operation,
    UntrustedText Target,
    string? Environment,
    string? Verdict,
    string? Rule,
    string? Source,
    UntrustedText Reason,
    UntrustedText Evidence,
    string? Requirements,
    string? Outcome,
    UntrustedText Detail,
    string Hash);

/// <summary>Which rows; what is null does not matter.</summary>
/// <param name="Target">Part of the target's name, whatever its case.</param>
/// <param name="Cursor">From <see cref="Page{T}.Next"/>.</param>
/// <param name="Limit">1 to 1000.</param>
public sealed record AuditFilter(DateTimeOffset? Since = null, string? Operation = null, string? Target = null, string? Verdict = null, string? DecisionId = null, string? Session = null, long? Cursor = null, int Limit = 50);
