using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SreMcp.Answers;

/// <summary>Shows a JSON value as YAML for reading. It is never parsed again, so long texts are cut and say so.</summary>
internal static class YamlText
{
    private const int TextLimit = 600;
    private const int DepthLimit = 40;

    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value, depth: 0, inSequence: false);
        return text.ToString().Trim('\n');
    }

    private static void Append(StringBuilder text, JsonElement value, int depth, bool inSequence)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.EnumerateObject().Any() && depth < DepthLimit:
                AppendObject(text, value, depth, inSequence);
                break;
            case JsonValueKind.Array when value.GetArrayLength() > 0 && depth < DepthLimit:
                AppendArray(text, value, depth);
                break;
            default:
                text.Append(' ').Append(Scalar(value, depth)).Append('\n');
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement value, int depth, bool inSequence)
    {
        var first = true;
        if (!inSequence && depth > 0)
        {
            text.Append('\n');
        }

        foreach (var property in value.EnumerateObject())
        {
            // The first member of a mapping in a sequence stands on the dash's line.
            text.Append(inSequence && first ? " " : Indent(depth)).Append(Plain(property.Name)).Append(':');
            Append(text, property.Value, depth + 1, inSequence: false);
            first = false;
        }
    }

    private static void AppendArray(StringBuilder text, JsonElement value, int depth)
    {
        text.Append('\n');
        foreach (var item in value.EnumerateArray())
        {
            text.Append(Indent(Math.Max(0, depth - 1))).Append('-');
            Append(text, item, depth, inSequence: true);
        }
    }

    private static string Indent(int depth) => new(' ', depth * 2);

    private static string Scalar(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.Object => depth < DepthLimit ? "{}" : "{…}",
        JsonValueKind.Array => depth < DepthLimit ? "[]" : "[…]",
        JsonValueKind.String => Quoted(value.GetString() ?? "", depth),
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private static string Quoted(string text, int depth)
    {
        var cut = text.Length > TextLimit ? $"{text.AsSpan(0, TextLimit)}… ({text.Length} characters)" : text;
        if (cut.Contains('\n', StringComparison.Ordinal))
        {
            var indent = Indent(depth);
            return "|\n" + string.Join('\n', cut.TrimEnd('\n').Split('\n').Select(line => indent + line));
        }

        return Plain(cut);
    }

    /// <summary>As it is where YAML reads it as the same text, in quotes otherwise.</summary>
    private static string Plain(string text) =>
        text.Length > 0 && text.AsSpan().IndexOfAnyExcept(PlainCharacters) < 0 && !IsOtherwise(text)
            ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static readonly System.Buffers.SearchValues<char> PlainCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@+=");

    private static bool IsOtherwise(string text) =>
        text.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "y" or "n"
        || text[0] is '-' or '=' or '@' or '.'
        || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
