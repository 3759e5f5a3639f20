using System.Collections;
using System.Globalization;

namespace SreMcp.Scripts;

/// <summary>The values that a template is filled with, by declared name. Nothing here is trusted: rendering checks and quotes every one.</summary>
public sealed class TemplateInputs : IEnumerable<KeyValuePair<string, TemplateValue>>
{
    private readonly SortedDictionary<string, TemplateValue> _values = new(StringComparer.Ordinal);

    /// <summary>Who owns the target, one of the owners in the template's header; null for a template that knows none.</summary>
    public string? Owner { get; init; }

    public void Add(string name, TemplateValue value) => _values.Add(name, value);

    public void Add(string name, long value) => _values.Add(name, value.ToString(CultureInfo.InvariantCulture));

    public void Add(string name, IReadOnlyList<string> values) => _values.Add(name, new TemplateValue.Many(values));

    public IEnumerator<KeyValuePair<string, TemplateValue>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Every value checked against its declaration and in canonical form.</summary>
    internal Dictionary<string, TemplateValue> Check(TemplateHeader header)
    {
        var checkedValues = new Dictionary<string, TemplateValue>(StringComparer.Ordinal);
        foreach (var parameter in header.Visible)
        {
            if ((_values.TryGetValue(parameter.Name, out var given) ? given : parameter.Preset) is { } value)
            {
                checkedValues[parameter.Name] = ValueCheck.Canonical(parameter, value, header.Facts.Contains(parameter) ? TemplateValue.MostFound : TemplateValue.MostElements);
            }
        }

        return _values.Keys.FirstOrDefault(name => !checkedValues.ContainsKey(name)) is { } unknown
            ? throw new SreException(Errors.Templates.UnknownParameter, $"{header.Name} declares nothing called '{unknown}'.")
            : checkedValues;
    }
}
