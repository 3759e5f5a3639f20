namespace SreMcp.Clients.Json;

/// <summary>What a client's JSON reader takes beyond the standard. A file with more than that is refused: the client would not read it either.</summary>
internal sealed record JsonDialect(bool Comments, bool TrailingCommas)
{
    public static JsonDialect Strict { get; } = new(Comments: false, TrailingCommas: false);

    public static JsonDialect WithComments { get; } = new(Comments: true, TrailingCommas: false);

    public static JsonDialect Jsonc { get; } = new(Comments: true, TrailingCommas: true);
}
