namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE05xx.</summary>
    public static class Stores
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
