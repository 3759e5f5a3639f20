using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>The embedded templates with one change in them: the smallest template that could go wrong in one way.</summary>
internal sealed class TemplateFolder : ITemplateSource
{
    public const string Run = "kubernetes_rollback/direct/run.sh";
    public const string Document = "kubernetes_rollback/direct/pull-request.md";
    public const string Header = "kubernetes_rollback/template.yaml";

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    public TemplateFolder()
    {
        var embedded = new EmbeddedTemplates();
        foreach (var path in embedded.Paths)
        {
            _files[path] = embedded.Read(path);
        }
    }

    public IReadOnlyList<string> Paths => [.. _files.Keys];

    public string Read(string path) => _files[path];

    public TemplateFolder With(string path, string from, string to)
    {
        Assert.Contains(from, _files[path], StringComparison.Ordinal);
        _files[path] = _files[path].Replace(from, to, StringComparison.Ordinal);
        return this;
    }

    public TemplateFolder Without(string path)
    {
        Assert.True(_files.Remove(path));
        return this;
    }

    public TemplateFolder WithFile(string path, string text)
    {
        _files[path] = text;
        return this;
    }

    /// <summary>The code and the sentence with which the template does not load.</summary>
    public (string Code, string What) Refused()
    {
        var refused = Assert.Throws<SreException>(() => new TemplateCatalog(this).Find("kubernetes_rollback"));
        return (refused.Code.Code, refused.What);
    }
}
