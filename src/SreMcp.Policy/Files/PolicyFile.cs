namespace SreMcp.Policy;

/// <summary>Who may have written a file, and so what it may do.</summary>
public enum Trust
{
    /// <summary>The agent that we guard could have: it tightens only.</summary>
    Workspace = 0,

    /// <summary>It came with the program.</summary>
    Shipped = 1,

    /// <summary>The operator, or a person at a terminal who pinned its digest: it may open.</summary>
    Operator = 2,
}

/// <summary>The text of one policy file.</summary>
/// <param name="Path">As people would open it and as messages name it.</param>
public sealed record PolicyFile(string Path, string Text, Trust Trust)
{
    /// <summary>The last part of the path: an operator file of the same name replaces a shipped one.</summary>
    public string Name { get; } = Path[(Path.LastIndexOfAny(['/', '\\']) + 1)..];
}

/// <summary>What a configuration file says about a context: a vote by name. It tightens like any name and never opens.</summary>
/// <param name="Context">The exact name of the context.</param>
public sealed record EnvironmentHint(string Context, Environment Environment, FileLine Source, Trust Trust);
