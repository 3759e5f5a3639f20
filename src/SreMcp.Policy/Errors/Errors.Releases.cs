namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE0470 to SRE0472: Helm releases.</summary>
    public static class Releases
    {
        public static ErrorCode NotARelease { get; } = new("SRE0470", "The Secret or ConfigMap is no record of a Helm release.", "Name a release that read_rollouts lists.");
        public static ErrorCode Unreadable { get; } = new("SRE0471", "Helm's record of a release cannot be unpacked.", "Ask somebody with Helm to look at it; an interrupted upgrade or another tool may have damaged it.");
        public static ErrorCode Unknown { get; } = new("SRE0472", "There is no such Helm release or revision.", "Call read_rollouts without workload: it lists the releases.");

        internal static IReadOnlyList<ErrorCode> All => [NotARelease, Unreadable, Unknown];
    }
}
