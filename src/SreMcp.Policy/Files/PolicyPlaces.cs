namespace SreMcp.Policy;

/// <summary>The folders that files of trust and distrust come from.</summary>
/// <param name="OperatorFolders">The system's, then the user's; policies are in <c>policies/</c> below each.</param>
/// <param name="Workspace">The folder that the agent works in; null when there is none.</param>
public sealed record PolicyPlaces(IReadOnlyList<string> OperatorFolders, string? Workspace)
{
    /// <summary>The workspace's own folder for our files.</summary>
    public const string WorkspaceFolder = ".sre-mcp";

    /// <summary>The user's operator folder, the last and strongest.</summary>
    public string UserFolder => OperatorFolders[^1];

    /// <summary>The list of trusted workspace files.</summary>
    public string Ledger => Path.Combine(UserFolder, "trusted");

    /// <summary>The places on this machine.</summary>
    /// <remarks>Found from the user's home and the system's folders, not from XDG_CONFIG_HOME or a variable of ours: an agent can write the environment of a server into a client's configuration.</remarks>
    public static PolicyPlaces Of(string? workspace)
    {
        string[] folders = OperatingSystem.IsWindows()
            ? [Path.Combine(Folder(System.Environment.SpecialFolder.CommonApplicationData), "sre-mcp"), Path.Combine(Folder(System.Environment.SpecialFolder.ApplicationData), "sre-mcp")]
            : ["/etc/sre-mcp", Path.Combine(Home, ".config", "sre-mcp")];

        // A home that is no full path would make whatever folder we are started in the operator's.
        return new([.. folders.Where(Path.IsPathFullyQualified)], workspace);
    }

    /// <summary>The user's home folder.</summary>
    public static string Home => Folder(System.Environment.SpecialFolder.UserProfile);

    private static string Folder(System.Environment.SpecialFolder folder) => System.Environment.GetFolderPath(folder);
}
