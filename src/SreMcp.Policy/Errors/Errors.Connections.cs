namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE03xx.</summary>
    public static class Connections
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
