using System.Reflection;

namespace SreMcp.Scripts;

/// <summary>Where the text of templates comes from: file paths such as <c>kubernetes_rollback/direct/run.sh</c>, shared parts under <c>_shared/</c>.</summary>
internal interface ITemplateSource
{
    /// <summary>All paths in ordinal order.</summary>
    IReadOnlyList<string> Paths { get; }

    string Read(string path);
}

/// <summary>The templates that ship inside this assembly.</summary>
internal sealed class EmbeddedTemplates : ITemplateSource
{
    private const string Prefix = "template/";
    private static readonly Assembly s_assembly = typeof(EmbeddedTemplates).Assembly;

    public IReadOnlyList<string> Paths { get; } =
    [
        .. s_assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    public string Read(string path)
    {
        using var stream = s_assembly.GetManifestResourceStream(Prefix + path) ?? throw new InvalidOperationException($"The resource {path} is missing.");
        using var reader = new StreamReader(stream);

        // A checkout on Windows may have turned line ends; the bytes of a bundle are the same everywhere.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
