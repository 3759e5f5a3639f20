using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SreMcp.Scripts;

/// <summary>Reads <c>template.yaml</c> strictly: an unknown key, a wrong type or a missing line stops the template, with file and line.</summary>
internal sealed class HeaderReader(string file)
{
    private static readonly string[] s_headerKeys = ["name", "version", "system", "safety", "does", "changes", "undo", "owner-aware", "languages", "parameters", "facts"];
    private static readonly string[] s_parameterKeys = ["type", "required", "many", "min", "max", "choices", "columns", "says", "example", "default"];

    /// <summary>Constants of bash itself, which a script cannot assign.</summary>
    private static readonly string[] s_taken = ["uid", "euid", "ppid", "path", "ifs", "home", "shell", "pwd", "hostname", "random", "seconds", "groups", "lang", "term", "tmpdir", "kubeconfig", "digest", "template"];

    public TemplateHeader Read(string text)
    {
        var root = Map(Document(text), s_headerKeys);
        return new()
        {
            Name = Scalar(root, "name"),
            Version = (int)(Integer(root, "version") ?? throw Bad(0, "'version' is missing")),
            System = Scalar(root, "system"),
            Safety = SafetyClasses.Parse(Scalar(root, "safety")) ?? throw Bad(root["safety"].Start.Line, $"unknown class '{TextCleaner.OneLine(Scalar(root, "safety"), 40)}', expected one of {string.Join(", ", SafetyClasses.Names)}"),
            Does = Scalar(root, "does"),
            Changes = Scalar(root, "changes"),
            Undo = Scalar(root, "undo"),
            OwnerAware = root.TryGetValue("owner-aware", out var owners) ? [.. Owners(owners)] : [],
            Languages = root.TryGetValue("languages", out var languages) ? Languages(languages) : new Dictionary<string, string>(StringComparer.Ordinal),
            Parameters = [.. Parameters(root, "parameters")],
            Facts = [.. Parameters(root, "facts")],
        };
    }

    private YamlNode Document(string text)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents is [var only] ? only.RootNode : throw Bad(1, "expected exactly one document");
        }
        catch (YamlException malformed)
        {
            throw Bad(malformed.Start.Line, $"not valid YAML ({TextCleaner.OneLine(malformed.Message, 120)})");
        }
    }

    private Dictionary<string, YamlNode> Map(YamlNode node, string[]? allowed)
    {
        if (node is not YamlMappingNode mapping)
        {
            throw Bad(node.Start.Line, "expected a mapping");
        }

        var map = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            var name = (key as YamlScalarNode)?.Value ?? throw Bad(key.Start.Line, "a key must be a word");
            if (allowed is not null && !allowed.Contains(name))
            {
                throw Bad(key.Start.Line, $"unknown key '{TextCleaner.OneLine(name, 40)}'{(Spelling.Nearest(name, allowed) is { } near ? $", did you mean '{near}'?" : $", expected one of {string.Join(", ", allowed)}")}");
            }

            map[name] = value;
        }

        return map;
    }

    private IEnumerable<OwnerFolder> Owners(YamlNode node) =>
        Map(node, allowed: null).Select(pair => new OwnerFolder(pair.Key, Text(pair.Value, pair.Key)));

    private Dictionary<string, string> Languages(YamlNode node) =>
        Map(node, allowed: null).ToDictionary(pair => pair.Key, pair => Text(pair.Value, pair.Key), StringComparer.Ordinal);

    private IEnumerable<Parameter> Parameters(Dictionary<string, YamlNode> root, string section)
    {
        if (!root.TryGetValue(section, out var node))
        {
            yield break;
        }

        foreach (var (name, declared) in Map(node, allowed: null))
        {
            if (!IsName(name) || s_taken.Contains(name))
            {
                throw Bad(declared.Start.Line, $"'{TextCleaner.OneLine(name, 40)}' cannot be a name: lower case with dashes, and not a name of the shell or the engine");
            }

            yield return Parameter(name, declared);
        }
    }

    private Parameter Parameter(string name, YamlNode declared)
    {
        var map = Map(declared, s_parameterKeys);
        var word = Scalar(map, "type");
        var parameter = new Parameter
        {
            Name = name,
            Type = ParameterTypes.Parse(word) ?? throw Bad(declared.Start.Line, $"unknown type '{TextCleaner.OneLine(word, 40)}', expected one of {string.Join(", ", ParameterTypes.Names)}"),
            Required = map.TryGetValue("required", out var required) && Flag(required),
            IsMany = map.TryGetValue("many", out var many) && Flag(many),
            Columns = map.ContainsKey("columns") ? [.. Parameters(map, "columns")] : [],
            Min = Integer(map, "min"),
            Max = Integer(map, "max"),
            Choices = map.TryGetValue("choices", out var choices) ? [.. Words(choices)] : [],
            Says = Optional(map, "says"),
            Example = map.TryGetValue("example", out var example) ? Value(example) : null,
            Default = Optional(map, "default"),
        };
        if (parameter.Type is ParameterType.Choice != parameter.Choices.Count > 0)
        {
            throw Bad(declared.Start.Line, $"'{name}': a choice, and only a choice, lists its choices");
        }

        if (parameter.Type is ParameterType.Rows != parameter.Columns.Count > 0 || parameter.Columns.Any(column => column.IsRepeated) || (parameter.Type is ParameterType.Rows && parameter.IsMany))
        {
            throw Bad(declared.Start.Line, $"'{name}': rows, and only rows, have columns, and a column holds one value");
        }

        foreach (var value in new[] { parameter.Preset, parameter.Example }.OfType<TemplateValue>())
        {
            try
            {
                _ = ValueCheck.Canonical(parameter, value);
            }
            catch (SreException wrong)
            {
                throw Bad(declared.Start.Line, $"its own example or default does not hold: {wrong.What}");
            }
        }

        return parameter;
    }

    private TemplateValue Value(YamlNode node) => node switch
    {
        YamlSequenceNode { Children: [YamlMappingNode, ..] } rows => new TemplateValue.Table([.. rows.Children.Select(row => Map(row, allowed: null).ToDictionary(cell => cell.Key, cell => Text(cell.Value, cell.Key), StringComparer.Ordinal))]),
        YamlSequenceNode list => new TemplateValue.Many([.. list.Children.Select(element => Text(element, "example"))]),
        _ => Text(node, "example"),
    };

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 40 && char.IsAsciiLetterLower(name[0]) && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');

    private IEnumerable<string> Words(YamlNode node) =>
        node is YamlSequenceNode sequence ? sequence.Children.Select(child => Text(child, "choices")) : throw Bad(node.Start.Line, "expected a list");

    private bool Flag(YamlNode node) => Text(node, "flag") switch
    {
        "true" => true,
        "false" => false,
        _ => throw Bad(node.Start.Line, "expected true or false"),
    };

    private long? Integer(Dictionary<string, YamlNode> map, string key)
    {
        if (!map.TryGetValue(key, out var node))
        {
            return null;
        }

        return long.TryParse(Text(node, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Bad(node.Start.Line, $"'{key}' must be a whole number");
    }

    private string? Optional(Dictionary<string, YamlNode> map, string key) => map.TryGetValue(key, out var node) ? Text(node, key) : null;

    private string Scalar(Dictionary<string, YamlNode> map, string key) => Optional(map, key) ?? throw Bad(0, $"'{key}' is missing");

    private string Text(YamlNode node, string key) =>
        node is YamlScalarNode { Value.Length: > 0 } scalar && !scalar.Value.AsSpan().ContainsAny('\n', '\r', '\0')
            ? scalar.Value
            : throw Bad(node.Start.Line, $"'{TextCleaner.OneLine(key, 40)}' must be one line of text");

    private SreException Bad(long line, string why) => new(Errors.Templates.MalformedHeader, $"{new FileLine(file, (int)line)}: {why}.");
}
