namespace SreMcp.Scripts;

/// <summary>The templates at hand. Headers are read when first asked for, bodies when a template is first found.</summary>
public sealed class TemplateCatalog
{
    private const string HeaderFile = "template.yaml";
    private static readonly Lazy<TemplateCatalog> s_embedded = new(() => new(new EmbeddedTemplates()));

    private readonly SortedDictionary<string, Lazy<TemplateHeader>> _headers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Lazy<Template>> _templates = new(StringComparer.Ordinal);

    internal TemplateCatalog(ITemplateSource source)
    {
        foreach (var path in source.Paths.Where(path => path.EndsWith($"/{HeaderFile}", StringComparison.Ordinal)))
        {
            var name = path[..^(HeaderFile.Length + 1)];
            var header = new Lazy<TemplateHeader>(() => new HeaderReader(path).Read(source.Read(path)));
            _headers.Add(name, header);
            _templates.Add(name, new(() => Template.Load(name, header.Value, source)));
        }
    }

    /// <summary>The templates that ship with the product.</summary>
    public static TemplateCatalog Embedded => s_embedded.Value;

    /// <summary>Every header, in the order of names.</summary>
    /// <exception cref="SreException">SRE0606 when a header is malformed.</exception>
    public IReadOnlyList<TemplateHeader> All => [.. _headers.Values.Select(header => header.Value)];

    /// <summary>The template of this name, loaded and checked against the script contract.</summary>
    /// <exception cref="SreException">SRE0601 with the nearest name; SRE0606 to SRE0608 when the template does not load.</exception>
    public Template Find(string name)
    {
        if (_templates.TryGetValue(name, out var template))
        {
            return template.Value;
        }

        var near = Spelling.Nearest(name, _templates.Keys);
        throw new SreException(
            Errors.Templates.UnknownTemplate,
            $"There is no template '{TextCleaner.OneLine(name, 80)}'.",
            near is null ? $"The templates are {string.Join(", ", _headers.Keys)}." : $"Did you mean {near}?");
    }
}
