using SreMcp.Configuration;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.Calls;

/// <summary>Turns what an operator configured into what the Kubernetes source takes.</summary>
internal static class ClusterSettingsOf
{
    public static ClusterSettings Configuration(KubernetesConfiguration configured, string? workspace)
    {
        var settings = new ClusterSettings { Kubeconfigs = configured.Kubeconfigs ?? [], Workspace = workspace };
        return settings with
        {
            ExecPlugins = [.. settings.ExecPlugins, .. configured.ExecPlugins],
            Endpoints = [.. configured.Endpoints.OrderBy(endpoint => endpoint.Key, StringComparer.Ordinal).Select(endpoint => Endpoint(endpoint.Key, endpoint.Value))],
        };
    }

    private static ClusterEndpoint Endpoint(string name, EndpointConfiguration configured) => new()
    {
        Name = name,
        Server = configured.Server.AbsoluteUri,
        CertificateAuthorityFile = configured.CertificateAuthority,
        Token = configured.Token switch
        {
            Configuration.SecretReference.OfVariable variable => new() { Variable = variable.Name },
            Configuration.SecretReference.OfFile file => new() { File = file.Path },
            _ => null,
        },
    };
}
