namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE0473 to SRE0476: manifests of the workspace.</summary>
    public static class Manifests
    {
        public static ErrorCode Outside { get; } = new("SRE0473", "The path leads out of the workspace, or there is no workspace.", "Name a file or folder in the workspace; an operator can add folders in sre-mcp.yaml.");
        public static ErrorCode Unreadable { get; } = new("SRE0474", "The file is not there or cannot be read.", "Check the path; it is relative to the workspace.");
        public static ErrorCode TooLarge { get; } = new("SRE0475", "The file is larger than what is read.", "Split it.");
        public static ErrorCode Malformed { get; } = new("SRE0476", "The file is not YAML or JSON of Kubernetes objects.", "Correct the line named; render templates first.");

        internal static IReadOnlyList<ErrorCode> All => [Outside, Unreadable, TooLarge, Malformed];
    }
}
