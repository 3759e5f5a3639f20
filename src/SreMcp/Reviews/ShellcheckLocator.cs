#pragma warning disable RS0030 // looks for an executable
using SreMcp.Policy;

namespace SreMcp.Reviews;

/// <summary>Finds shellcheck where systems install it, or where an operator says. Never by PATH, which whoever starts the server can set, and never in the workspace.</summary>
internal static class ShellcheckLocator
{
    private static readonly string[] s_folders = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/home/linuxbrew/.linuxbrew/bin", "/run/current-system/sw/bin"];

    /// <summary>Its full path with links resolved; null when it is not installed.</summary>
    /// <param name="configured">What an operator's configuration names; null for the usual places.</param>
    public static string? Find(string? configured, string? workspace)
    {
        string[] candidates = configured is null ? [.. s_folders.Select(folder => Path.Join(folder, "shellcheck"))] : [configured];
        return Array.Find(candidates, candidate => IsUsable(candidate, workspace)) is { } found ? RealPath.Of(found) : null;
    }

    private static bool IsUsable(string path, string? workspace)
    {
        try
        {
            return File.Exists(path) && (workspace is null || !RealPath.IsWithin(path, workspace));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException or SreException)
        {
            return false;
        }
    }
}
