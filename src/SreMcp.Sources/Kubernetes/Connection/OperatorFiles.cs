#pragma warning disable RS0030 // kubeconfigs and the files they name are read here and nowhere else
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>A file as it was when it was read; a different stamp means to read it again.</summary>
internal readonly record struct FileStamp(string Path, long Length, DateTimeOffset Changed)
{
    public static FileStamp Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists ? new(path, file.Length, new(file.LastWriteTimeUtc)) : new(path, -1, default);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new(path, -2, default);
        }
    }
}

/// <summary>Reads files that decide where a connection goes and as whom, none of them from the workspace, and remembers what it read.</summary>
internal sealed class OperatorFiles(string? workspace)
{
    /// <summary>Bytes; a kubeconfig of a thousand clusters stays below.</summary>
    public const int Limit = 4 * 1024 * 1024;

    private readonly Dictionary<string, FileStamp> _stamps = [];

    /// <summary>Everything that was looked at, found or not.</summary>
    public IReadOnlyCollection<FileStamp> Stamps => _stamps.Values;

    /// <summary>True also when nobody can tell, as with links that go round in a circle.</summary>
    public static bool IsWithin(string path, string? workspace)
    {
        try
        {
            return workspace is not null && RealPath.IsWithin(path, workspace);
        }
        catch (Exception untold) when (untold is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    public bool IsInWorkspace(string path) => IsWithin(path, workspace);

    public static bool Exists(string path) => File.Exists(path);

    /// <exception cref="SreException">SRE0304 when it cannot be read or is too large, SRE0306 when it lies in the workspace.</exception>
    public byte[] Read(string path)
    {
        _stamps[path] = FileStamp.Of(path);
        try
        {
            if (IsInWorkspace(path))
            {
                throw new SreException(Errors.Connections.InWorkspace, $"{path} lies in the workspace and is not used.");
            }

            // A pipe or a device has no length, and opening one could wait for ever.
            var file = new FileInfo(path);
            if (!file.Exists || file.Length == 0)
            {
                throw Unreadable(path, Directory.Exists(path) ? "is a folder" : file.Exists ? "is empty or not a regular file" : "does not exist");
            }

            return file.Length > Limit ? throw Unreadable(path, $"is above {Limit / (1024 * 1024)} MiB") : ReadWhole(path);
        }
        catch (UnauthorizedAccessException)
        {
            throw Unreadable(path, "may not be read by this user");
        }
        catch (IOException failure)
        {
            throw Unreadable(path, $"cannot be read ({failure.GetType().Name})");
        }
    }

    private static byte[] ReadWhole(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[Math.Min(stream.Length, Limit) + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? throw Unreadable(path, "grows while it is read") : bytes[..length];
    }

    private static SreException Unreadable(string path, string why) => new(Errors.Connections.FileUnreadable, $"{path} {why}.");
}
