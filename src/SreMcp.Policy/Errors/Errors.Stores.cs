namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE05xx: the journal, the audit chain and what else is kept in the store's file. While one of these holds, nothing executes and reads go on with a warning.</summary>
    public static class Stores
    {
        public static ErrorCode CannotOpen { get; } = new("SRE0501", "The store's file cannot be opened or created.", "Make the store's folder yours and writable (mode 0700), then call again.");
        public static ErrorCode CannotWrite { get; } = new("SRE0502", "The store's file is read-only.", "Make the store's folder and file writable for this user, then call again.");
        public static ErrorCode DiskFull { get; } = new("SRE0503", "The disk that holds the store is full.", "Free some space, then call again; nothing needs a restart.");
        public static ErrorCode Locked { get; } = new("SRE0504", "Another process held the store for longer than 5 s.", "End the process that holds the file open (a backup, a debugger, sqlite3), then call again.");
        public static ErrorCode Corrupt { get; } = new("SRE0505", "The store's file is damaged or is no store.", "Move the file away and keep it as evidence; a new one is made on the next call.");
        public static ErrorCode NewerSchema { get; } = new("SRE0506", "A newer sre-mcp has written the store's file.", "Update this sre-mcp to the newest version that is installed anywhere on this machine.");
        public static ErrorCode Failed { get; } = new("SRE0507", "The store failed in an unexpected way.", "Check the disk that holds the store, then call again.");
        public static ErrorCode NoSuchResult { get; } = new("SRE0508", "No kept result has this id.", "Results are kept for 7 days; call the tool that made it again.");
        public static ErrorCode BadPattern { get; } = new("SRE0509", "The pattern is not a regular expression that can be searched in bounded time.", "Use plain words, or a pattern without backreferences and lookaround.");
        public static ErrorCode NoHome { get; } = new("SRE0510", "This user has no home folder, so there is no place for the store.", "Set HOME to the user's home folder.");

        internal static IReadOnlyList<ErrorCode> All => [CannotOpen, CannotWrite, DiskFull, Locked, Corrupt, NewerSchema, Failed, NoSuchResult, BadPattern, NoHome];
    }
}
