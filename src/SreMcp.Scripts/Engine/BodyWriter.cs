using System.Text;

namespace SreMcp.Scripts;

/// <summary>Writes a text with its values. Every value goes through the quoting of the place it stands at; there is no other way.</summary>
internal sealed class BodyWriter(TemplateHeader header, Language language, IReadOnlyDictionary<string, TemplateValue> values)
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    /// <summary>The list of the innermost loop.</summary>
    private string? _innermost;

    /// <exception cref="SreException">SRE0603 when a value is needed and absent; SRE0605 when the language cannot carry one.</exception>
    public string Write(IReadOnlyList<TextNode> nodes)
    {
        foreach (var node in nodes)
        {
            Write(node);
        }

        return _text.ToString();
    }

    private void Write(TextNode node)
    {
        switch (node)
        {
            case TextNode.Line { RepeatedFor: { } list } line:
                Repeat(list, () => WriteLine(line));
                break;
            case TextNode.Line line:
                WriteLine(line);
                break;
            case TextNode.Each each:
                Repeat(each.List, () => Write(each.Body));
                break;
            case TextNode.If condition:
                Write(Holds(condition) ? condition.Then : condition.Else);
                break;
        }
    }

    private void Repeat(string list, Action write)
    {
        var outer = _innermost;
        _innermost = list;
        for (var index = 0; values.TryGetValue(list, out var value) && index < value.Count; index++)
        {
            _positions[list] = index;
            write();
        }

        _ = _positions.Remove(list);
        _innermost = outer;
    }

    private bool Holds(TextNode.If condition)
    {
        var text = Find(condition.Value);
        return condition.Word is { } word ? text == word : text is not null and not "false" and not "";
    }

    /// <summary>The text of a value here; null when it is absent, or a list without elements.</summary>
    private string? Find(ValueName name)
    {
        if (!values.TryGetValue(name.Parameter.Name, out var value))
        {
            return null;
        }

        return _positions.TryGetValue(name.Parameter.Name, out var index) ? value.At(index, name.Column?.Name)
            : value.Count is 0 ? null
            : value.At(0, name.Column?.Name) ?? "true";
    }

    private void WriteLine(TextNode.Line line)
    {
        foreach (var piece in line.Pieces)
        {
            _text.Append(piece switch
            {
                { IsComma: true } => _positions[_innermost!] < values[_innermost!].Count - 1 ? "," : "",
                { Value: { } name, IsWhole: true } => All(name, piece),
                { Value: { } name } => One(name, piece),
                _ => piece.Text,
            });
        }

        _text.Append('\n');
    }

    private string All(ValueName name, TextPiece piece) =>
        values.TryGetValue(name.Parameter.Name, out var value)
            ? language.QuoteAll(piece.Place, name.Parameter, value) ?? throw Missing(name)
            : throw Missing(name);

    private string One(ValueName name, TextPiece piece)
    {
        var text = Find(name) ?? throw Missing(name);
        return piece.Inner is null ? language.Quote(piece.Place, name.Quoted, text)
            : language.Quote(piece.Place, Plain, name.Quoted.Type is ParameterType.Number or ParameterType.Duration ? text : piece.Inner.Quote(text));
    }

    private SreException Missing(ValueName name) => new(Errors.Templates.MissingParameter, $"{header.Name} needs {name.Text}.", $"The declaration is {name.Parameter.Declaration}");

    /// <summary>What an inner language has quoted is text to the outer one.</summary>
    private static readonly Parameter Plain = new() { Name = "text", Type = ParameterType.Text };
}
