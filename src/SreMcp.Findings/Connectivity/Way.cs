namespace SreMcp.Findings;

/// <summary>How a step of a way turned out.</summary>
public enum Passage
{
    /// <summary>Nothing there stops it.</summary>
    Open,

    /// <summary>What was read does not tell.</summary>
    Unclear,

    /// <summary>It ends here.</summary>
    Broken,
}

/// <summary>One thing on the way that was looked at.</summary>
/// <param name="Name">Such as <c>endpoints</c>. Stable.</param>
/// <param name="What">What was checked and how it is: one sentence of our own words.</param>
public sealed record Step(string Name, Passage Passage, string What)
{
    /// <summary>Objects and fields that show it.</summary>
    public IReadOnlyList<string> Evidence { get; init; } = [];

    /// <summary>The port of several that it is about; null when it is about all of the way.</summary>
    public string? Port { get; init; }

    /// <summary>What to do about it; null when nothing is to be done.</summary>
    public string? Next { get; init; }
}

/// <summary>Whether one thing reaches another, step by step.</summary>
public sealed record Way(string From, string To, IReadOnlyList<Step> Steps)
{
    /// <summary>The first place where it ends; null when it ends nowhere.</summary>
    public Step? Break => Steps.FirstOrDefault(step => step.Passage is Passage.Broken);

    /// <summary>Ports, of several that were walked, on which nothing breaks; empty when something breaks for all.</summary>
    public IReadOnlyList<string> OpenPorts => Steps.Any(step => step is { Passage: Passage.Broken, Port: null }) ? []
        : [.. Steps.GroupBy(step => step.Port, StringComparer.Ordinal).Where(port => port.Key is not null && port.All(step => step.Passage is not Passage.Broken)).Select(port => port.Key!)];
}

/// <summary>From whom to what.</summary>
/// <param name="From">Null for a client outside of the cluster. A kind that is empty means whatever bears the name.</param>
public sealed record WayQuestion(ObjectKey? From, Destination To);
