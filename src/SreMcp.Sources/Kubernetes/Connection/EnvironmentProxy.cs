using System.Net;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The proxy that <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> name, as kubectl reads them.</summary>
/// <remarks>An agent can write the environment of a server that its client starts. So a proxy counts only where TLS proves who answers behind
/// it, and never for this machine itself; an unverified connection goes straight.</remarks>
internal static class EnvironmentProxy
{
    public static Uri? For(KubernetesContext context, Surroundings surroundings)
    {
        var server = context.Server;
        if (!context.Verified || server.IsLoopback || Bypasses(server, Either(surroundings, "NO_PROXY") ?? ""))
        {
            return null;
        }

        var text = Either(surroundings, "HTTPS_PROXY");
        return text is not null && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var proxy)
            && proxy.Scheme is "http" or "https" or "socks5" or "socks5h" ? proxy : null;
    }

    private static string? Either(Surroundings surroundings, string name) =>
        new[] { surroundings.Variable(name), surroundings.Variable(name.ToLowerInvariant()) }.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static bool Bypasses(Uri server, string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Any(rule => Matches(server, rule));

    private static bool Matches(Uri server, string rule)
    {
        if (rule == "*")
        {
            return true;
        }

        var host = server.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host, out var address))
        {
            return rule.Contains('/', StringComparison.Ordinal)
                ? IPNetwork.TryParse(rule, out var network) && network.Contains(address)
                : IPAddress.TryParse(rule, out var same) && same.Equals(address);
        }

        var colon = rule.LastIndexOf(':');
        if (colon > 0)
        {
            if (rule[(colon + 1)..] != $"{server.Port}")
            {
                return false;
            }

            rule = rule[..colon];
        }

        var name = rule.TrimStart('*').TrimStart('.');
        return host.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase) || (!rule.StartsWith('.') && host.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
