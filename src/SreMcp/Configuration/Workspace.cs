using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>The folder that the agent works in.</summary>
/// <param name="Folder">Full path with every link followed.</param>
public sealed record Workspace(string Folder)
{
    /// <summary>The given folder, or the current one. The root of a drive and the home folder are no workspaces: then there is none.</summary>
    /// <param name="given">What <c>--workspace</c> says; null when it is not given.</param>
    /// <exception cref="SreException">SRE0216 when the given folder does not exist.</exception>
    public static Workspace? Find(string? given, string currentFolder, string home)
    {
        if (given is not null && (given.Length == 0 || given.Contains('\0', StringComparison.Ordinal) || !PlainFile.IsFolder(Path.GetFullPath(given, currentFolder))))
        {
            throw new SreException(Errors.Policies.BadWorkspace, $"--workspace: found '{TextCleaner.OneLine(given, 200)}', expected an existing folder.");
        }

        var folder = RealPath.Of(given is null ? currentFolder : Path.GetFullPath(given, currentFolder));
        var isRoot = Path.GetPathRoot(folder) is { } root && Path.TrimEndingDirectorySeparator(root) == Path.TrimEndingDirectorySeparator(folder);
        var isHome = home.Length > 0 && RealPath.IsWithin(home, folder) && RealPath.IsWithin(folder, home);
        return isRoot || isHome ? null : new(folder);
    }
}
