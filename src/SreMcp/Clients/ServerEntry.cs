using SreMcp.Policy;

namespace SreMcp.Clients;

/// <summary>What a client's configuration says about us: a name, the executable by its full path, and that it is to serve. Never an approval.</summary>
/// <param name="Command">Full path.</param>
internal sealed record ServerEntry(string Name, string Command)
{
    public const string DefaultName = "sre";

    public const string Argument = "serve";

    /// <summary>Keys that make a client stop asking before a tool runs, whatever the client. We never write one, and say when one is there.</summary>
    public static IReadOnlyList<string> Approvals { get; } = ["trust", "alwaysAllow", "autoApprove", "autoAllow", "default_tools_approval_mode"];

    /// <summary>The entry for the program that runs now.</summary>
    /// <param name="processPath">Full path of the process; the host's when the program was started through <c>dotnet</c>.</param>
    /// <exception cref="SreException">SRE0801 for a name that clients do not take, or a path that they would not take literally.</exception>
    public static ServerEntry Of(string name, string? processPath, string baseFolder)
    {
        if (name.Length is 0 or > 40 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
        {
            throw new SreException(Errors.Commands.Usage, "--name takes up to 40 letters, digits, dashes and underscores.");
        }

        var command = processPath is not null && IsOurs(processPath) ? processPath : Path.Combine(baseFolder, OperatingSystem.IsWindows() ? "sre-mcp.exe" : "sre-mcp");
        return Path.IsPathFullyQualified(command) && !command.Any(char.IsControl) && !command.Contains('$', StringComparison.Ordinal)
            ? new(name, command)
            : throw new SreException(Errors.Commands.Usage, "The path of this executable holds characters that clients do not take literally.", "Move sre-mcp to a folder with a plain name.");
    }

    /// <summary>True for any path or name of this program, wherever it lies.</summary>
    public static bool IsOurs(string command) => command.Split('/', '\\')[^1] is "sre-mcp" or "sre-mcp.exe";
}
