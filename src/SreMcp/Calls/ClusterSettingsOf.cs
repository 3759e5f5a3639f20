using SreMcp.Configuration;
using SreMcp.Sources.Kubernetes;
using SreMcp.Sources.Prometheus;

namespace SreMcp.Calls;

/// <summary>Turns what an operator configured into what the sources take.</summary>
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

    public static PrometheusSettings Prometheus(IReadOnlyDictionary<string, PrometheusConfiguration> configured, string? workspace) => new()
    {
        Workspace = workspace,
        Endpoints =
        [
            .. configured.Select(entry => new PrometheusEndpoint
            {
                Context = entry.Key,
                Server = entry.Value.Server,
                CertificateAuthorityFile = entry.Value.CertificateAuthority,
                Token = Secret(entry.Value.Token),
                Labels = entry.Value.Labels,
            }),
        ],
    };

    private static ClusterEndpoint Endpoint(string name, EndpointConfiguration configured) => new()
    {
        Name = name,
        Server = configured.Server.AbsoluteUri,
        CertificateAuthorityFile = configured.CertificateAuthority,
        Token = Secret(configured.Token),
    };

    private static Sources.Kubernetes.SecretReference? Secret(Configuration.SecretReference? reference) => reference switch
    {
        Configuration.SecretReference.OfVariable variable => new() { Variable = variable.Name },
        Configuration.SecretReference.OfFile file => new() { File = file.Path },
        _ => null,
    };
}
