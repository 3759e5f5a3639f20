namespace SreMcp.Tour;

/// <summary>One call that the tour makes, what it says before it, and what must come back.</summary>
internal sealed record TourStep
{
    public required string Title { get; init; }

    /// <summary>One or two lines.</summary>
    public required string Says { get; init; }

    public required string Tool { get; init; }

    public IReadOnlyDictionary<string, object?> Arguments { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Lines of the answer that are shown; the agent sees them all.</summary>
    public int Lines { get; init; } = 24;

    /// <summary>What is wrong with the answer; null when it is as it must be.</summary>
    public required Func<TourReply, string?> Check { get; init; }
}

/// <summary>An answer as the agent gets it.</summary>
internal sealed record TourReply(string Text, bool IsError, TourFolder Folder)
{
    /// <summary>Null when the call went well and the answer holds all of these.</summary>
    public string? Has(params ReadOnlySpan<string> parts) => IsError ? "it is an error" : Holds(parts);

    /// <summary>Null when the answer holds all of these.</summary>
    public string? Holds(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (!Text.Contains(part, StringComparison.Ordinal))
            {
                return $"it does not say '{part}'";
            }
        }

        return null;
    }
}
