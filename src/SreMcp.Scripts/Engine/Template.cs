using System.Security.Cryptography;
using System.Text;

namespace SreMcp.Scripts;

/// <summary>A loaded template: its header, and for every owner of a target the bodies that change it there.</summary>
public sealed class Template
{
    private const string NoOwner = "";

    /// <summary>What a reader opens first: the change, or where it is made; then the way back, then the check.</summary>
    private static readonly string[] s_order = ["run.sh", "run.py", "change-in-git.md", "find-the-revision.md", "README.md", "rollback.sh", "rollback.py", "verify.sh", "verify.py"];

    private readonly IReadOnlyDictionary<string, IReadOnlyList<Body>> _bodiesByOwner;

    private Template(TemplateHeader header, IReadOnlyDictionary<string, IReadOnlyList<Body>> bodiesByOwner) =>
        (Header, _bodiesByOwner) = (header, bodiesByOwner);

    public TemplateHeader Header { get; }

    /// <exception cref="SreException">SRE0606 to SRE0608.</exception>
    internal static Template Load(string name, TemplateHeader header, ITemplateSource source)
    {
        if (header.Name != name)
        {
            throw new SreException(Errors.Templates.MalformedHeader, $"{name}/template.yaml: the name is '{header.Name}', but the folder is '{name}'.");
        }

        if (header.Visible.SelectMany(parameter => parameter.Constants, (parameter, constant) => (constant.Name, Parameter: parameter.Name))
            .GroupBy(pair => pair.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new SreException(Errors.Templates.MalformedHeader, $"{name}/template.yaml: '{twice.First().Parameter}' is declared twice.");
        }

        string[] shown = header.HasTarget ? [TemplateHeader.TargetName, TemplateHeader.EnvironmentName] : [];
        foreach (var needed in shown.Where(needed => header.Facts.All(fact => fact.Name != needed)))
        {
            throw new SreException(Errors.Templates.MalformedHeader, $"{name}/template.yaml: the fact '{needed}' is missing; every script shows it.");
        }

        var byFolder = new Dictionary<string, IReadOnlyList<Body>>(StringComparer.Ordinal);
        var byOwner = new Dictionary<string, IReadOnlyList<Body>>(StringComparer.Ordinal);
        IReadOnlyList<OwnerFolder> owners = header.OwnerAware is [] ? [new(NoOwner, "")] : header.OwnerAware;
        foreach (var (owner, folder) in owners)
        {
            if (!byFolder.TryGetValue(folder, out var bodies))
            {
                byFolder[folder] = bodies = LoadFolder(folder.Length is 0 ? name : $"{name}/{folder}", header, source);
            }

            byOwner[owner] = bodies;
        }

        return new(header, byOwner);
    }

    /// <summary>Fills the template. The same inputs give the same bytes on every machine.</summary>
    /// <exception cref="SreException">SRE0602 to SRE0605 when an input is unknown, missing, not what is declared, or cannot be quoted.</exception>
    public Bundle Render(TemplateInputs inputs)
    {
        var bodies = Bodies(inputs);
        var values = Values(inputs, bodies);
        var data = bodies.Where(IsData).ToDictionary(body => body, body => body.Render(Header, values));
        values[TemplateHeader.FilesName] = new TemplateValue.Many([.. data.Select(pair => Sum(pair.Key.Name, pair.Value))]);
        var digest = BundleDigest.Of(Header.Name, Header.Version, Files(bodies, data, values));
        values[TemplateHeader.DigestName] = digest;
        return new(Header.Name, Header.Version, digest, Files(bodies, data, values));
    }

    /// <summary>The same steps for somebody who does them by hand, in Markdown; of a template without a script, its first text.</summary>
    /// <exception cref="SreException">As <see cref="Render"/>.</exception>
    public string Explain(TemplateInputs inputs)
    {
        var bodies = Bodies(inputs);
        var values = Values(inputs, bodies);
        values[TemplateHeader.FilesName] = new TemplateValue.Many([]);
        return bodies.OfType<ScriptBody>().FirstOrDefault(body => body.Name is "run.sh" or "run.py") is { } script
            ? new WalkThrough(Header, values).Of(script)
            : bodies[0].Render(Header, values);
    }

    private IReadOnlyList<Body> Bodies(TemplateInputs inputs) => _bodiesByOwner.TryGetValue(inputs.Owner ?? NoOwner, out var bodies)
        ? bodies
        : throw new SreException(Errors.Templates.WrongParameter, $"{Header.Name} does not know the owner '{inputs.Owner}'.", $"It knows {string.Join(", ", _bodiesByOwner.Keys)}.");

    /// <summary>Every value that a body may name, but for what is known only when the bundle is.</summary>
    private Dictionary<string, TemplateValue> Values(TemplateInputs inputs, IReadOnlyList<Body> bodies)
    {
        var values = inputs.Check(Header);
        values[TemplateHeader.TemplateName] = $"{Header.Name}/{Header.Version}";
        values[TemplateHeader.DigestName] = BundleDigest.Placeholder;
        values[TemplateHeader.DoesName] = Header.Does;
        values[TemplateHeader.ChangesName] = Header.Changes;
        values[TemplateHeader.UndoName] = Header.Undo;
        string[] shown = Header.HasTarget ? [TemplateHeader.TargetName, TemplateHeader.EnvironmentName] : [];
        foreach (var name in bodies.SelectMany(body => body.Needed).Concat(shown).Where(name => !values.ContainsKey(name) && name != TemplateHeader.FilesName))
        {
            throw new SreException(Errors.Templates.MissingParameter, $"{Header.Name} needs {name}.", $"The declaration is {Header.Visible.First(parameter => parameter.Name == name).Declaration}");
        }

        return values;
    }

    private BundleFile[] Files(IReadOnlyList<Body> bodies, Dictionary<Body, string> data, Dictionary<string, TemplateValue> values)
    {
        var files = bodies.Select(body => new BundleFile(body.Name, data.TryGetValue(body, out var text) ? text : body.Render(Header, values), body.IsExecutable));
        return bodies.Any(body => body.IsExecutable) ? [.. files, BundleFile.IgnoredRuns] : [.. files];
    }

    /// <summary>What scripts hand on to a client: they check that it is what was generated before they do.</summary>
    private static bool IsData(Body body) => body is TextBody && !body.Name.EndsWith(".md", StringComparison.Ordinal);

    private static string Sum(string name, string text) => $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}  {name}";

    private static Body[] LoadFolder(string folder, TemplateHeader header, ITemplateSource source)
    {
        var own = source.Paths.Where(path => Path.GetDirectoryName(path)?.Replace('\\', '/') == folder && Path.GetFileName(path) != TemplateCatalog.HeaderFile).ToArray();
        var bodies = own.Concat(Usual(own, header, source))
            .Select(path => Parse(path, header, source))
            .OrderBy(body => Array.IndexOf(s_order, body.Name) is >= 0 and var place ? place : s_order.Length).ThenBy(body => body.Name, StringComparer.Ordinal)
            .ToArray();
        if (bodies.Where(IsData).OfType<TextBody>().FirstOrDefault(body => body.Named.Contains(TemplateHeader.DigestName) || body.Named.Contains(TemplateHeader.FilesName)) is { } circular)
        {
            throw new SreException(Errors.Templates.MalformedBody, $"{folder}/{circular.Name}: it is part of what the digest is taken of, so it cannot carry it.");
        }

        ScriptContract.Check(folder, header, bodies);
        return bodies;
    }

    /// <summary>The pull request and the checklist that every bundle has, where a template brings no better ones.</summary>
    private static IEnumerable<string> Usual(string[] own, TemplateHeader header, ITemplateSource source)
    {
        var folder = header.System switch
        {
            TemplateHeader.DocumentSystem => null,
            TemplateHeader.NoSystem => "_shared/artefact",
            _ when own.Any(path => Path.GetFileName(path) is "change-in-git.md") => "_shared/git",
            _ when own.Any(path => Path.GetFileName(path) is "run.py") => "_shared/python",
            _ => "_shared/script",
        };
        return source.Paths.Where(path => folder is not null && Path.GetDirectoryName(path)?.Replace('\\', '/') == folder && own.All(other => Path.GetFileName(other) != Path.GetFileName(path)));
    }

    private static Body Parse(string path, TemplateHeader header, ITemplateSource source)
    {
        string? Shared(string part, string extension) => source.Paths.Contains($"_shared/{part}{extension}") ? source.Read($"_shared/{part}{extension}") : null;
        if (path.EndsWith(".sh", StringComparison.Ordinal))
        {
            return BashBody.Parse(path, source.Read(path), header, part => Shared(part, ".sh"));
        }

        // Python that people take into a repository, and what a script starts beside it, are texts like others: they have no target of their own to prove.
        if (header.HasTarget && Path.GetFileName(path) is "run.py" or "rollback.py" or "verify.py")
        {
            return PythonBody.Parse(path, source.Read(path), header, part => Shared(part, ".py"));
        }

        var language = header.Languages.TryGetValue(Path.GetFileName(path), out var name)
            ? KnownLanguages.Find(name) ?? throw new SreException(Errors.Templates.MalformedHeader, $"{header.Name}/template.yaml: the language '{TextCleaner.OneLine(name, 40)}' is unknown, there is {string.Join(", ", KnownLanguages.Names)}.")
            : KnownLanguages.OfExtension(Path.GetExtension(path)) ?? throw new SreException(Errors.Templates.MalformedBody, $"{path}: no quoting is known for this kind of file.");
        return TextBody.Parse(path, source.Read(path), header, language, part => Shared(part, Path.GetExtension(path)));
    }
}
