using System.Text.Json;
using SreMcp.Policy;

namespace SreMcp.Tools;

/// <summary>The checked arguments of one call.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    /// <summary>The value, or what the parameter says otherwise.</summary>
    public T Get<T>(Parameter<T> parameter) => _values.TryGetValue(parameter.Name, out var value) ? (T)value! : parameter.Otherwise;

    public bool Has(Parameter parameter) => _values.ContainsKey(parameter.Name);

    /// <summary>The value of a text that may be left out; null instead of empty.</summary>
    public string? Find(Parameter<string> parameter) => Get(parameter) is { Length: > 0 } text ? text : null;

    /// <summary>Checks everything and names every problem at once, so that one correction suffices.</summary>
    /// <exception cref="SreException">SRE0102 to SRE0104.</exception>
    public static Arguments Read(Tool tool, IEnumerable<KeyValuePair<string, JsonElement>>? given)
    {
        var arguments = new Arguments();
        List<string> problems = [];
        var code = Errors.Arguments.Wrong;
        foreach (var (name, json) in given ?? [])
        {
            if (tool.Parameters.FirstOrDefault(candidate => candidate.Name == name) is not { } parameter)
            {
                code = Errors.Arguments.Unknown;
                var nearest = Spelling.Nearest(name, tool.Parameters.Select(candidate => candidate.Name));
                problems.Add($"'{TextCleaner.OneLine(name, 60)}' is no argument{(nearest is null ? "" : $" (did you mean '{nearest}'?)")}");
            }
            else if (json.ValueKind is JsonValueKind.Null)
            {
                continue;
            }
            else if (parameter.TryRead(json, out var value))
            {
                arguments._values[name] = value;
            }
            else
            {
                problems.Add($"'{name}' must be {parameter.Expected}, not {Describe(json)}{Meant(parameter, json)}");
            }
        }

        foreach (var missing in tool.Parameters.Where(parameter => parameter.IsRequired && !arguments.Has(parameter) && !problems.Exists(problem => problem.StartsWith($"'{parameter.Name}' must", StringComparison.Ordinal))))
        {
            code = code == Errors.Arguments.Unknown ? code : Errors.Arguments.Missing;
            problems.Add($"'{missing.Name}' is missing: {missing.Expected}");
        }

        return problems.Count is 0
            ? arguments
            : throw new SreException(code, $"{tool.Name}: {string.Join("; ", problems.Take(8))}.", $"Arguments of {tool.Name}: {Usage(tool)}.");
    }

    private static string Meant(Parameter parameter, JsonElement json) =>
        json.ValueKind is JsonValueKind.String && json.GetRawText() is { Length: < 60 } text && Spelling.Nearest(text.Trim('"').ToLowerInvariant(), parameter.Choices) is { } nearest ? $" (did you mean '{nearest}'?)" : "";

    private static string Usage(Tool tool) =>
        tool.Parameters.Count is 0 ? "none" : string.Join(", ", tool.Parameters.Select(parameter => parameter.IsRequired ? $"{parameter.Name} (required)" : parameter.Name));

    private static string Describe(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => $"text of {json.GetRawText().Length - 2} characters",
        JsonValueKind.Number => $"the number {TextCleaner.OneLine(json.GetRawText(), 20)}",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Array => $"a list of {json.GetArrayLength()}",
        JsonValueKind.Object => "an object",
        _ => "that",
    };
}
