#pragma warning disable RS0030 // links are resolved here
namespace SreMcp.Sources.Kubernetes;

/// <summary>Where a path really leads: absolute, every link on the way resolved, as far as it exists.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    private static readonly StringComparison Comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Of(string path)
    {
        var pending = new Stack<string>(Segments(Path.GetFullPath(path)));
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        var links = 0;
        while (pending.TryPop(out var segment))
        {
            if (segment == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Join(real, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IOException($"Too many links in {path}.");
            }

            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
            }

            foreach (var part in Segments(target))
            {
                pending.Push(part);
            }
        }

        return real;
    }

    /// <summary>True when <paramref name="path"/> is <paramref name="folder"/> or lies below it, both as they really are.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var real = Of(path);
        var top = Of(folder).TrimEnd(Path.DirectorySeparatorChar);
        return real.Equals(top, Comparison) || real.StartsWith(top + Path.DirectorySeparatorChar, Comparison);
    }

    /// <summary>Last first, as they are pushed. Parent segments stay: they count from where a link led.</summary>
    private static IEnumerable<string> Segments(string path) =>
        path[(Path.GetPathRoot(path)?.Length ?? 0)..]
            .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
            .Where(segment => segment != ".")
            .Reverse();
}
