namespace SreMcp.Clients;

/// <summary>How a file is laid out, so that what is added looks like what is there.</summary>
internal static class Layout
{
    public static string LineBreak(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>The blanks that begin the line of this place.</summary>
    public static string Indent(string text, int at)
    {
        var start = LineStart(text, at);
        var end = start;
        while (end < at && text[end] is ' ' or '\t')
        {
            end++;
        }

        return text[start..end];
    }

    /// <summary>True when nothing but blanks stands before this place on its line.</summary>
    public static bool BeginsLine(string text, int at) => LineStart(text, at) + Indent(text, at).Length == at;

    /// <summary>From 1.</summary>
    public static int LineOf(string text, int at) => 1 + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');

    private static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
}
