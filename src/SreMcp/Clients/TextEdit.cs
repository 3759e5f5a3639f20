namespace SreMcp.Clients;

/// <summary>One change of a text: nothing but these characters is replaced.</summary>
/// <param name="At">Offset in the original.</param>
/// <param name="Length">Characters taken out; 0 for an insertion.</param>
internal readonly record struct TextEdit(int At, int Length, string Text)
{
    /// <summary>All edits at once. Their offsets mean the original, in ascending order.</summary>
    public static string Apply(string original, params ReadOnlySpan<TextEdit> edits)
    {
        var text = new System.Text.StringBuilder();
        var from = 0;
        foreach (var edit in edits)
        {
            text.Append(original, from, edit.At - from).Append(edit.Text);
            from = edit.At + edit.Length;
        }

        return text.Append(original, from, original.Length - from).ToString();
    }
}
