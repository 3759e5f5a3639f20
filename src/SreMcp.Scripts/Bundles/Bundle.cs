namespace SreMcp.Scripts;

/// <summary>A generated artefact: what will change, how to try, do, check and undo it, and one digest over all of it.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Digest">SHA-256 in lower-case hexadecimal over the template's name and version and all files, see <see cref="BundleDigest"/>.</param>
/// <param name="Files">In the order in which people should read them.</param>
public sealed record Bundle(string Template, int Version, string Digest, IReadOnlyList<BundleFile> Files)
{
    /// <summary>The folder under <c>.sre-mcp/</c> that this bundle is written to.</summary>
    public string Folder => Digest[..12];

    /// <summary>False when the owner of the target is changed elsewhere (in Git), so that the bundle explains instead of acting.</summary>
    public bool CanRun => Find("run.sh") is not null || Find("run.py") is not null;

    public BundleFile? Find(string name) => Files.FirstOrDefault(file => file.Name == name);
}

/// <summary>One file of a bundle. Text is UTF-8 without a byte order mark, lines end in LF.</summary>
public sealed record BundleFile(string Name, string Content, bool IsExecutable)
{
    /// <summary>A bundle may be committed for review; its backups hold live objects, and claims of runs are a machine's own.</summary>
    internal static BundleFile IgnoredRuns { get; } = new(
        ".gitignore",
        "# This bundle may be committed for review. What its runs leave behind may not: backups hold live objects.\nbackups/\nruns.jsonl\n",
        IsExecutable: false);
}
