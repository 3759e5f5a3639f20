namespace SreMcp.Scripts;

/// <summary>What a template says about itself before it does anything: the content of its <c>template.yaml</c>.</summary>
public sealed record TemplateHeader
{
    public required string Name { get; init; }

    /// <summary>Counts up whenever the text of the template changes what a script does.</summary>
    public required int Version { get; init; }

    /// <summary>The system whose identity the preflight proves, such as <c>kubernetes</c>.</summary>
    public required string System { get; init; }

    /// <summary>The worst that can come of using it.</summary>
    public required SafetyClass Safety { get; init; }

    public required string Does { get; init; }

    public required string Changes { get; init; }

    public required string Undo { get; init; }

    /// <summary>Which folder of bodies serves which owner of the target, in the order of the file.</summary>
    public required IReadOnlyList<OwnerFolder> OwnerAware { get; init; }

    /// <summary>The language of a file where its extension does not say it, such as <c>github-workflow</c> for <c>ci.yaml</c>.</summary>
    public required IReadOnlyDictionary<string, string> Languages { get; init; }

    /// <summary>What the caller gives.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>What is read from the target before rendering.</summary>
    public required IReadOnlyList<Parameter> Facts { get; init; }

    /// <summary>Everything that a body may name.</summary>
    internal IEnumerable<Parameter> Visible => [.. Parameters, .. Facts, .. Builtins];

    private static readonly Parameter[] Builtins =
    [
        new() { Name = DigestName, Type = ParameterType.Text, Says = "Names this bundle in runs.jsonl: SHA-256 over all its files." },
        new() { Name = TemplateName, Type = ParameterType.Text, Says = "The template and its version." },
        new() { Name = DoesName, Type = ParameterType.Text, Says = "What the template does." },
        new() { Name = ChangesName, Type = ParameterType.Text, Says = "What it changes." },
        new() { Name = UndoName, Type = ParameterType.Text, Says = "How it is undone." },
        new() { Name = FilesName, Type = ParameterType.Text, IsMany = true, Says = "The files that the scripts of this bundle use, each with its SHA-256." },
    ];

    internal const string DigestName = "digest";
    internal const string TemplateName = "template";
    internal const string DoesName = "does";
    internal const string ChangesName = "changes";
    internal const string UndoName = "undo";
    internal const string FilesName = "files";

    /// <summary>Systems without an identity to prove: files that people take into a repository, and texts.</summary>
    public const string NoSystem = "none";
    public const string DocumentSystem = "document";

    /// <summary>The facts that the header of every script shows.</summary>
    internal const string TargetName = "target";
    internal const string EnvironmentName = "environment";

    /// <summary>False for artefacts and documents: nothing is contacted, so there is no identity to prove and no environment.</summary>
    public bool HasTarget => System is not (NoSystem or DocumentSystem);

    /// <summary>What the caller may say, one declaration a line.</summary>
    public string Declaration => string.Join('\n', Parameters.Select(parameter => parameter.Declaration));

    /// <summary>Checks the caller's arguments against the declared parameters and fills in defaults.</summary>
    /// <returns>Values by name in canonical form; an optional parameter without default is absent.</returns>
    /// <exception cref="SreException">SRE0602 to SRE0604, with the declaration, the nearest name and an example.</exception>
    public IReadOnlyDictionary<string, TemplateValue> Bind(IReadOnlyDictionary<string, TemplateValue> arguments)
    {
        foreach (var name in arguments.Keys.Order(StringComparer.Ordinal))
        {
            if (!Parameters.Any(parameter => parameter.Name == name))
            {
                throw Unknown(name);
            }
        }

        var bound = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var parameter in Parameters)
        {
            if ((arguments.TryGetValue(parameter.Name, out var value) ? value : parameter.Preset) is { } given)
            {
                bound[parameter.Name] = ValueCheck.Canonical(parameter, given);
            }
            else if (parameter.Required)
            {
                throw new SreException(Errors.Templates.MissingParameter, $"{Name} needs {parameter.Name}.", $"The declaration is {parameter.Declaration}");
            }
        }

        return bound;
    }

    private SreException Unknown(string name)
    {
        var near = Spelling.Nearest(name, Parameters.Select(parameter => parameter.Name));
        var meant = Parameters.FirstOrDefault(parameter => parameter.Name == near);
        return new(
            Errors.Templates.UnknownParameter,
            $"{Name} has no parameter '{TextCleaner.OneLine(name, 80)}'.",
            meant is null ? $"Its parameters are:\n{Declaration}" : $"Did you mean {meant.Declaration}");
    }
}

/// <summary>Who owns a target, and the folder of bodies that changes it there.</summary>
public sealed record OwnerFolder(string Owner, string Folder);
