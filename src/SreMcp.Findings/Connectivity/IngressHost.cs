namespace SreMcp.Findings;

/// <summary>Which hosts and paths a rule of an Ingress means.</summary>
public static class IngressHost
{
    /// <summary>A wildcard stands for one label.</summary>
    public static bool Fits(string? rule, string host) => rule is null or "" || string.Equals(rule, host, StringComparison.OrdinalIgnoreCase)
        || (rule.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && string.Equals(host[dot..], rule[1..], StringComparison.OrdinalIgnoreCase));

    /// <summary>Prefixes count by element: <c>/shop</c> fits <c>/shop/cart</c>, not <c>/shopping</c>.</summary>
    public static bool HasPath(IngressPath rule, string path)
    {
        var asked = path.Split('?')[0];
        return rule.Path is null or "" || (rule.Type is "Exact" ? rule.Path == asked
            : rule.Type is "Prefix" ? rule.Path.TrimEnd('/') is var prefix && (asked == prefix || asked.StartsWith(prefix + "/", StringComparison.Ordinal))
            : asked.StartsWith(rule.Path, StringComparison.Ordinal) || rule.Path.Contains('*', StringComparison.Ordinal) || rule.Path.Contains('(', StringComparison.Ordinal));
    }
}
