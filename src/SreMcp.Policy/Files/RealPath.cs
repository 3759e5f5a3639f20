#pragma warning disable RS0030 // Where a link leads decides whose file it is, so this file looks at the disk.
namespace SreMcp.Policy;

/// <summary>Where a path really leads, with every link on the way followed.</summary>
public static class RealPath
{
    private const int LinkLimit = 40;

    /// <summary>The path without links or dots; parts that do not exist stay as they are.</summary>
    /// <exception cref="SreException">SRE0204 when links lead in a circle.</exception>
    public static string Of(string path)
    {
        var pending = new Stack<string>();
        var resolved = Push(Path.GetFullPath(path), pending);
        for (var links = 0; pending.TryPop(out var part);)
        {
            if (part is "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }

            var next = Path.Combine(resolved, part);
            if (LinkTarget(next) is not { } target)
            {
                resolved = next;
                continue;
            }

            if (++links > LinkLimit)
            {
                throw new SreException(Errors.Policies.Unreadable, $"{path}: found links that lead in a circle, expected a file or folder.");
            }

            resolved = Push(target, pending) is { Length: > 0 } root ? root : resolved;
        }

        return resolved;
    }

    /// <summary>True when the path is the folder or lies in it, links followed on both sides.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        var (inner, outer) = (Path.TrimEndingDirectorySeparator(Of(path)), Path.TrimEndingDirectorySeparator(Of(folder)));
        return string.Equals(inner, outer, comparison)
            || inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, comparison);
    }

    /// <summary>Puts the parts of a path on the stack, first on top; returns its root, empty for a relative path.</summary>
    private static string Push(string path, Stack<string> pending)
    {
        var root = Path.GetPathRoot(path) ?? "";
        var parts = path[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts.Where(part => part is not ".").Reverse())
        {
            pending.Push(part);
        }

        return root;
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
