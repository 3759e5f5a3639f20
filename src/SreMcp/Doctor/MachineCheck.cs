#pragma warning disable RS0030 // looks at the machine: the workspace, the path, this executable
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Doctor;

/// <summary>What this machine has and lacks. Nothing is started, and nothing stays behind.</summary>
internal sealed class MachineCheck(string? workspace, string executable)
{
    /// <summary>The first SQLite without CVE-2025-6965.</summary>
    private static readonly Version SoundSqlite = new(3, 50, 2);

    public IEnumerable<(MachineReport Report, Finding? Finding)> See(Ledger ledger) => [Store(ledger), Folder(), Program(), Shellcheck()];

    private static (MachineReport, Finding?) Store(Ledger ledger)
    {
        try
        {
            var version = ledger.Probe();
            var isOld = Version.TryParse(version, out var parsed) && parsed < SoundSqlite;
            return Seen("store", isOld ? "note" : "ok", $"{ledger.Location}, SQLite {version}{(isOld ? $": older than {SoundSqlite}, which mended CVE-2025-6965; a newer libsqlite3 of the system is used where there is one" : "")}");
        }
        catch (SreException failure)
        {
            return (new("store", "problem", failure.What), new(Severity.Problem, failure.Code.Code, "store", $"{failure.What} Without the store nothing executes.", failure.Next));
        }
    }

    private (MachineReport, Finding?) Folder()
    {
        if (workspace is null)
        {
            return Seen("workspace", "note", "none: the home folder and the root of a drive are no workspaces, so bundles are shown and not written");
        }

        try
        {
            var probe = Path.Combine(workspace, $".sre-mcp-{Guid.NewGuid():N}");
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return Seen("workspace", "ok", workspace);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return (new("workspace", "problem", $"{workspace}: not writable"), new(Severity.Problem, Errors.Templates.UnusableWorkspace.Code, "workspace", $"{workspace} cannot be written, so no bundle can be.", Errors.Templates.UnusableWorkspace.Remedy));
        }
    }

    private (MachineReport, Finding?) Program() => workspace is not null && RealPath.IsWithin(executable, workspace)
        ? Seen("program", "note", $"{executable} lies in the workspace, where an agent can replace it: publish it to another folder and run sre-mcp init from there")
        : Seen("program", "ok", executable);

    private static (MachineReport, Finding?) Shellcheck()
    {
        var name = OperatingSystem.IsWindows() ? "shellcheck.exe" : "shellcheck";
        var found = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return found is null ? Seen("shellcheck", "note", "not found; scripts are generated without it, people may want it to review them") : Seen("shellcheck", "ok", found);
    }

    private static (MachineReport, Finding?) Seen(string name, string state, string says) =>
        (new(name, state, says), state is "note" ? new(Severity.Note, null, name, says, null) : null);
}
