using System.Text;
using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>Reads where a connection goes and what it trusts there.</summary>
internal sealed class ClusterReader(OperatorFiles files, Redactor redactor)
{
    private const string PluginExtension = "client.authentication.k8s.io/exec";

    /// <exception cref="ConfigException">A value has the wrong form.</exception>
    /// <exception cref="SreException">SRE03xx for what the values lead to.</exception>
    public ConnectionDetails Read(ConnectionDetails details, KubeconfigEntry entry)
    {
        var cluster = entry.Values;
        var server = ServerOf(cluster.Text("server"), $"cluster {entry.Name} in {entry.File}");
        var skips = cluster.Flag("insecure-skip-tls-verify");

        // The address is known from here on, also when the rest is broken.
        details = details with { Context = details.Context with { Server = server } };
        var anchors = AnchorsOf(cluster, entry);
        if (skips && anchors is not null)
        {
            throw new ConfigException(cluster.Line, "insecure-skip-tls-verify and a certificate authority exclude each other");
        }

        return details with
        {
            Context = details.Context with { CertificateAuthority = anchors?.Digest, Verified = !skips && server.Scheme == Uri.UriSchemeHttps },
            Anchors = anchors,
            SkipsVerification = skips,
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = cluster.Text("proxy-url") is { } proxy ? ProxyOf(proxy, cluster.Line) : null,
            DisablesCompression = cluster.Flag("disable-compression"),
            PluginConfiguration = PluginConfigurationOf(cluster),
        };
    }

    /// <summary>Checks an address of an API server and takes off what never belongs to one.</summary>
    /// <exception cref="SreException">SRE0307.</exception>
    public static Uri ServerOf(string? text, string owner)
    {
        if (text is null || !Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http") || server.Host.Length == 0
            || server.UserInfo.Length > 0 || server.Query.Length > 0 || server.Fragment.Length > 0)
        {
            throw new SreException(Errors.Connections.ContextIncomplete, $"The server of {owner} is missing or is not an address such as https://10.0.0.1:6443.");
        }

        return new UriBuilder(server.Scheme, server.Host, server.Port, server.AbsolutePath.TrimEnd('/') + "/").Uri;
    }

    private TrustAnchors? AnchorsOf(ConfigMap cluster, KubeconfigEntry entry)
    {
        var owner = $"cluster {TextCleaner.OneLine(entry.Name, 100)} in {entry.File}";
        if (PemValues.Read(cluster, "certificate-authority", entry, files) is not { } pem)
        {
            return null;
        }

        return TrustAnchors.OfPem(pem) ?? throw new SreException(Errors.Connections.CertificateUnusable, $"The certificate authority of {owner} holds no readable PEM certificate.");
    }

    private Uri ProxyOf(string text, int line)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var proxy) || proxy.Scheme is not ("http" or "https" or "socks5" or "socks5h"))
        {
            throw new ConfigException(line, "proxy-url must begin with http://, https:// or socks5://");
        }

        if (proxy.UserInfo.Split(':', 2) is [_, var password] && password.Length > 0)
        {
            redactor.Learn(Uri.UnescapeDataString(password));
        }

        return proxy;
    }

    private static string? PluginConfigurationOf(ConfigMap cluster)
    {
        var extension = cluster.List("extensions").OfType<ConfigMap>().FirstOrDefault(item => item.Text("name") == PluginExtension);
        return extension is not null && extension.Has("extension", out var node) ? Encoding.UTF8.GetString(ConfigJson.Write(node)) : null;
    }
}
