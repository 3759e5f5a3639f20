namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE0620 to SRE0629: scripts under review.</summary>
    public static class Reviews
    {
        public static ErrorCode NothingToReview { get; } = new("SRE0620", "There is no script to review: neither text nor a path was given, or both.", "Give script (the text) or path (a file of the workspace), not both.");
        public static ErrorCode UnknownLanguage { get; } = new("SRE0621", "The script is written in a language that is not reviewed.", "bash, sh, Python, PowerShell and SQL are; name them in the first line or by the file's extension.");
        public static ErrorCode NotText { get; } = new("SRE0622", "The file is empty or no UTF-8 text.", "Name the script itself, not what was built or packed from it.");

        internal static IReadOnlyList<ErrorCode> All => [NothingToReview, UnknownLanguage, NotText];
    }
}
