using SreMcp.Tools;

namespace SreMcp.Calls;

/// <summary>What the command line may say. It can only narrow: an agent is able to write a client's configuration.</summary>
internal sealed record SessionOptions
{
    /// <summary>The workspace; null for the current folder.</summary>
    public string? Workspace { get; init; }

    /// <summary>Only these sets of tools are listed; empty for what configuration says.</summary>
    public IReadOnlyList<ToolSet> Sets { get; init; } = [];

    /// <summary>True for the recorded world in place of everything real: see <see cref="RecordedPlay"/>.</summary>
    public bool Recorded { get; init; }

    /// <summary>Tools that are not listed.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];
}
