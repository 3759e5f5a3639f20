namespace SreMcp.Scripts;

/// <summary>
/// <c>${{ '…' }}</c>: a value as a literal of the expressions of GitHub Actions and Azure Pipelines, where a quote is doubled. Their result
/// is not read again for expressions.
/// </summary>
internal static class ExpressionLiteral
{
    private const string Open = "${{";

    /// <summary>As it is, unless an expression could begin in it, or with what stands before and after it. An empty value separates nothing.</summary>
    public static string Escape(string value) => CanOpen(value) ? $"{Open} '{value.Replace("'", "''", StringComparison.Ordinal)}' }}}}" : value;

    private static bool CanOpen(string value) =>
        value.Contains(Open, StringComparison.Ordinal) || value.StartsWith('{') || value.EndsWith('$') || value.EndsWith("${", StringComparison.Ordinal);
}
