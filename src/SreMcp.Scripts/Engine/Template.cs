namespace SreMcp.Scripts;

/// <summary>A loaded template: its header, and for every owner of a target the bodies that change it there.</summary>
public sealed class Template
{
    private const string NoOwner = "";

    /// <summary>What a reader opens first: the change, or where it is made; then the way back, then the check.</summary>
    private static readonly string[] s_order = ["run.sh", "change-in-git.md", "find-the-revision.md", "rollback.sh", "verify.sh"];

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

        if (header.Visible.GroupBy(parameter => parameter.BashName, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new SreException(Errors.Templates.MalformedHeader, $"{name}/template.yaml: '{twice.First().Name}' is declared twice.");
        }

        foreach (var needed in new[] { TemplateHeader.TargetName, TemplateHeader.EnvironmentName }.Where(needed => header.Facts.All(fact => fact.Name != needed)))
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
        if (!_bodiesByOwner.TryGetValue(inputs.Owner ?? NoOwner, out var bodies))
        {
            throw new SreException(Errors.Templates.WrongParameter, $"{Header.Name} does not know the owner '{inputs.Owner}'.", $"It knows {string.Join(", ", _bodiesByOwner.Keys)}.");
        }

        var values = inputs.Check(Header);
        values[TemplateHeader.TemplateName] = [$"{Header.Name}/{Header.Version}"];
        values[TemplateHeader.DigestName] = [BundleDigest.Placeholder];
        string[] shown = [TemplateHeader.TargetName, TemplateHeader.EnvironmentName];
        foreach (var name in bodies.SelectMany(body => body.Uses).Concat(shown).Where(name => !values.ContainsKey(name)))
        {
            throw new SreException(Errors.Templates.MissingParameter, $"{Header.Name} needs {name}.", $"The declaration is {Header.Visible.First(parameter => parameter.Name == name).Declaration}");
        }

        var digest = BundleDigest.Of(Header.Name, Header.Version, Files(bodies, values));
        values[TemplateHeader.DigestName] = [digest];
        return new(Header.Name, Header.Version, digest, Files(bodies, values));
    }

    private BundleFile[] Files(IReadOnlyList<Body> bodies, Dictionary<string, IReadOnlyList<string>> values)
    {
        var files = bodies.Select(body => new BundleFile(body.Name, body.Render(Header, values), body.IsExecutable));
        return bodies.Any(body => body.IsExecutable) ? [.. files, BundleFile.IgnoredRuns] : [.. files];
    }

    private static Body[] LoadFolder(string folder, TemplateHeader header, ITemplateSource source)
    {
        var bodies = source.Paths
            .Where(path => Path.GetDirectoryName(path)?.Replace('\\', '/') == folder && !path.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(path => Parse(path, header, source))
            .OrderBy(body => Array.IndexOf(s_order, body.Name) is >= 0 and var place ? place : s_order.Length).ThenBy(body => body.Name, StringComparer.Ordinal)
            .ToArray();
        ScriptContract.Check(folder, header, bodies);
        return bodies;
    }

    private static Body Parse(string path, TemplateHeader header, ITemplateSource source) => Path.GetExtension(path) switch
    {
        ".sh" => BashBody.Parse(path, source.Read(path), header, part => source.Paths.Contains($"_shared/{part}.sh") ? source.Read($"_shared/{part}.sh") : null),
        ".md" => MarkdownBody.Parse(path, source.Read(path), header),
        _ => throw new SreException(Errors.Templates.MalformedBody, $"{path}: no quoting is known for this kind of file."),
    };
}
