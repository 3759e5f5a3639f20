using System.Net;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The <c>Status</c> object behind an <see cref="SreException"/> of the SRE04xx codes, as its inner exception, for code that recovers from it.</summary>
public sealed class ApiStatusException : Exception
{
    internal ApiStatusException(HttpStatusCode status, string? reason, UntrustedText message, string? @continue, TimeSpan? retryAfter)
        : base($"HTTP {(int)status}")
    {
        Status = status;
        Reason = reason;
        Said = message;
        Continue = @continue;
        RetryAfter = retryAfter;
    }

    public HttpStatusCode Status { get; }

    /// <summary>Kubernetes' own word, such as <c>Expired</c> or <c>AlreadyExists</c>; letters only.</summary>
    public string? Reason { get; }

    public UntrustedText Said { get; }

    /// <summary>The fresh token that a 410 answer to an expired list carries.</summary>
    public string? Continue { get; }

    /// <summary>How long the server asked to wait.</summary>
    public TimeSpan? RetryAfter { get; }
}
