using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>One line of a log as it lies in the reader's buffer: good until the reader moves on.</summary>
/// <param name="At">When the container wrote it, as the node says; null when the node gave no time.</param>
/// <param name="Bytes">Without time and line end; whatever the container wrote, usually UTF-8.</param>
/// <param name="IsCut">True when the line was longer than <see cref="PodLog.LineLimit"/>.</param>
public readonly record struct LogLine(DateTimeOffset? At, ReadOnlyMemory<byte> Bytes, bool IsCut)
{
    /// <summary>A copy that stays.</summary>
    public LogEntry Keep() => new(At, new(Encoding.UTF8.GetString(Bytes.Span)), IsCut);
}

/// <summary>A line of a log that stays.</summary>
/// <param name="At">When the container wrote it; null when the node gave no time.</param>
public sealed record LogEntry(DateTimeOffset? At, UntrustedText Text, bool IsCut);
