namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE01xx.</summary>
    public static class Arguments
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
