#pragma warning disable RS0030 // the one place that reads and writes clients' files
using System.Text;
using SreMcp.Policy;

namespace SreMcp.Clients;

/// <summary>A client's file as it was read. It is replaced whole or not at all, where its links lead, with the permissions it had.</summary>
internal sealed class ClientFile
{
    /// <summary>Bytes; a larger one is no configuration.</summary>
    public const int Limit = 2 * 1024 * 1024;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _real;
    private readonly byte[]? _bytes;
    private readonly bool _hasMark;
    private readonly bool _isPrivate;

    private ClientFile(string shown, string real, byte[]? bytes, bool isPrivate)
    {
        (Shown, _real, _bytes, _isPrivate) = (shown, real, bytes, isPrivate);
        _hasMark = bytes is [0xef, 0xbb, 0xbf, ..];
        Text = Decode(bytes ?? []);
    }

    /// <summary>As people would name it, with where its links lead.</summary>
    public string Shown { get; }

    /// <summary>Empty when there is no such file; without a byte order mark.</summary>
    public string Text { get; }

    /// <param name="root">The folder that the file must not lead out of.</param>
    /// <param name="isPrivate">A new file is for its owner only.</param>
    /// <exception cref="SreException">SRE0805 when it cannot be read or must not be replaced, SRE0804 when it is no text.</exception>
    public static ClientFile Read(string path, string root, string home, bool isPrivate)
    {
        var shown = Named(path, home);
        try
        {
            var real = RealPath.Of(path);
            if (!RealPath.IsWithin(real, root))
            {
                throw Unusable(shown, $"leads to {TextCleaner.OneLine(real, 200)}, outside {Named(root, home)}", "a file of its own there");
            }

            shown = real == Path.GetFullPath(path) || real == RealPath.Of(root) + path[root.Length..] ? shown : $"{shown} (really {Named(real, home)})";
            return new(shown, real, Content(real, shown), isPrivate);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Unusable(shown, "cannot be read by this user", "one that can", unreadable);
        }
    }

    /// <exception cref="SreException">SRE0805 when the file changed since it was read, or cannot be written; then it is as it was.</exception>
    public void Replace(string text)
    {
        var temporary = $"{_real}.sre-mcp-{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_real)!);
            Write(temporary, [.. _hasMark ? Encoding.UTF8.Preamble : [], .. StrictUtf8.GetBytes(text)]);
            var now = Content(_real, Shown);
            if ((now is null) != (_bytes is null) || (now is not null && !now.AsSpan().SequenceEqual(_bytes)))
            {
                throw Unusable(Shown, "was changed by somebody else meanwhile", "the file that the change was shown for");
            }

            File.Move(temporary, _real, overwrite: _bytes is not null);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw Unusable(Shown, "cannot be written by this user, or the disk is full; it is as it was", "a file and folder that can", unwritable);
        }
        finally
        {
            Forget(temporary);
        }
    }

    private void Write(string temporary, byte[] bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && _isPrivate)
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(temporary, options))
        {
            if (!OperatingSystem.IsWindows() && _bytes is not null)
            {
                File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(_real) & ~Executable);
            }

            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }
    }

    private static byte[]? Content(string real, string shown)
    {
        if (Directory.Exists(real))
        {
            throw Unusable(shown, "is a folder", "a file");
        }

        var file = new FileInfo(real);
        if (!file.Exists)
        {
            return null;
        }

        if (file.Length > Limit)
        {
            throw Unusable(shown, $"has more than {Limit / (1024 * 1024)} MiB", "a small configuration file");
        }

        if (file.IsReadOnly || (!OperatingSystem.IsWindows() && (file.UnixFileMode & UnixFileMode.UserWrite) is UnixFileMode.None))
        {
            throw Unusable(shown, "is read-only", "a file that may be changed");
        }

        // A pipe has no length, and opening one may wait for ever.
        return file.Length == 0 ? [] : File.ReadAllBytes(real);
    }

    private string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes.AsSpan(_hasMark ? 3 : 0));
        }
        catch (DecoderFallbackException invalid)
        {
            throw new SreException(Errors.Commands.ClientFileMalformed, $"{Shown}:{1 + bytes.AsSpan(0, Math.Max(0, invalid.Index)).Count((byte)'\n')}: found bytes that are no UTF-8, expected text.", inner: invalid);
        }
    }

    private static void Forget(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            // What failed before says why; a file of ours that stays behind does no harm.
        }
    }

    private static string Named(string path, string home) =>
        TextCleaner.OneLine(path.StartsWith(home + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? $"~{path[home.Length..]}" : path, 300);

    private static SreException Unusable(string shown, string found, string expected, Exception? inner = null) =>
        new(Errors.Commands.ClientFileUnusable, $"{shown} {found}; expected {expected}.", inner: inner);
}
