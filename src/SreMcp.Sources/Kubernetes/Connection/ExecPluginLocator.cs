#pragma warning disable RS0030 // looks for executables
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Decides whether a plugin may run, and finds it also where an editor's short PATH does not lead. Never in the workspace.</summary>
internal sealed class ExecPluginLocator(ClusterSettings settings, Surroundings surroundings)
{
    private static readonly StringComparison Comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    /// <exception cref="SreException">SRE0312 when no operator allowed it, or when it is named by a relative path or one in the workspace.</exception>
    public void RefuseUnlessAllowed(ExecPlugin plugin)
    {
        var command = plugin.Command;
        if (IsBare(command))
        {
            if (!settings.ExecPlugins.Any(allowed => Same(NameOf(allowed), NameOf(command))))
            {
                throw Refused(plugin, "is not on the list of allowed plugins");
            }

            return;
        }

        if (!Path.IsPathFullyQualified(command))
        {
            throw Refused(plugin, "is named by a relative path");
        }

        if (IsInWorkspace(command))
        {
            throw Refused(plugin, "lies in the workspace");
        }

        if (!settings.ExecPlugins.Any(allowed => IsBare(allowed) ? Same(NameOf(allowed), NameOf(command)) : Path.GetFullPath(allowed).Equals(Path.GetFullPath(command), Comparison)))
        {
            throw Refused(plugin, "is not on the list of allowed plugins");
        }
    }

    /// <summary>The absolute path of the executable, links resolved.</summary>
    /// <exception cref="SreException">SRE0312 as above; SRE0313 when it is nowhere, with the kubeconfig's hint how to install it.</exception>
    public string Find(ExecPlugin plugin)
    {
        RefuseUnlessAllowed(plugin);
        var candidates = IsBare(plugin.Command) ? Candidates(plugin.Command) : [plugin.Command];
        foreach (var candidate in candidates.Where(IsExecutable))
        {
            if (!IsInWorkspace(candidate))
            {
                return candidate;
            }
        }

        throw new SreException(
            Errors.Connections.PluginMissing,
            $"The exec credential plugin {TextCleaner.OneLine(plugin.Command, 100)} was not found{(IsBare(plugin.Command) ? " on PATH or where plugins are usually installed" : "")}.",
            remote: new(plugin.InstallHint));
    }

    private string[] Candidates(string command)
    {
        // An operator who allowed a path means that very file; a name may be found anywhere outside the workspace.
        string[] pinned = [.. settings.ExecPlugins.Where(allowed => !IsBare(allowed) && Same(NameOf(allowed), NameOf(command)))];
        if (!settings.ExecPlugins.Any(allowed => IsBare(allowed) && Same(NameOf(allowed), NameOf(command))))
        {
            return pinned;
        }

        var file = OperatingSystem.IsWindows() ? NameOf(command) + ".exe" : command;
        var path = (surroundings.Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. pinned, .. path.Concat(surroundings.InstallFolders).Where(Path.IsPathFullyQualified).Select(folder => Path.Join(folder, file))];
    }

    private static bool IsExecutable(string path)
    {
        try
        {
            return File.Exists(path)
                && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) is not UnixFileMode.None);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool IsInWorkspace(string path) => OperatorFiles.IsWithin(path, settings.Workspace);

    private static bool IsBare(string command) => command == Path.GetFileName(command) && command is not ("" or "." or "..");

    private static string NameOf(string command) =>
        OperatingSystem.IsWindows() && Path.GetExtension(command).Equals(".exe", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(command) : Path.GetFileName(command);

    private static bool Same(string one, string other) => one.Equals(other, Comparison);

    private static SreException Refused(ExecPlugin plugin, string why) =>
        new(Errors.Connections.PluginRefused, $"The exec credential plugin {TextCleaner.OneLine(plugin.Command, 100)} {why}.");
}
