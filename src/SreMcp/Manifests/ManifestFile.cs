#pragma warning disable RS0030 // The one place that opens a manifest that a caller names.
using System.Text;
using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Manifests;

/// <summary>Reads a file that a caller names: in the workspace or in a folder that an operator added, and nowhere else, whatever links lie on the way.</summary>
internal static class ManifestFile
{
    /// <summary>Bytes of a file.</summary>
    public const int SizeLimit = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="path">Relative to the workspace, or absolute.</param>
    /// <exception cref="SreException">SRE0473 to SRE0476. What lies outside is not told apart from what is not there.</exception>
    public static string Read(string path, Session session)
    {
        var shown = Shown(path, session);
        return Opened(path, session, shown, (real, roots) => Text(Content(real, roots, shown), shown));
    }

    /// <summary>The manifests that lie in a folder itself, by name; null for a path that is no folder.</summary>
    /// <inheritdoc cref="Read"/>
    public static ManifestFolder? Folder(string path, Session session)
    {
        var shown = Shown(path, session);
        return Opened(path, session, shown, (real, roots) =>
        {
            RequireInside(real, roots, shown);
            if (!Directory.Exists(real))
            {
                return null;
            }

            // Whoever can write the workspace may have put a link there between the look and the listing.
            var folder = ManifestFolder.Of(path, real);
            RequireInside(real, roots, shown);
            return folder;
        });
    }

    /// <summary>How a path is named in answers: what a caller took for one may be a secret.</summary>
    public static string Shown(string path, Session session) => TextCleaner.OneLine(session.Redactor.RedactValue("file", path), 200);

    private static T Opened<T>(string path, Session session, string shown, Func<string, string[], T> open)
    {
        string[] roots = [.. session.Workspace is { } workspace ? [workspace] : Array.Empty<string>(), .. session.Configuration.Folders];
        if (roots.Length is 0)
        {
            throw new SreException(Errors.Manifests.Outside, $"There is no workspace to read {shown} from.");
        }

        try
        {
            return open(RealPath.Of(Path.Combine(roots[0], path)), roots);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SreException(Errors.Manifests.Unreadable, $"{shown} cannot be read ({unreadable.GetType().Name}).", inner: unreadable);
        }
    }

    private static byte[] Content(string real, string[] roots, string shown)
    {
        RequireInside(real, roots, shown);
        if (!File.Exists(real))
        {
            throw new SreException(Errors.Manifests.Unreadable, $"{shown} is no file.");
        }

        // A pipe or a device has no length, and opening one may wait for ever.
        if (new FileInfo(real).Length is 0)
        {
            throw new SreException(Errors.Manifests.Malformed, $"{shown} is empty.");
        }

        using var stream = new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        // Whoever can write the workspace may have put a link there between the look and the opening.
        RequireInside(OpenedPath(stream, real), roots, shown);
        if (stream.Length > SizeLimit)
        {
            throw new SreException(Errors.Manifests.TooLarge, $"{shown} has {stream.Length >> 10} KiB; at most {SizeLimit >> 10} are read.");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static void RequireInside(string real, string[] roots, string shown)
    {
        if (!Array.Exists(roots, root => RealPath.IsWithin(real, root)))
        {
            throw new SreException(Errors.Manifests.Outside, $"{shown} leads out of the workspace.");
        }
    }

    /// <summary>Where the open file really is, as far as the system tells.</summary>
    private static string OpenedPath(FileStream stream, string real) =>
        OperatingSystem.IsLinux() && new FileInfo($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget is { } target ? target : RealPath.Of(real);

    private static string Text(byte[] content, string shown)
    {
        try
        {
            return StrictUtf8.GetString(content).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException binary)
        {
            throw new SreException(Errors.Manifests.Malformed, $"{shown} is no UTF-8 text.", inner: binary);
        }
    }
}
