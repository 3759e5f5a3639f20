using SreMcp.Policy;
using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

/// <summary>The product's own connections to servers that tests start; no proxy and no kubeconfig of this machine.</summary>
internal static class Connections
{
    public static ClusterConnection To(Uri server)
    {
        var settings = new ClusterSettings { Endpoints = [new() { Name = "test", Server = server.AbsoluteUri }], RequestTimeout = TimeSpan.FromSeconds(20) };
        var surroundings = new Surroundings { Variable = _ => null, Home = Path.Combine(Path.GetTempPath(), "sre-mcp-no-home") };
        return new Clusters(settings, new KnownProduction(), Given.Redactor, TimeProvider.System, surroundings).Connect("test");
    }
}
