using System.Text.Json;
using SreMcp.Scripts;

namespace SreMcp.Tools;

internal abstract partial class Parameter
{
    /// <summary>Values by name: texts, numbers and booleans, lists of them, and lists of rows.</summary>
    private sealed class ValuesParameter(string name, string says)
        : Parameter<IReadOnlyDictionary<string, TemplateValue>>(name, says, new Dictionary<string, TemplateValue>(StringComparer.Ordinal))
    {
        private const int MostValues = 50;

        public override string Expected => "an object of texts, numbers and booleans, of lists of them, and of lists of objects";

        public override void WriteSchema(Utf8JsonWriter schema) => schema.WriteString("type", "object");

        protected override bool TryReadValue(JsonElement json, out IReadOnlyDictionary<string, TemplateValue> value)
        {
            var values = new SortedDictionary<string, TemplateValue>(StringComparer.Ordinal);
            value = values;
            if (json.ValueKind is not JsonValueKind.Object)
            {
                return false;
            }

            foreach (var property in json.EnumerateObject())
            {
                if (Read(property.Value) is not { } read || TryGetName(property) is not { } key)
                {
                    return false;
                }

                values[key] = read;
            }

            return values.Count <= MostValues;
        }

        private static TemplateValue? Read(JsonElement json)
        {
            if (json.ValueKind is not JsonValueKind.Array)
            {
                return Scalar(json) is { } text ? new TemplateValue.One(text) : null;
            }

            if (json.GetArrayLength() > TemplateValue.MostElements)
            {
                return null;
            }

            var elements = json.EnumerateArray().ToArray();
            if (elements is [{ ValueKind: JsonValueKind.Object }, ..])
            {
                var rows = elements.Select(Row).ToArray();
                return rows.All(row => row is not null) ? new TemplateValue.Table(rows!) : null;
            }

            var texts = elements.Select(Scalar).ToArray();
            return texts.All(text => text is not null) ? new TemplateValue.Many(texts!) : null;
        }

        private static Dictionary<string, string>? Row(JsonElement json)
        {
            if (json.ValueKind is not JsonValueKind.Object)
            {
                return null;
            }

            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in json.EnumerateObject())
            {
                if (Scalar(property.Value) is not { } text || TryGetName(property) is not { } key)
                {
                    return null;
                }

                row[key] = text;
            }

            return row;
        }

        private static string? Scalar(JsonElement json) => json.ValueKind switch
        {
            JsonValueKind.String when TryGetText(json) is { Length: <= TextLimit } text => text,
            JsonValueKind.Number => json.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }
}
