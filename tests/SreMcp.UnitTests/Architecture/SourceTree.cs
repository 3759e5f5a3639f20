using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SreMcp.UnitTests.Architecture;

/// <summary>The checkout as the architecture tests see it: its files, its projects and what they were compiled to.</summary>
internal static class SourceTree
{
    /// <summary>What each project of <c>src/</c> may refer to. Arrows only point down.</summary>
    public static IReadOnlyDictionary<string, string[]> Arrows { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["SreMcp.Policy"] = [],
        ["SreMcp.Findings"] = ["SreMcp.Policy"],
        ["SreMcp.Scripts"] = ["SreMcp.Policy"],
        ["SreMcp.Sources"] = ["SreMcp.Policy"],
        ["SreMcp.Store"] = ["SreMcp.Policy"],
        ["SreMcp"] = ["SreMcp.Findings", "SreMcp.Policy", "SreMcp.Scripts", "SreMcp.Sources", "SreMcp.Store"],
    };

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Files below a folder, without what a build makes.</summary>
    public static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path(folder), pattern, SearchOption.AllDirectories).Where(file => !IsBuilt(file)).Order(StringComparer.Ordinal);

    /// <summary>As <see cref="Files"/>, relative to the root and with slashes.</summary>
    public static string Relative(string file) => System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/');

    /// <summary>Reads the metadata of one of our assemblies, which the tests have beside them, without loading it.</summary>
    public static T Metadata<T>(string project, Func<MetadataReader, T> read)
    {
        var name = project == "SreMcp" ? "sre-mcp" : project;
        using PEReader assembly = new(File.OpenRead(System.IO.Path.Combine(AppContext.BaseDirectory, $"{name}.dll")));
        return read(assembly.GetMetadataReader());
    }

    private static bool IsBuilt(string file) => Relative(file).Split('/').Any(part => part is "bin" or "obj");

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Mcp.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside a checkout: no Mcp.sln above them.");
    }
}
