namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE08xx: the command line.</summary>
    public static class Commands
    {
        public static ErrorCode Usage { get; } = new("SRE0801", "The command line is not of the command's form.", "See sre-mcp COMMAND --help.");
        public static ErrorCode TerminalOnly { get; } = new("SRE0802", "This command needs a person at a terminal.", "Run it yourself in a terminal; agents and pipes cannot.");
        public static ErrorCode ChainBroken { get; } = new("SRE0803", "The audit chain does not verify.", "Keep the file as it is and find out who changed it.");
        public static ErrorCode TourFailed { get; } = new("SRE0804", "A step of the tour did not do as told.", "Start it again; when it stays, the build is broken: run the tests.");

        internal static IReadOnlyList<ErrorCode> All => [Usage, TerminalOnly, ChainBroken, TourFailed];
    }
}
