namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE02xx.</summary>
    public static class Policies
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
