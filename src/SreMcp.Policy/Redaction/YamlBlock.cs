namespace SreMcp.Policy;

/// <summary>The lines below <c>key: |</c>, as far as they are indented deeper than the key.</summary>
internal static class YamlBlock
{
    public static bool StartsAt(string text, int index)
    {
        if (text[index] is not ('|' or '>'))
        {
            return false;
        }

        var end = index + 1;
        while (end < text.Length && text[end] is '-' or '+' or (>= '0' and <= '9'))
        {
            end++;
        }

        return end < text.Length && text[end] == '\n';
    }

    public static AssignedValue Behind(string text, int header)
    {
        var line = text.LastIndexOf('\n', header) + 1;
        var indent = Indent(text, line);
        var start = text.IndexOf('\n', header) + 1;
        var end = start;
        for (var next = start; next < text.Length && (text[next] == '\n' || Indent(text, next) > indent);)
        {
            var newline = text.IndexOf('\n', next);
            end = newline < 0 ? text.Length : newline;
            next = end + 1;
        }

        var first = Math.Min(start + Indent(text, start), end);
        return new(first, Math.Max(end - first, 0));
    }

    private static int Indent(string text, int line)
    {
        var index = line;
        while (index < text.Length && text[index] == ' ')
        {
            index++;
        }

        return index - line;
    }
}
