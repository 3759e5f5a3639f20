using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.Generation;

/// <summary>Templates from files: <c>templates/NAME/…</c> in the operator's folders count as they are, those in <c>.sre-mcp/templates</c> of the workspace once a person trusted every file.</summary>
internal static class TemplateFiles
{
    private const string Folder = "templates";
    private const int MostFiles = 500;

    /// <exception cref="SreException">SRE02xx when a file cannot be read.</exception>
    public static TemplateCatalog Load(PolicyPlaces places)
    {
        string[] folders =
        [
            .. places.OperatorFolders.Select(folder => Path.Combine(folder, Folder)),
            .. places.Workspace is { } workspace ? new[] { Path.Combine(workspace, PolicyPlaces.WorkspaceFolder, Folder) } : [],
        ];
        var trusted = new TrustedFiles(places);
        List<(string Template, TemplateFile File, Trust Trust, string Shown)> found = [];
        foreach (var folder in folders)
        {
            var paths = PlainFile.Below(folder, MostFiles);
            var isWorkspace = places.Workspace is not null && folder == folders[^1];
            found.AddRange(trusted.Read(isWorkspace ? [] : paths, isWorkspace ? paths : [])
                .Zip(paths, (text, path) => (Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), text))
                .Where(pair => pair.Item1.Contains('/', StringComparison.Ordinal))
                .Select(pair => (pair.Item1.Split('/')[0], new TemplateFile(pair.Item1, pair.text.Text), pair.text.Trust, pair.text.Path)));
        }

        var closed = found.Where(file => file.Trust is not Trust.Operator).GroupBy(file => file.Template, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Shown, StringComparer.Ordinal);
        string[] notices =
        [
            .. trusted.Notices,
            .. closed.Select(pair => $"The template {TextCleaner.OneLine(pair.Key, 80)} in the workspace is not used: a person has not trusted {pair.Value} (sre-mcp trust FILE, each of its files)."),
        ];
        return found.Count is 0 && notices.Length is 0 ? TemplateCatalog.Embedded : TemplateCatalog.With([.. found.Where(file => !closed.ContainsKey(file.Template)).Select(file => file.File)], notices);
    }
}
