namespace SreMcp.Scripts;

/// <summary>One file of a template that somebody added.</summary>
/// <param name="Path">Below the folder of templates, with forward slashes: <c>restart_cache/run.sh</c>.</param>
public sealed record TemplateFile(string Path, string Text);

/// <summary>The templates that ship together with those that operators added. What ships cannot be replaced, shared parts included.</summary>
internal sealed class AddedTemplates(ITemplateSource shipped, IReadOnlyList<TemplateFile> added) : ITemplateSource
{
    private readonly Dictionary<string, string> _added = added
        .GroupBy(file => file.Path, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last().Text.ReplaceLineEndings("\n"), StringComparer.Ordinal);

    public IReadOnlyList<string> Paths => [.. shipped.Paths.Concat(_added.Keys).Order(StringComparer.Ordinal)];

    public string Read(string path) => _added.TryGetValue(path, out var text) ? text : shipped.Read(path);

    /// <summary>The first part of a path: the template that a file belongs to.</summary>
    public static string TemplateOf(string path) => path.Split('/')[0];
}
