namespace SreMcp.Findings;

/// <summary>Which hosts and paths a rule of an Ingress means.</summary>
public static class IngressHost
{
    /// <summary>A wildcard stands for one label.</summary>
    public static bool Fits(string? rule, string host) => rule is null or "" || string.Equals(rule, host, StringComparison.OrdinalIgnoreCase)
        || (rule.StartsWith("*.", StringComparison.Ordinal) && host.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && string.Equals(host[dot..], rule[1..], StringComparison.OrdinalIgnoreCase));

    /// <summary>A wildcard of the Gateway API stands for any number of labels.</summary>
    public static bool Covers(string? rule, string host) => rule is null or "" || string.Equals(rule, host, StringComparison.OrdinalIgnoreCase)
        || (rule.StartsWith("*.", StringComparison.Ordinal) && host.Length > rule.Length - 1 && host.EndsWith(rule[1..], StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a path of an Ingress or a route is meant for the host.</summary>
    public static bool Leads(IngressRecord ingress, IngressPath path, string host) => ingress.Key.Kind is "Ingress" ? Fits(path.Host, host) : Covers(path.Host, host);

    /// <summary>Prefixes count by element: <c>/shop</c> fits <c>/shop/cart</c>, not <c>/shopping</c>.</summary>
    public static bool HasPath(IngressPath rule, string path)
    {
        var asked = path.Split('?')[0];
        return rule.Path is null or "" || (rule.Type is "Exact" ? rule.Path == asked
            : rule.Type is "Prefix" ? rule.Path.TrimEnd('/') is var prefix && (asked == prefix || asked.StartsWith(prefix + "/", StringComparison.Ordinal))
            : rule.Type is "RegularExpression" || asked.StartsWith(rule.Path, StringComparison.Ordinal) || rule.Path.Contains('*', StringComparison.Ordinal) || rule.Path.Contains('(', StringComparison.Ordinal));
    }
}
