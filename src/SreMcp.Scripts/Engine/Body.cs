namespace SreMcp.Scripts;

/// <summary>One file of a template: static text and the few places where values go, each quoted for the file's language.</summary>
internal abstract class Body(string name)
{
    /// <summary>Its name in the bundle, such as <c>run.sh</c>.</summary>
    public string Name { get; } = name;

    public abstract bool IsExecutable { get; }

    /// <summary>The declared names without which the text cannot be written.</summary>
    public abstract IReadOnlySet<string> Needed { get; init; }

    public abstract string Render(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values);

    internal static SreException Malformed(string file, int line, string why) =>
        new(Errors.Templates.MalformedBody, $"{new FileLine(file, line)}: {why}.");
}
