using SreMcp.Policy;

namespace SreMcp.Sources.Kubernetes;

/// <summary>The kind of object that Helm keeps its records in. An installation chooses one with <c>HELM_DRIVER</c>.</summary>
internal sealed record HelmKeeper
{
    /// <summary>What the name of every record begins with, in either kind.</summary>
    public const string NamePrefix = "sh.helm.release.v1.";

    private HelmKeeper()
    {
    }

    /// <summary>Helm's own choice.</summary>
    public static HelmKeeper Secret { get; } = new() { Kind = "Secret", FieldSelector = "type=helm.sh/release.v1" };

    /// <summary>The driver <c>configmap</c>.</summary>
    public static HelmKeeper ConfigMap { get; } = new() { Kind = "ConfigMap", FieldSelector = null };

    public required string Kind { get; init; }

    /// <summary>ConfigMaps have no type to select by; their names are looked at instead.</summary>
    public required string? FieldSelector { get; init; }

    public Task<ApiResource> ResolveAsync(Cluster cluster, CancellationToken cancellationToken) => cluster.ResolveAsync($"v1/{Kind}", cancellationToken);

    /// <summary>What to tell somebody who may read neither kind.</summary>
    public static SreException NeitherMayBeRead(SreException secrets, SreException configMaps) => new(
        secrets.Code,
        $"{secrets.What} Helm keeps its records in Secrets or, with the driver configmap, in ConfigMaps; neither may be listed.",
        $"{secrets.Next} Where Helm's driver is configmap: {configMaps.Next}",
        secrets.Remote,
        secrets);

    public static SreException NoneInConfigMaps(SreException secrets) => new(
        secrets.Code, $"{secrets.What} Helm keeps its records in Secrets; ConfigMaps, where the driver configmap keeps them, hold none.", secrets.Next, secrets.Remote, secrets);
}
