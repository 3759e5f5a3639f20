namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE04xx.</summary>
    public static class Answers
    {
        internal static IReadOnlyList<ErrorCode> All => [];
    }
}
