namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE06xx.</summary>
    public static class Templates
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
