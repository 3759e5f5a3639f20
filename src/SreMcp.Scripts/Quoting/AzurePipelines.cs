namespace SreMcp.Scripts;

/// <summary>
/// A layer over the text of a value in an Azure Pipelines file, before it is quoted for YAML. <c>${{ … }}</c> stays text as an expression
/// literal ("Template expressions, Escape a value"). Macros <c>$(…)</c> and runtime expressions <c>$[…]</c> have no escape.
/// </summary>
/// <remarks>The text of a template must not put <c>$</c> right before a value, nor <c>(</c> or <c>[</c> right after one.</remarks>
internal static class AzurePipelines
{
    /// <exception cref="SreException">SRE0605 when <c>$(</c> or <c>$[</c> occurs, and for NUL and half surrogates.</exception>
    public static string Escape(string value)
    {
        foreach (var open in (ReadOnlySpan<string>)["$(", "$["])
        {
            if (Quotable.Check(value, "Azure Pipelines").Contains(open, StringComparison.Ordinal))
            {
                throw new SreException(Errors.Templates.Unquotable, $"A value holds {open}, which begins a variable in Azure Pipelines; there is no escape for it.");
            }
        }

        return ExpressionLiteral.Escape(value);
    }
}
