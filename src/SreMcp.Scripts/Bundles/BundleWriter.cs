#pragma warning disable RS0030 // the one place that writes generated files into the workspace
using System.Text;

namespace SreMcp.Scripts;

/// <summary>Writes bundles as new files under <c>.sre-mcp/</c> of the workspace, and nowhere else.</summary>
/// <param name="workspace">An existing folder.</param>
public sealed class BundleWriter(string workspace)
{
    private const string Root = ".sre-mcp";
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes what is not there yet. A file with the same content stays; one with other content is never overwritten.</summary>
    /// <returns>Paths relative to the workspace with forward slashes, in the order of the bundle.</returns>
    /// <exception cref="SreException">SRE0609 when the folder is a link or cannot be written; SRE0610 when a file differs.</exception>
    public IReadOnlyList<string> Write(Bundle bundle)
    {
        try
        {
            var folder = MakeFolder(MakeFolder(Path.GetFullPath(workspace), Root), bundle.Folder);
            foreach (var file in bundle.Files)
            {
                WriteFile(folder, file);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new SreException(Errors.Templates.UnusableWorkspace, $"{Root}/{bundle.Folder} cannot be written: {TextCleaner.OneLine(failed.Message, 200)}", inner: failed);
        }

        return [.. bundle.Files.Select(file => $"{Root}/{bundle.Folder}/{file.Name}")];
    }

    /// <summary>A link could lead out of the workspace, so a folder of ours is never one.</summary>
    private static string MakeFolder(string parent, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(parent, name));
        return folder.LinkTarget is null
            ? folder.FullName
            : throw new SreException(Errors.Templates.UnusableWorkspace, $"{name} in the workspace is a link, and links are not followed.");
    }

    private static void WriteFile(string folder, BundleFile file)
    {
        var path = Path.Combine(folder, file.Name);
        if (new FileInfo(path) is var existing && (existing.Exists || existing.LinkTarget is not null))
        {
            if (existing.LinkTarget is not null || existing.Length != Encoding.UTF8.GetByteCount(file.Content) || File.ReadAllText(path) != file.Content)
            {
                throw new SreException(Errors.Templates.BundleDiffers, $"{file.Name} in {Path.GetFileName(folder)} is not what was generated.");
            }

            return;
        }

        // A bundle is complete or absent: a crash leaves a temporary file, never half a script under its real name.
        var temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}");
        using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            stream.Write(Encoding.UTF8.GetBytes(file.Content));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(stream.SafeFileHandle, file.IsExecutable ? Executable : Readable);
            }
        }

        File.Move(temporary, path, overwrite: false);
    }
}
