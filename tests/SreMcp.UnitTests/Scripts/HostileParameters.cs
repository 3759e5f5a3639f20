using System.Globalization;
using System.Text;
using SreMcp.Policy;
using SreMcp.Scripts;

namespace SreMcp.UnitTests.Scripts;

/// <summary>Values that a parameter accepts and that try to be more than values: hostile where its type lets any text through, odd but valid elsewhere.</summary>
internal sealed class HostileParameters(int seed)
{
    private static readonly IReadOnlyList<string> s_texts = [.. HostileValues.OneLine(3000)];
    private readonly Random _random = new(seed);

    public TemplateValue? Choose(Parameter parameter) => parameter switch
    {
        { Type: ParameterType.Rows } => new TemplateValue.Table([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Row(parameter))]),
        { IsMany: true } => new TemplateValue.Many([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => One(parameter)).OfType<string>()]) is { Count: > 0 } many ? many : null,
        _ => One(parameter) is { } text ? new TemplateValue.One(text) : null,
    };

    private Dictionary<string, string> Row(Parameter rows)
    {
        var row = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in rows.Columns)
        {
            var text = One(column) ?? (rows.Example is TemplateValue.Table { Rows: [var first, ..] } && first.TryGetValue(column.Name, out var example) ? example : null);
            if (text is not null && (column.Required || _random.Next(2) is 0))
            {
                row[column.Name] = text;
            }
        }

        return row;
    }

    /// <summary>Null where the example of the template is as good as any.</summary>
    private string? One(Parameter parameter) => parameter.Type switch
    {
        ParameterType.Text => Text(4096),
        ParameterType.KubernetesContext => Text(500).Trim().TrimStart('-').Trim() is { Length: > 0 } context ? context : "prod",
        ParameterType.SqlName => SqlName(),
        ParameterType.SqlTable => $"{SqlName()}.{SqlName()}",
        ParameterType.Number => _random.NextInt64(parameter.Min ?? -1000, (parameter.Max ?? 100_000) + 1).ToString(CultureInfo.InvariantCulture),
        ParameterType.Flag => _random.Next(2) is 0 ? "true" : "false",
        ParameterType.Choice => parameter.Choices[_random.Next(parameter.Choices.Count)],
        ParameterType.KubernetesLabel => $"app.example/{Word(20)}={Word(60)}",
        ParameterType.KubernetesLabelKey => $"app.example/{Word(60)}",
        ParameterType.KubernetesLabelValue => Word(60),
        ParameterType.Identifier => $"_{Word(60)}",
        ParameterType.KubernetesNamespace => Word(60).ToLowerInvariant(),
        ParameterType.KubernetesName => $"{Word(60).ToLowerInvariant()}.{Word(60).ToLowerInvariant()}",
        ParameterType.FilePath => $"{Word(30)}/-{Word(10)}@{Word(5)}.x",
        ParameterType.Url => $"https://{Word(10)}.example:8443/a$b(c)&d=%27;*?#!,[{Word(5)}]",
        ParameterType.Quantity => $"{_random.Next(1, 9999)}Mi",
        _ => null,
    };

    private string Text(int limit) => TextCleaner.OneLine(s_texts[_random.Next(s_texts.Count)], limit) is { Length: > 0 } text ? text : "x";

    private string SqlName()
    {
        var name = new StringBuilder();
        var bytes = 0;
        foreach (var rune in Text(4096).Replace('.', '_').EnumerateRunes().TakeWhile(rune => (bytes += rune.Utf8SequenceLength) <= 63))
        {
            name.Append(rune);
        }

        return TextCleaner.OneLine(name.ToString(), 200) is { Length: > 0 } clean && Encoding.UTF8.GetByteCount(clean) <= 63 ? clean : "t";
    }

    private string Word(int most) => string.Concat(Enumerable.Range(0, _random.Next(1, most)).Select(_ => "abcdefghijklmnopqrstuvwxyz0123456789"[_random.Next(36)]));
}
