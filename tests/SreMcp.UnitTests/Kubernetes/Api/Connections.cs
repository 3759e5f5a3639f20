using SreMcp.Sources.Kubernetes;

namespace SreMcp.UnitTests.Kubernetes.Api;

/// <summary>Connections to servers that tests start.</summary>
internal static class Connections
{
    public static ClusterConnection To(Uri server) => new(new() { Name = "test", Source = "test", Server = server, Verified = true }, new HttpClient());
}
