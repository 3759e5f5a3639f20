using SreMcp.Policy;

namespace SreMcp.Configuration;

/// <summary>The one place where configuration comes from files.</summary>
public static class ConfigurationFiles
{
    /// <summary>The same name everywhere: in the operator's folders and in the workspace itself.</summary>
    public const string Name = "sre-mcp.yaml";

    /// <summary>Reads every copy there is.</summary>
    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static SreMcpConfiguration Load(PolicyPlaces places)
    {
        var found = new TrustedFiles(places);
        var copies = found.Read(
            places.OperatorFolders.Select(folder => Path.Combine(folder, Name)),
            places.Workspace is { } workspace ? [Path.Combine(workspace, Name)] : []);
        var configuration = ConfigurationReader.Read([.. copies.Select(copy => new ConfigurationCopy(copy.Path, copy.Folder, copy.Text, copy.Trust))], PolicyPlaces.Home);
        return configuration with { Files = [.. copies.Select(copy => (copy.Path, copy.Trust))], Notices = [.. found.Notices, .. configuration.Notices] };
    }

    /// <summary>Reads configuration and policy, the one giving its hints to the other.</summary>
    /// <exception cref="SreException">SRE02xx with file and line.</exception>
    public static (SreMcpConfiguration Configuration, PolicySet Policy) LoadAll(PolicyPlaces places)
    {
        var configuration = Load(places);
        return (configuration, PolicyFiles.Load(places, configuration.Kubernetes.Hints));
    }
}
