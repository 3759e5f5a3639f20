using SreMcp.Findings;

namespace SreMcp.Logs;

/// <summary>What is asked of logs.</summary>
internal sealed record LogQuestion
{
    public required string? Container { get; init; }

    public required bool Previous { get; init; }

    public required DateTimeOffset? Since { get; init; }

    public required DateTimeOffset? Until { get; init; }

    public required LogLevel? Level { get; init; }

    public required LogFilter Filter { get; init; }

    /// <summary>Lines or patterns in one answer.</summary>
    public required int Limit { get; init; }
}
