namespace SreMcp.Scripts.Review;

/// <summary>What takes files away or opens them to everybody.</summary>
internal static class FileEffects
{
    private const string BoundOfRm = "write \"${NAME:?}/below\" so that an empty value ends the script, and check the path before";

    public static BashEffect? Of(BashInvocation invocation, BashVariables variables) => invocation.Program switch
    {
        "rm" => Rm(invocation, variables),
        "find" => Find(invocation),
        "chmod" when (invocation.HasLetter('R') || invocation.Has("--recursive")) && invocation.Positional.Count > 0 && invocation.Positional[0].Text is "777" or "0777" or "a+rwx" or "o+w" or "a+w" => new("chmod -R 777", Destroys: true) { Why = "everybody on the host may write there, and the old modes are lost" },
        "chown" when invocation.HasLetter('R') && invocation.Positional.Skip(1).Any(word => IsWide(word.Text)) => new("chown -R", Destroys: true) { Why = "the old owners are lost", Unbounded = "the path is the root of a system or may be empty", Bound = BoundOfRm },
        "shred" => new("shred", Destroys: true) { Why = "the content cannot be brought back" },
        "truncate" when invocation.ValueOf("-s", "--size") is "0" => new("truncate -s 0", Destroys: true) { Why = "the content is gone" },
        "rsync" when invocation.Has("--delete", "--delete-after", "--delete-before") && !invocation.Has("--dry-run") && !invocation.HasLetter('n') => new("rsync --delete", Destroys: true) { Why = "an empty source empties the target" },
        _ => null,
    };

    /// <summary>True for the root, the home folder, a top folder, and for a path that is one of these when a variable is empty.</summary>
    public static bool IsWide(string path)
    {
        var bare = path.Replace("//", "/", StringComparison.Ordinal);
        if (bare is "/" or "/*" or "/." or "~" or "~/" or "~/*" or "*" or "." or ".." or "./" or "./*" or "${HOME}" or "${HOME}/" or "${HOME}/*")
        {
            return true;
        }

        var parts = bare.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is 1 && bare[0] == '/' && parts[0] is "etc" or "usr" or "var" or "home" or "opt" or "bin" or "lib" or "boot" or "root" or "srv" or "data" or "mnt";
    }

    private static BashEffect? Rm(BashInvocation invocation, BashVariables variables)
    {
        var recursive = invocation.HasLetter('r') || invocation.HasLetter('R') || invocation.Has("--recursive");
        var paths = invocation.Positional;
        if (invocation.IsFedByXargs)
        {
            return new("xargs rm", Destroys: true) { Why = "whatever the pipe says is gone", Unbounded = "nothing bounds what the pipe says", Bound = "find FOLDER -type f -name 'PATTERN' -mtime +N -print0 | xargs -0, after showing the list" };
        }

        if (paths.Count > 0 && paths.All(path => IsOwn(path, variables)))
        {
            return new("rm", Destroys: false) { IsOwn = true };
        }

        if (!recursive)
        {
            return paths.Any(path => path.HasGlob && IsRisky(path) && !IsConstant(path, variables)) ? new("rm with a pattern", Destroys: true) { Why = "the pattern takes what it matches in whatever folder is current" } : null;
        }

        var wide = paths.FirstOrDefault(path => IsWide(path.Text));
        var empty = paths.FirstOrDefault(path => IsRisky(path) && !IsWhole(path) && !IsOwn(path, variables) && !IsConstant(path, variables));
        return new("rm -r", Destroys: true)
        {
            Why = "files are gone without a trace",
            Unbounded = wide is not null ? "the path is the root of a system, the home folder or everything here" : empty is not null ? "with an empty variable the path is another one, at worst the root" : null,
            Bound = BoundOfRm,
        };
    }

    /// <summary>A path that begins with an expansion which may be empty, with something behind it.</summary>
    private static bool IsRisky(BashWord path) => path.Text.StartsWith('$') || path.Text.StartsWith("/$", StringComparison.Ordinal)
        ? path.Expansions.Count > 0 && MayBeEmpty(path.Expansions[0])
        : path.Text.EndsWith("/*", StringComparison.Ordinal) && path.Expansions.Any(MayBeEmpty);

    private static bool MayBeEmpty(BashExpansion expansion) => !expansion.IsRequired && expansion.Kind is BashExpansionKind.Variable or BashExpansionKind.Command;

    /// <summary>One quoted expansion and nothing else: an empty one is no path at all, so nothing happens.</summary>
    private static bool IsWhole(BashWord path) => path.IsOnlyExpansion && path.Expansions[0].IsQuoted;

    private static bool IsConstant(BashWord path, BashVariables variables) =>
        path.Expansions.All(expansion => expansion.Kind is BashExpansionKind.Arithmetic || (expansion.Kind is BashExpansionKind.Variable && (variables.IsPlain(expansion.Name) || variables.IsTested(expansion.Name))));

    /// <summary>What mktemp made, or a literal path below /tmp.</summary>
    private static bool IsOwn(BashWord path, BashVariables variables) =>
        path.Expansions.Any(expansion => expansion.Kind is BashExpansionKind.Variable && variables.IsTemporary(expansion.Name)) && path.Text.StartsWith('$')
        || (path.IsLiteral && path.Text.StartsWith("/tmp/", StringComparison.Ordinal) && path.Text.Length > 5 && !path.HasGlob);

    private static BashEffect? Find(BashInvocation invocation)
    {
        var texts = invocation.Words.Select(word => word.Text).ToArray();
        var exec = Array.FindIndex(texts, text => text is "-exec" or "-execdir");
        var deletes = texts.Contains("-delete", StringComparer.Ordinal) || (exec > 0 && texts.Skip(exec + 1).Take(2).Any(text => text is "rm" or "shred" or "/bin/rm"));
        if (!deletes)
        {
            return null;
        }

        var bounded = texts.Any(text => text is "-name" or "-iname" or "-mtime" or "-mmin" or "-path" or "-regex" or "-ctime" or "-atime" or "-newer" or "-size" or "-empty");
        var wide = invocation.Positional.Count > 0 && (IsWide(invocation.Positional[0].Text) || (invocation.Positional[0] is var root && IsRisky(root) && !IsWhole(root)));
        return new("find -delete", Destroys: true)
        {
            Why = "files are gone without a trace",
            Unbounded = !bounded ? "nothing says which files: neither name nor age" : wide ? "it begins at the root of a system, here, or at a variable that may be empty" : null,
            Bound = "begin at \"${FOLDER:?}\" and add -name and -mtime; run it with -print first",
        };
    }
}
