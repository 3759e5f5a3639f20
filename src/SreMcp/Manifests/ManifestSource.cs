using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Manifests;

/// <summary>The objects that a path names, a file or a folder, and what of it was left out.</summary>
/// <param name="Objects">With the name that answers give each.</param>
/// <param name="Notes">What a reader has to know about what is not there.</param>
internal sealed record ManifestSource(string Shown, int Files, IReadOnlyList<(string Label, CheckedManifest Manifest)> Objects, IReadOnlyList<string> Notes)
{
    private const int MostNamed = 5;

    /// <summary>Characters of all files of a folder together.</summary>
    private const int TotalLimit = 4 << 20;

    /// <exception cref="SreException">SRE0473 to SRE0476. In a folder, a file that cannot be read is a note, unless none can.</exception>
    public static ManifestSource Read(string path, Session session)
    {
        var shown = ManifestFile.Shown(path, session);
        if (ManifestFile.Folder(path, session) is { } folder)
        {
            return Read(folder, shown, session);
        }

        var manifests = CheckedManifest.ReadAll(ManifestFile.Read(path, session), shown);
        return new(shown, 1, [.. manifests.Select((manifest, index) => ($"[{index + 1}]", manifest))], []);
    }

    private static ManifestSource Read(ManifestFolder folder, string shown, Session session)
    {
        if (folder.Files.Count is 0)
        {
            throw new SreException(
                Errors.Manifests.Malformed, $"{shown} holds no *.yaml, *.yml or *.json{(folder.IsKustomized ? " beside its kustomization" : "")}.", folder.Folders.Count > 0 ? $"Name one of its folders: {Named(folder.Folders, session)}." : null);
        }

        List<(string Label, CheckedManifest Manifest)> objects = [];
        List<string> notes = [.. About(folder, session)];
        List<SreException> faults = [];
        var (files, characters) = (0, 0);
        foreach (var file in folder.Files)
        {
            try
            {
                var text = ManifestFile.Read(file, session);
                var manifests = CheckedManifest.ReadAll(text, ManifestFile.Shown(file, session));
                if (objects.Count + manifests.Count > CheckedManifest.Most || (characters += text.Length) > TotalLimit)
                {
                    notes.Add($"Not checked, from {ManifestFile.Shown(file, session)} on: one call checks {CheckedManifest.Most} objects and {TotalLimit >> 20} MiB; name the files that matter.");
                    break;
                }

                files++;
                objects.AddRange(manifests.Select((manifest, index) => ($"[{Name(file, session)}{(manifests.Count > 1 ? $" {index + 1}" : "")}]", manifest)));
            }
            catch (SreException fault) when (fault.Code.Code.StartsWith("SRE047", StringComparison.Ordinal))
            {
                faults.Add(fault);
            }
        }

        notes.AddRange(faults.Take(MostNamed).Select(fault => $"Not checked: {fault.What}"));
        if (faults.Count > MostNamed)
        {
            notes.Add($"Not checked: {faults.Count - MostNamed} more files that are no manifests.");
        }

        return objects.Count is 0 && faults.Count > 0 ? throw faults[0] : new(shown, files, objects, notes);
    }

    private static IEnumerable<string> About(ManifestFolder folder, Session session)
    {
        if (folder.IsKustomized)
        {
            yield return "A kustomization lies in this folder: what is applied is what kustomize makes of the files. Write that to a file of the workspace (kustomize build) and check it.";
        }

        if (folder.Folders.Count > 0)
        {
            yield return $"Not entered: the folders {Named(folder.Folders, session)}.";
        }

        if (folder.More > 0)
        {
            yield return $"Not checked: {folder.More} more files; name them.";
        }
    }

    private static string Named(IReadOnlyList<string> names, Session session) =>
        string.Join(", ", names.Take(MostNamed).Select(name => Name(name, session))) + (names.Count > MostNamed ? ", …" : "");

    private static string Name(string path, Session session) => ManifestFile.Shown(Path.GetFileName(path), session);
}
