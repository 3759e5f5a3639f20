namespace SreMcp.Scripts;

/// <summary>Text that follows <c># </c>. Only a line break ends a comment, so none is left.</summary>
internal static class BashComment
{
    private const int Limit = 400;

    public static string Quote(string value) => TextCleaner.OneLine(value, Limit);
}
