#pragma warning disable RS0030 // The one place that reads policy, configuration and trust from the disk.
using System.Text;

namespace SreMcp.Policy;

/// <summary>Small text files, read strictly: a size limit, UTF-8 only, coded errors.</summary>
public static class PlainFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The content; null when there is no such file.</summary>
    /// <exception cref="SreException">SRE0203 above the limit, SRE0204 when it cannot be read, SRE0201 when it is not UTF-8 text.</exception>
    public static byte[]? Read(string path, string shown)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            // A pipe or device has no length; opening one may wait for ever.
            var real = RealPath.Of(path);
            var length = new FileInfo(real).Length;
            if (length is 0 or > StrictYaml.SizeLimit)
            {
                return length == 0 ? [] : throw new SreException(Errors.Policies.TooLarge, $"{shown}:1: found more than {StrictYaml.SizeLimit / 1024} KiB, expected less.");
            }

            using var stream = new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new SreException(Errors.Policies.Unreadable, $"{shown}: found a file that cannot be read, expected one that can.", remote: new(unreadable.Message), inner: unreadable);
        }
    }

    /// <exception cref="SreException">SRE0201 when it is not UTF-8.</exception>
    public static string Text(byte[] content, string shown)
    {
        try
        {
            return StrictUtf8.GetString(content).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException invalid)
        {
            throw new SreException(Errors.Policies.NotYaml, $"{shown}:1: found bytes that are no UTF-8, expected text.", inner: invalid);
        }
    }

    /// <summary>The YAML files of a folder, by name; none when there is no such folder.</summary>
    /// <exception cref="SreException">SRE0204 when the folder cannot be listed.</exception>
    public static IReadOnlyList<string> YamlIn(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFileSystemEntries(folder).Where(path => Path.GetExtension(path) is ".yaml" or ".yml").Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SreException(Errors.Policies.Unreadable, $"{folder}: found a folder that cannot be listed, expected one that can.", remote: new(unreadable.Message), inner: unreadable);
        }
    }

    /// <summary>Every file below a folder, by path; none when there is no such folder. Links to folders are not followed.</summary>
    /// <param name="most">No more than these are listed.</param>
    /// <exception cref="SreException">SRE0204 when the folder cannot be listed.</exception>
    public static IReadOnlyList<string> Below(string folder, int most)
    {
        try
        {
            EnumerationOptions all = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
            return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", all).Take(most).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SreException(Errors.Policies.Unreadable, $"{folder}: found a folder that cannot be listed, expected one that can.", remote: new(unreadable.Message), inner: unreadable);
        }
    }

    /// <summary>True when the folder exists.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path);

    /// <summary>Writes a file whole or not at all, for its owner only; makes its folder.</summary>
    internal static void Replace(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(StrictUtf8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new SreException(Errors.Policies.Unreadable, $"{path}: found a file that cannot be written, expected one that can.", remote: new(unwritable.Message), inner: unwritable);
        }
    }
}
