namespace SreMcp.Scripts;

/// <summary>
/// A text with <c>{{name}}</c> placeholders, each quoted for the language and the place it stands at. Lines of their own steer it:
/// <c>{{#each list}}</c>, <c>{{#if name}}</c>, <c>{{#if name = word}}</c>, <c>{{#else}}</c>, <c>{{/}}</c>; <c>{{,}}</c> is a comma between elements.
/// </summary>
internal sealed class TextBody : Body
{
    private readonly Language _language;
    private readonly IReadOnlyList<TextNode> _nodes;

    private TextBody(string name, Language language, IReadOnlyList<TextNode> nodes, IReadOnlySet<string> needed)
        : base(name)
    {
        _language = language;
        _nodes = nodes;
        Needed = needed;
    }

    public override bool IsExecutable => false;

    public override IReadOnlySet<string> Needed { get; init; }

    /// <summary>Every name of the text, in conditions and lists, too.</summary>
    public required IReadOnlySet<string> Named { get; init; }

    /// <summary>The lines of the template, for the contract.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    /// <param name="shared">The text of a shared part of this language by name; null when there is none.</param>
    /// <exception cref="SreException">SRE0607.</exception>
    public static TextBody Parse(string file, string text, TemplateHeader header, Language language, Func<string, string?> shared)
    {
        string[] lines = [.. Split(text).SelectMany((line, index) => SharedParts.Wanted(line) is { } part ? Split(shared(part) ?? throw Malformed(file, index + 1, $"there is no shared part '{part}'")) : [line])];
        var reader = new BodyReader(file, lines, header, language);
        var nodes = reader.Read();
        return new(Path.GetFileName(file), language, nodes, reader.Needed) { Lines = lines, Named = reader.Named };
    }

    private static string[] Split(string text) => text.TrimEnd('\n').Split('\n');

    public override string Render(TemplateHeader header, IReadOnlyDictionary<string, TemplateValue> values) =>
        new BodyWriter(header, _language, values).Write(_nodes);
}
