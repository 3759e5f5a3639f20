using System.Globalization;
using System.Text.Json;
using SreMcp.Scripts;

namespace SreMcp.Tools;

/// <summary>One argument of a tool: its schema, its check and its typed value come from this one declaration, so they cannot disagree.</summary>
internal abstract partial class Parameter(string name, string says)
{
    /// <summary>Longest text that any argument may have, in characters.</summary>
    public const int TextLimit = 256 * 1024;

    public string Name { get; } = name;

    /// <summary>One line for the model. Empty where the server's instructions already explain it.</summary>
    public string Says { get; } = says;

    public bool IsRequired { get; init; }

    /// <summary>What is expected, as an error names it: «a whole number from 1 to 500».</summary>
    public abstract string Expected { get; }

    /// <summary>The only values there are; empty when there are others.</summary>
    public virtual IReadOnlyList<string> Choices => [];

    /// <summary>Writes the members of this parameter's JSON Schema.</summary>
    public abstract void WriteSchema(Utf8JsonWriter schema);

    /// <summary>Reads a value that is present; false when it is not what was expected.</summary>
    internal abstract bool TryRead(JsonElement json, out object? value);

    public static Parameter<string> Text(string name, string says, bool required = false, int limit = 253) =>
        new TextParameter(name, says, limit) { IsRequired = required };

    public static Parameter<int?> Integer(string name, string says, int min, int max) => new IntegerParameter(name, says, min, max);

    public static Parameter<bool> Flag(string name, string says) => new FlagParameter(name, says);

    public static Parameter<string> Choice(string name, string says, params string[] choices) => new ChoiceParameter(name, says, choices);

    public static Parameter<string> RequiredChoice(string name, string says, params string[] choices) => new ChoiceParameter(name, says, choices) { IsRequired = true };

    public static Parameter<IReadOnlyList<string>> List(string name, string says, int max = 20) => new ListParameter(name, says, max);

    public static Parameter<TimeSpan?> Duration(string name, string says, TimeSpan max) => new DurationParameter(name, says, max);

    public static Parameter<IReadOnlyDictionary<string, TemplateValue>> Values(string name, string says) => new ValuesParameter(name, says);

    private sealed class TextParameter(string name, string says, int limit) : Parameter<string>(name, says, "")
    {
        public override string Expected => $"text of at most {limit} characters";

        public override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "string");

        protected override bool TryReadValue(JsonElement json, out string value)
        {
            value = json.ValueKind is JsonValueKind.String && TryGetText(json) is { } text ? text : "";
            return json.ValueKind is JsonValueKind.String && value.Length <= limit && !value.Contains('\0', StringComparison.Ordinal) && (value.Length > 0 || !IsRequired);
        }
    }

    private sealed class IntegerParameter(string name, string says, int min, int max) : Parameter<int?>(name, says, null)
    {
        public override string Expected => $"a whole number from {min} to {max}";

        public override void WriteSchema(Utf8JsonWriter schema)
        {
            schema.WriteString("type", "integer");
            schema.WriteNumber("minimum", min);
            schema.WriteNumber("maximum", max);
        }

        protected override bool TryReadValue(JsonElement json, out int? value)
        {
            value = json.ValueKind is JsonValueKind.Number && json.TryGetInt32(out var number) ? number : null;
            return value >= min && value <= max;
        }
    }

    private sealed class FlagParameter(string name, string says) : Parameter<bool>(name, says, otherwise: false)
    {
        public override string Expected => "true or false";

        public override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "boolean");

        protected override bool TryReadValue(JsonElement json, out bool value)
        {
            value = json.ValueKind is JsonValueKind.True;
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
    }

    private sealed class ChoiceParameter(string name, string says, string[] choices) : Parameter<string>(name, says, "")
    {
        public override string Expected => $"one of {string.Join(", ", choices)}";

        public override IReadOnlyList<string> Choices => choices;

        public override void WriteSchema(Utf8JsonWriter schema)
        {
            schema.WriteString("type", "string");
            schema.WriteStartArray("enum");
            foreach (var choice in choices)
            {
                schema.WriteStringValue(choice);
            }

            schema.WriteEndArray();
        }

        protected override bool TryReadValue(JsonElement json, out string value)
        {
            value = json.ValueKind is JsonValueKind.String && TryGetText(json) is { } text ? text : "";
            return choices.Contains(value, StringComparer.Ordinal);
        }
    }

    private sealed class ListParameter(string name, string says, int max) : Parameter<IReadOnlyList<string>>(name, says, [])
    {
        public override string Expected => $"a list of at most {max} texts";

        public override void WriteSchema(Utf8JsonWriter schema)
        {
            schema.WriteString("type", "array");
            schema.WriteStartObject("items");
            schema.WriteString("type", "string");
            schema.WriteEndObject();
        }

        protected override bool TryReadValue(JsonElement json, out IReadOnlyList<string> value)
        {
            value = [];
            if (json.ValueKind is not JsonValueKind.Array || json.GetArrayLength() > max)
            {
                return false;
            }

            var texts = json.EnumerateArray().Select(item => item.ValueKind is JsonValueKind.String ? TryGetText(item) : null).ToArray();
            value = [.. texts.OfType<string>()];
            return texts.All(text => text is { Length: > 0 and <= 253 });
        }
    }

    private sealed class DurationParameter(string name, string says, TimeSpan max) : Parameter<TimeSpan?>(name, says, null)
    {
        public override string Expected => $"a duration such as 90s, 15m, 2h or 1d, at most {Describe(max)}";

        public override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "string");

        protected override bool TryReadValue(JsonElement json, out TimeSpan? value)
        {
            value = null;
            if (json.ValueKind is not JsonValueKind.String || TryGetText(json) is not { Length: > 1 and < 10 } text
                || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            value = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            };
            return value > TimeSpan.Zero && value <= max;
        }

        private static string Describe(TimeSpan span) => span.TotalDays >= 1 ? $"{span.TotalDays:0}d" : span.TotalHours >= 1 ? $"{span.TotalHours:0}h" : $"{span.TotalMinutes:0}m";
    }

    /// <summary>As <see cref="TryGetText"/>, for the name of a member.</summary>
    private static string? TryGetName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null for a string that is no valid UTF-16, such as one with a lone surrogate.</summary>
    private static string? TryGetText(JsonElement json)
    {
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A parameter whose value is a <typeparamref name="T"/>.</summary>
/// <param name="otherwise">The value when the caller gives none.</param>
internal abstract class Parameter<T>(string name, string says, T otherwise) : Parameter(name, says)
{
    public T Otherwise { get; } = otherwise;

    internal sealed override bool TryRead(JsonElement json, out object? value)
    {
        var fits = TryReadValue(json, out var typed);
        value = typed;
        return fits;
    }

    protected abstract bool TryReadValue(JsonElement json, out T value);
}
