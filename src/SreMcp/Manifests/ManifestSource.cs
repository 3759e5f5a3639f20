using SreMcp.Calls;
using SreMcp.Policy;

namespace SreMcp.Manifests;

/// <summary>The objects that a path names, a file or a folder, and what of it was left out.</summary>
/// <param name="Objects">With the name that answers give each.</param>
/// <param name="Notes">What a reader has to know about what is not there: words of ours, and names that others chose.</param>
internal sealed record ManifestSource(string Shown, int Files, IReadOnlyList<(string Label, CheckedManifest Manifest)> Objects, IReadOnlyList<(string Ours, UntrustedText Theirs)> Notes)
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
                Errors.Manifests.Malformed, $"{shown} holds no *.yaml, *.yml or *.json{(folder.IsKustomized ? " beside its kustomization" : "")}.", folder.Folders.Count > 0 ? $"Name one of its folders: {string.Join(", ", folder.Folders.Take(MostNamed).Select(Plain))}." : null);
        }

        List<(string Label, CheckedManifest Manifest)> objects = [];
        List<(string Ours, UntrustedText Theirs)> notes = [.. About(folder)];
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
                    notes.Add(($"One call checks {CheckedManifest.Most} objects and {TotalLimit >> 20} MiB; name the files that matter. Not checked, with all after it: ", new(file)));
                    break;
                }

                files++;
                objects.AddRange(manifests.Select((manifest, index) => ($"[{Plain(file)}{(manifests.Count > 1 ? $" {index + 1}" : "")}]", manifest)));
            }
            catch (SreException fault) when (fault.Code.Code.StartsWith("SRE047", StringComparison.Ordinal))
            {
                faults.Add(fault);
            }
        }

        notes.AddRange(faults.Take(MostNamed).Select(fault => ("Not checked: ", new UntrustedText(fault.What))));
        if (faults.Count > MostNamed)
        {
            notes.Add(($"Not checked: {faults.Count - MostNamed} more files that are no manifests.", default));
        }

        return objects.Count is 0 && faults.Count > 0
            ? throw new SreException(faults[0].Code, $"None of the {faults.Count} files of {shown} can be checked.", "Name one of them to see why.")
            : new(shown, files, objects, notes);
    }

    private static IEnumerable<(string Ours, UntrustedText Theirs)> About(ManifestFolder folder)
    {
        if (folder.IsKustomized)
        {
            yield return ("A kustomization lies in this folder: what is applied is what kustomize makes of the files. Write that to a file of the workspace (kustomize build) and check it.", default);
        }

        if (folder.Folders.Count > 0)
        {
            yield return ("Folders that were not entered: ", new(Named(folder.Folders)));
        }

        if (folder.More > 0)
        {
            yield return ($"Not checked: {folder.More} more files; name them.", default);
        }
    }

    private static string Named(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostNamed)) + (names.Count > MostNamed ? ", …" : "");

    /// <summary>The name of a file as it may stand among our words: somebody else chose it, and it could be a sentence.</summary>
    private static string Plain(string path) =>
        new([.. Path.GetFileName(path).Take(80).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '?')]);
}
