using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>One copy while it is read: what it may say, and what it says in vain.</summary>
internal sealed class ConfigurationPart(ConfigurationCopy copy, string home)
{
    private readonly List<string> _notices = [];

    public Trust Trust => copy.Trust;

    public bool IsOperators => copy.Trust is Trust.Operator;

    public IReadOnlyList<string> Notices => _notices;

    /// <summary>A value that only an operator may give. A workspace's is read, so that its errors are found, and then ignored with a notice.</summary>
    public T? Operators<T>(StrictNode? node, string key, Func<StrictNode, T> read)
        where T : class
    {
        if (node is null)
        {
            return null;
        }

        var value = read(node);
        if (IsOperators)
        {
            return value;
        }

        _notices.Add($"{node.At}: {key} is ignored: it loosens and is not trusted; run `sre-mcp trust {copy.Shown}` at a terminal.");
        return null;
    }

    public IReadOnlyList<string> FullPaths(StrictNode node) => [.. node.AsOneOrMany("a path or a list of paths").Select(FullPath)];

    /// <summary>Relative to the file that names it; <c>~/</c> is the user's home.</summary>
    public string FullPath(StrictNode node)
    {
        var path = node.AsText("a path");
        if (path.Any(char.IsControl))
        {
            throw node.Error(Errors.Policies.BadPattern, "a path with control characters", "a plain path");
        }

        return path is "~" || path.StartsWith("~/", StringComparison.Ordinal)
            ? Path.GetFullPath(Path.Join(home, path[1..]))
            : Path.GetFullPath(path, copy.Folder);
    }

    public static IReadOnlyList<Glob> Globs(StrictNode? node) => [.. (node?.AsOneOrMany("a pattern or a list of patterns") ?? []).Select(Glob)];

    private static Glob Glob(StrictNode node)
    {
        var pattern = node.AsText("a pattern");
        return SreMcp.Policy.Glob.Fault(pattern) is { } fault
            ? throw node.Error(Errors.Policies.BadPattern, fault, "text with * and ? only")
            : SreMcp.Policy.Glob.Of(pattern);
    }
}
