namespace SreMcp.Policy;

public static partial class Errors
{
    /// <summary>Codes SRE08xx: the command line.</summary>
    public static class Commands
    {
        public static ErrorCode Usage { get; } = new("SRE0801", "The command line is not of the command's form.", "See sre-mcp COMMAND --help.");
        public static ErrorCode TerminalOnly { get; } = new("SRE0802", "This command needs a person at a terminal.", "Run it yourself in a terminal; agents and pipes cannot.");
        public static ErrorCode ChainBroken { get; } = new("SRE0803", "The audit chain does not verify.", "Keep the file as it is and find out who changed it.");
        public static ErrorCode ClientFileMalformed { get; } = new("SRE0804", "A client's configuration file is not what the client reads.", "Correct the file at the line named, or leave this client out with --client.");
        public static ErrorCode ClientFileUnusable { get; } = new("SRE0805", "A client's configuration file cannot be read or replaced.", "Correct the path or the permissions, or leave this client out with --client.");
        public static ErrorCode NameTaken { get; } = new("SRE0806", "The client's configuration has another server of this name.", "Choose another name with --name, or change the entry by hand.");
        public static ErrorCode NoClient { get; } = new("SRE0807", "No client was named and none is evidently in use here.", "Name one: --client claude-code, cursor, vscode, codex or gemini.");
        public static ErrorCode CouldWrite { get; } = new("SRE0808", "A credential could write to production, or to what counts as production.", "Give agents an identity that can only read: sre-mcp doctor prints one.");
        public static ErrorCode TourFailed { get; } = new("SRE0809", "A step of the tour did not do as told.", "Start it again; when it stays, the build is broken: run the tests.");

        internal static IReadOnlyList<ErrorCode> All =>
            [Usage, TerminalOnly, ChainBroken, ClientFileMalformed, ClientFileUnusable, NameTaken, NoClient, CouldWrite, TourFailed];
    }
}
