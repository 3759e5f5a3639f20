namespace SreMcp.Scripts;

/// <summary>The templates at hand. Headers are read when first asked for, bodies when a template is first found.</summary>
public sealed class TemplateCatalog
{
    internal const string HeaderFile = "template.yaml";
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

    /// <summary>What was found and does not count: a template without trust, one that has the name of a shipped one, one whose header does not load.</summary>
    public IReadOnlyList<string> Notices { get; private init; } = [];

    /// <summary>The shipped templates and those of operators.</summary>
    /// <param name="added">Files that may be used.</param>
    /// <param name="notices">What is known already about files that may not.</param>
    public static TemplateCatalog With(IReadOnlyList<TemplateFile> added, IReadOnlyList<string> notices)
    {
        var shipped = new EmbeddedTemplates();
        var taken = shipped.Paths.Select(AddedTemplates.TemplateOf).ToHashSet(StringComparer.Ordinal);
        var refused = added.Select(file => AddedTemplates.TemplateOf(file.Path)).Where(taken.Contains).Distinct(StringComparer.Ordinal).ToArray();
        return new(new AddedTemplates(shipped, [.. added.Where(file => !taken.Contains(AddedTemplates.TemplateOf(file.Path)))]))
        {
            Notices = [.. notices, .. refused.Select(name => $"The template {TextCleaner.OneLine(name, 80)} has the name of a shipped one and is ignored: give it another.")],
        };
    }

    /// <summary>The templates that ship with the product.</summary>
    public static TemplateCatalog Embedded => s_embedded.Value;

    /// <summary>Every header that loads, in the order of names.</summary>
    public IReadOnlyList<TemplateHeader> All => [.. _headers.Values.Select(Loaded).OfType<TemplateHeader>()];

    /// <summary>Why headers do not load, one line each.</summary>
    public IReadOnlyList<string> Problems => [.. _headers.Values.Select(Problem).OfType<string>()];

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

    private static TemplateHeader? Loaded(Lazy<TemplateHeader> header) => Problem(header) is null ? header.Value : null;

    private static string? Problem(Lazy<TemplateHeader> header)
    {
        try
        {
            _ = header.Value;
            return null;
        }
        catch (SreException malformed)
        {
            return malformed.What;
        }
    }
}
