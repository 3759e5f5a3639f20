namespace SreMcp.Policy;

/// <summary>Text that others wrote: logs, events, annotations, tickets, error bodies. It keeps its taint until it is rendered in a fence.</summary>
/// <remarks>There is no implicit way back to a string: <see cref="ToString"/> names the length only, so that an accidental interpolation shows nothing.</remarks>
public readonly struct UntrustedText : IEquatable<UntrustedText>
{
    /// <summary>How much of an error body is shown, in characters.</summary>
    public const int ErrorBodyLimit = 300;

    private readonly string? _raw;

    public UntrustedText(string? raw) => _raw = raw;

    public static UntrustedText Empty => default;

    public bool IsEmpty => string.IsNullOrEmpty(_raw);

    /// <summary>Length of the raw text in UTF-16 units.</summary>
    public int Length => _raw?.Length ?? 0;

    /// <summary>The text on one line without anything that a terminal or a reader could mistake for ours, cut at <paramref name="limit"/> characters. Still to be fenced, and not redacted: see <see cref="Redactor.CleanLine"/>.</summary>
    public string Line(int limit) => TextCleaner.OneLine(_raw, limit);

    /// <summary>As <see cref="Line"/>, with line breaks kept.</summary>
    public string Lines(int limit) => TextCleaner.ManyLines(_raw, limit);

    /// <summary>The raw text, for parsing and for redaction only; never for an answer.</summary>
    public string ForAnalysis() => _raw ?? "";

    public bool Equals(UntrustedText other) => string.Equals(_raw ?? "", other._raw ?? "", StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is UntrustedText other && Equals(other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_raw ?? "");

    public static bool operator ==(UntrustedText left, UntrustedText right) => left.Equals(right);

    public static bool operator !=(UntrustedText left, UntrustedText right) => !left.Equals(right);

    public override string ToString() => $"(untrusted text, {Length} characters)";
}
