#pragma warning disable RS0030 // Looks into a folder that a caller names, after ManifestFile has seen where it really is.
namespace SreMcp.Manifests;

/// <summary>What lies in a folder of manifests, by name. Folders in it are not entered, as kubectl does not enter them.</summary>
/// <param name="Files">Paths as the caller would name them; at most <see cref="Most"/>.</param>
/// <param name="More">Manifests beyond that.</param>
/// <param name="Folders">Names of folders in it.</param>
/// <param name="IsKustomized">True when a kustomization lies there too: what is applied is then what kustomize makes of the files.</param>
internal sealed record ManifestFolder(IReadOnlyList<string> Files, int More, IReadOnlyList<string> Folders, bool IsKustomized)
{
    public const int Most = 100;

    /// <summary>Entries that are looked at; a folder of build output holds many more.</summary>
    private const int MostEntries = 10_000;

    private static readonly string[] Endings = [".yaml", ".yml", ".json"];
    private static readonly string[] Kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <param name="path">As the caller named it.</param>
    /// <param name="real">Where it really is.</param>
    public static ManifestFolder Of(string path, string real)
    {
        string[] names = [.. Directory.EnumerateFiles(real).Take(MostEntries).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        string[] manifests = [.. names.Where(name => Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) && !Kustomizations.Contains(name, StringComparer.Ordinal))];
        return new(
            [.. manifests.Take(Most).Select(name => Path.Join(path, name))],
            Math.Max(0, manifests.Length - Most),
            [.. Directory.EnumerateDirectories(real).Take(MostEntries).Select(folder => Path.GetFileName(folder)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)],
            names.Any(name => Kustomizations.Contains(name, StringComparer.Ordinal)));
    }
}
