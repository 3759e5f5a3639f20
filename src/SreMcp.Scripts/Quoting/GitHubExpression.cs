namespace SreMcp.Scripts;

/// <summary>
/// A layer over the text of a value in a GitHub Actions workflow, before it is quoted for YAML: <c>${{ … }}</c> in it stays text ("Evaluate
/// expressions in workflows and actions, Literals"). Only for keys where GitHub evaluates expressions, and not for <c>if</c>, which
/// is an expression as a whole.
/// </summary>
internal static class GitHubExpression
{
    /// <exception cref="SreException">SRE0605 for NUL and half surrogates.</exception>
    public static string Escape(string value) => ExpressionLiteral.Escape(Quotable.Check(value, "GitHub Actions"));
}
