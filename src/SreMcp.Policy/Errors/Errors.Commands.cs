namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE08xx.</summary>
    public static class Commands
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
